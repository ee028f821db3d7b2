import type { VerdictState } from '../../core/gate/verdict.ts';
import { formatAge } from '../../core/signal/format.ts';
import type { AlertsContent } from '../../server/http/contract/alerts.ts';

export type Alert = AlertsContent['alerts'][number];
export type AlertList = AlertsContent['lists'][number];

/** The shape that stands for how grave an alert is. */
export const GRAVITY_SHAPES: Readonly<Record<Alert['gravity'], VerdictState>> = {
  critical: 'fail',
  warning: 'unproven',
  info: 'not-started',
};

const GRAVITY_WORDS: Readonly<Record<Alert['gravity'], string>> = {
  critical: 'Critical',
  warning: 'Warning',
  info: 'Info',
};

/** The alert's own word for its gravity, or ours. */
export function severityWord({ severity, gravity }: Pick<Alert, 'severity' | 'gravity'>): string {
  return severity === '' ? GRAVITY_WORDS[gravity] : severity.charAt(0).toUpperCase() + severity.slice(1);
}

/** Who keeps it quiet, until when and why; `undefined` when nobody does. @param timeOf a moment as the reader's zone has it */
export function quietWords(
  { silences, inhibited }: Pick<Alert, 'silences' | 'inhibited'>,
  timeOf: (at: number) => string,
): string | undefined {
  const [silence] = silences;
  if (silence !== undefined) {
    const until = silence.until === undefined ? '' : ` until ${timeOf(silence.until)}`;
    const why = silence.comment === '' ? '' : `: ${silence.comment}`;
    const others = silences.length > 1 ? `, and by ${silences.length - 1} more` : '';
    return `Silenced by ${silence.by === '' ? 'somebody' : silence.by}${until}${others}${why}`;
  }
  return inhibited ? 'Kept quiet by another alert' : undefined;
}

/** Why a list cannot be believed, in a sentence; `undefined` where its age says it all. */
export function doubtWords({ source, state, asOf }: AlertList, now: number): string | undefined {
  if (state === 'unknown') return `Whether alerts fire is not known: ${source} has told nothing yet.`;
  if (state !== 'stale') return undefined;
  return `What fires now is not known: the list of ${source} is ${formatAge(now - (asOf ?? now))} old.`;
}

/** What an empty list says, and no more than that; `undefined` when nothing can be said. */
export function emptyWords(lists: readonly AlertList[]): string | undefined {
  if (lists.some(({ state }) => state === 'unknown' || state === 'stale')) return undefined;
  return lists.every(({ state }) => state === 'current')
    ? 'No alert fires.'
    : 'No alert that was told fires any more.';
}

/** How many alerts are not shown, in a sentence. */
export function leftOutWords(lists: readonly AlertList[]): string | undefined {
  const n = lists.reduce((sum, { leftOut }) => sum + leftOut, 0);
  if (n === 0) return undefined;
  return n === 1 ? '1 more alert was left out of the list.' : `${n} more alerts were left out of the list.`;
}

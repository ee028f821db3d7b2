import type { VerdictState } from '../../core/gate/verdict.ts';
import { VERDICTS } from '../../core/gate/verdict.ts';
import type { LoggedEvent } from '../../core/ports.ts';
import type { Roadmap } from '../../core/roadmap/roadmap.ts';
import { subjectName } from '../../core/roadmap/subject.ts';
import { VERDICT_CHANGED } from '../evaluation/verdict-change.ts';

type Told = Pick<LoggedEvent, 'item' | 'type' | 'data'>;

/** An event of the log as one line for people: its own sentence where it has one, else what it was and what changed. */
export function eventText(event: Told, roadmap: Pick<Roadmap, 'items'>): string {
  const { sentence, from, to } = event.data;
  const own = typeof sentence === 'string' ? sentence : '';
  if (event.type === VERDICT_CHANGED) return [verdictWords(event, roadmap), own].join(' ').trim();
  if (own !== '') return own;
  const title = roadmap.items.find((item) => item.id === event.item)?.title ?? event.item;
  const what = event.type.replaceAll(/[-_.]/g, ' ');
  const subject = title === '' ? sentenceCase(what) : `${title}: ${what}`;
  const changed = isPlain(from) && isPlain(to);
  return changed ? `${subject} from ${from} to ${to}` : subject;
}

/** `The gate of v3 went from unproven to fail.` */
export function verdictWords({ item, data }: Told, { items }: Pick<Roadmap, 'items'>): string {
  const { criterion, from, to, waived, reckoned } = data;
  const known = items.find((one) => one.id === item);
  const whose = known === undefined ? item : subjectName(known);
  const what =
    typeof criterion === 'string'
      ? [whose, criterion].filter((word) => word !== '').join(', ')
      : `The gate of ${whose}`;
  const now = stateIn(to);
  const before = stateIn(from);
  if (now === undefined) return `${what} changed.`;
  const by = waived === true ? ', by waivers' : '';
  const afterwards = reckoned === undefined ? '' : ' (reckoned afterwards)';
  if (before === now)
    return `${what} passes ${waived === true ? 'by waivers' : 'without a waiver'} now${afterwards}.`;
  if (before !== undefined)
    return `${what} went from ${STATE_WORDS[before]} to ${STATE_WORDS[now]}${by}${afterwards}.`;
  const first =
    reckoned === undefined ? 'was judged for the first time' : 'was at first, as reckoned afterwards';
  return `${what} ${first}: ${STATE_WORDS[now]}${by}.`;
}

const STATE_WORDS: Readonly<Record<VerdictState, string>> = {
  pass: 'pass',
  fail: 'fail',
  unproven: 'unproven',
  'no-data': 'no data',
  'not-started': 'not started',
};

function stateIn(value: unknown): VerdictState | undefined {
  return VERDICTS.find((state) => state === value);
}

function isPlain(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

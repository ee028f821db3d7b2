import type { SourceMonitor } from '../../core/ports.ts';
import type { LogRefusal } from './logs/log-rules.ts';
import type { Refusal } from './point-rules.ts';
import type { OtlpSignal } from './signal.ts';
import type { SpanRefusal } from './traces/span-rules.ts';

/** What became of the items of one request at one source. */
export class Tally {
  accepted = 0;
  unanchored = 0;
  resets = 0;
  outOfOrder = 0;
  unattributed = 0;
  overflowed = 0;
  excluded = 0;
  readonly refusals = new Map<string, { count: number; readonly example: string | undefined }>();

  /** Whether anything of it was taken in, or was known already; not so where all was refused or concerned nobody. */
  get broughtAnything(): boolean {
    return this.accepted + this.unanchored + this.outOfOrder > 0;
  }

  /** @param example a metric that is named to the sender; never something that may hold contents */
  refuse(reason: Refusal | SpanRefusal | LogRefusal, example?: string): void {
    const known = this.refusals.get(reason);
    if (known === undefined) this.refusals.set(reason, { count: 1, example });
    else known.count += 1;
  }

  report(monitor: SourceMonitor, source: string): void {
    const { accepted, unanchored, resets, outOfOrder, unattributed, overflowed, excluded } = this;
    const counts = {
      accepted,
      unanchored,
      resets,
      'out-of-order': outOfOrder,
      unattributed,
      overflowed,
      excluded,
    } as const;
    for (const [what, n] of Object.entries(counts) as [keyof typeof counts, number][]) {
      if (n > 0) monitor.count(source, what, n);
    }
    this.reportRefusals(monitor, source);
  }

  reportRefusals(monitor: SourceMonitor, source: string): void {
    for (const [reason, { count, example }] of this.refusals) {
      monitor.count(source, 'rejected', count, reason, `Refused ${inWords(reason, count, example)}.`);
    }
  }
}

const MOST_REASONS = 5;
const LONGEST_NAME = 80;

/** What a signal's items are called. */
const NOUNS: Readonly<Record<OtlpSignal, string>> = {
  metrics: 'data points',
  traces: 'spans',
  logs: 'log records',
};

/** Why items were refused, in one sentence for their sender. */
export function refusalMessage(signal: OtlpSignal, tallies: readonly Tally[]): string {
  const all = tallies.flatMap((tally) => [...tally.refusals]);
  const texts = all
    .slice(0, MOST_REASONS)
    .map(([reason, { count, example }]) => inWords(reason, count, example));
  const more = all.length > MOST_REASONS ? `; and ${all.length - MOST_REASONS} more reasons` : '';
  return texts.length === 0 ? '' : `Refused ${NOUNS[signal]}: ${texts.join('; ')}${more}.`;
}

function inWords(reason: string, count: number, example: string | undefined): string {
  const of = example === undefined ? '' : ` of ${example.slice(0, LONGEST_NAME)}`;
  return `${count}${of}: ${reason}`;
}

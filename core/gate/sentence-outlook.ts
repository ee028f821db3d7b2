import { formatCount, formatValue } from '../signal/format.ts';
import type { Told } from './told.ts';
import type { VerdictState } from './verdict.ts';
import { dateWords } from './words.ts';

/** `about 420 more graded answers, by 14 Dec 2026 at the present rate`; nothing when nothing can be said. */
export function outlookWords({ outlook, criterion, decision }: Told): readonly string[] {
  if (outlook === undefined) return [];
  const { more, noun = '', by, outgrows } = outlook;
  if (more === undefined) return by === undefined ? [] : [`on ${dateWords(by)} if it goes on`];
  // What is short of a stated n is known to the last one; where an interval has to narrow, it is an estimate.
  const isExact = more === criterion.minimumN - (decision.reading.actual?.n ?? 0);
  const many = isExact ? formatCount(more) : `about ${formatCount(roundedUp(more))}`;
  const what = `${many} more ${more === 1 ? noun.slice(0, -1) : noun}`;
  if (outgrows) return [`${what}, and the window does not hold as many at the present rate`];
  return [by === undefined ? what : `${what}, by ${dateWords(by)} at the present rate`];
}

const SAYS: Readonly<Record<VerdictState, string>> = {
  pass: 'it passes',
  fail: 'it fails',
  unproven: 'it is unproven',
  'no-data': 'there are no data',
  'not-started': 'it has not started',
};

/** `; the last day says it fails (2.10 %), which counts when the next one agrees`; empty when the days agree. */
export function pendingWords({ pending, criterion, context }: Told): string {
  if (pending === undefined) return '';
  const value =
    pending.value === undefined ? '' : ` (${formatValue(pending.value, criterion.unit, context.currency)})`;
  return `; the last day says ${SAYS[pending.state]}${value}, which counts when the next one agrees`;
}

/** Two significant digits: more would say that the rest of the world stands still. */
function roundedUp(n: number): number {
  const size = 10 ** Math.max(0, Math.floor(Math.log10(n)) - 1);
  return Math.ceil(n / size) * size;
}

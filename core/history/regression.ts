import { holds } from '../gate/compare.ts';
import type { CriterionVerdict, GateVerdict, Regression } from '../gate/verdict.ts';
import { dateWords } from '../gate/words.ts';
import type { Roadmap } from '../roadmap/roadmap.ts';
import { formatValue } from '../signal/format.ts';
import { dateOf } from '../time/calendar.ts';
import type { DecidedCriterion, Decision } from './decision.ts';
import type { GateChange } from './gate-history.ts';

/** What is known of an item that was shipped. */
export interface ShippedItem {
  /** How sentences call it. */
  readonly subject: string;
  readonly gate: GateVerdict;
  /** Every recorded change of its gate, ascending. */
  readonly changes: readonly GateChange[];
  readonly ship: Decision;
}

/** A criterion that fails, and how it stood when the item was shipped, where that is known. */
interface Fallen {
  readonly now: CriterionVerdict;
  readonly before?: DecidedCriterion;
}

/**
 * Whether an item has regressed: its gate passed when it was shipped, or at some time since, and fails now by something that was met. A gate
 * that fails only by what it did not ask for then, or by what was waived then, is no regression.
 */
export function regressionOf(
  { subject, gate, changes, ship }: ShippedItem,
  roadmap: Pick<Roadmap, 'signals' | 'currency' | 'zone'>,
): Regression | undefined {
  if (gate.state !== 'fail') return undefined;
  const failing = gate.criteria.filter((one) => one.state === 'fail' && !one.advisory && !one.waiver);
  const passedOnIt = ship.state === 'pass';
  const passedLater = changes.find(({ at, to }) => at > ship.at && to === 'pass');
  if (!passedOnIt && passedLater === undefined) return undefined;
  const fallen = passedOnIt
    ? failing.flatMap((now) => fallenSince(ship, now))
    : failing.map((now) => ({ now }));
  if (fallen.length === 0) return undefined;
  const day = (at: number) => dateWords(dateOf(at, roadmap.zone));
  const passed =
    passedLater === undefined || passedOnIt ? ' on a pass' : `, passed on ${day(passedLater.at)}`;
  const what = listed(fallen.map((one) => fallenWords(one, roadmap)));
  const sentence = `${subject} has regressed: it was shipped by ${ship.by} on ${day(ship.at)}${passed}, and its gate has failed since ${day(gate.since)} on ${what}.`;
  return { since: gate.since, criteria: fallen.map(({ now }) => now.text), sentence };
}

/** The criterion was met then: in the same words, or by an actual that meets what is asked now. */
function fallenSince({ criteria }: Decision, now: CriterionVerdict): readonly Fallen[] {
  const same = criteria.find(({ text }) => text === now.text);
  if (same !== undefined) return same.state === 'pass' ? [{ now, before: same }] : [];
  const { op, target, signal } = now;
  if (signal === undefined || op === undefined || target === undefined) return [];
  const then = criteria.find((one) => one.signal === signal && one.state === 'pass');
  return then?.value !== undefined && holds(op, then.value, target) ? [{ now, before: then }] : [];
}

/** `cost per request ($0.00980 then, $0.0123 now)` */
function fallenWords(
  { now, before }: Fallen,
  { signals, currency }: Pick<Roadmap, 'signals' | 'currency'>,
): string {
  const signal = now.signal === undefined ? undefined : signals[now.signal];
  if (signal === undefined) return now.text;
  const [value, present] = [before?.value, now.actual?.value];
  if (value === undefined || present === undefined) return signal.title;
  const write = (one: number) => formatValue(one, signal.unit, currency);
  return `${signal.title} (${write(value)} then, ${write(present)} now)`;
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

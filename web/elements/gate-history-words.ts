import { formatAge, formatShare } from '../../core/signal/format.ts';
import type { GateHistoryJson } from '../../server/http/contract/history.ts';
import { formatDay, formatMoment } from './calendar-text.ts';
import type { Numbers } from './same-numbers.ts';
import { stateWords } from './state-words.ts';

export type GateStretch = GateHistoryJson['stretches'][number];
type TimeIn = GateHistoryJson['timeIn'][number];

/** Where and when words about a history are said. */
export interface HistoryWriting {
  readonly zone: string;
  /** Unix ms. */
  readonly now: number;
}

/** `Pass, by waivers` */
export function stretchWords({ state, waived }: Pick<GateStretch, 'state' | 'waived'>): string {
  return state === 'pass' && waived ? 'Pass, by waivers' : stateWords(state);
}

/** `8 Jun`, `not yet`, `not yet by itself; by waivers on 3 Jun`. */
export function firstPassedWords(
  { firstPassed, firstWaived }: GateHistoryJson,
  { zone, now }: HistoryWriting,
): string {
  if (firstPassed !== undefined) return formatDay(firstPassed.from, zone, now);
  if (firstWaived === undefined) return 'not yet';
  return `not yet by itself; by waivers on ${formatDay(firstWaived.from, zone, now)}`;
}

/** `since 3 Sep`, `12 Aug – 3 Sep`, `not yet`. */
export function lastFailedWords({ lastFailed }: GateHistoryJson, { zone, now }: HistoryWriting): string {
  if (lastFailed === undefined) return 'not yet';
  const from = formatDay(lastFailed.from, zone, now);
  if (lastFailed.to === undefined) return `since ${from}`;
  const to = formatDay(lastFailed.to, zone, now);
  return from === to ? from : `${from} – ${to}`;
}

/** `Fail 71 days (74 %)`, the longest first. */
export function timeInWords(times: readonly TimeIn[]): readonly string[] {
  const all = times.reduce((sum, { ms }) => sum + ms, 0);
  return times.map(({ state, ms }) => {
    const words = state === 'waived' ? 'Pass, by waivers' : stateWords(state);
    return `${words} ${formatAge(ms)}${all > 0 ? ` (${formatShare(Math.round((ms / all) * 100) / 100)})` : ''}`;
  });
}

/** Who judged what: said where anything of it was reckoned afterwards. */
export function reckonedWords(
  { stretches, judgedSince, knownSince }: GateHistoryJson,
  { zone }: HistoryWriting,
): string | undefined {
  if (knownSince === undefined || !stretches.some(({ reckoned }) => reckoned)) return undefined;
  const until =
    judgedSince === undefined ? 'All of it' : `What was before ${formatMoment(judgedSince, zone)}`;
  return `${until} was reckoned afterwards, to the day, from what is stored and by the roadmap as it stood when it was reckoned: nobody judged it at the time.`;
}

/** The stretches as a table. */
export function historyTable(stretches: readonly GateStretch[], { zone }: HistoryWriting): Numbers {
  return {
    title: 'How the gate stood, newest first',
    columns: [{ title: 'From' }, { title: 'To' }, { title: 'State' }, { title: 'Why' }],
    rows: stretches.map((one) => [
      formatMoment(one.from, zone) + (one.reckoned ? ' (reckoned)' : ''),
      one.to === undefined ? 'now' : formatMoment(one.to, zone),
      stretchWords(one),
      one.sentence,
    ]),
  };
}

/** A part of the line, as shares of its length. */
export interface HistoryBlock {
  readonly look: 'waived' | GateStretch['state'];
  readonly from: number;
  readonly to: number;
  readonly title: string;
}

/** The stretches as parts of a line from when anything was known to now, oldest first; a moment is still seen. */
export function historyBlocks(
  { stretches, knownSince = 0 }: GateHistoryJson,
  { zone, now }: HistoryWriting,
): readonly HistoryBlock[] {
  const oldest = Math.max(knownSince, stretches.at(-1)?.from ?? knownSince);
  const length = Math.max(1, now - oldest);
  const share = (at: number) => Math.min(1, Math.max(0, (at - oldest) / length));
  return stretches.toReversed().map((one) => {
    const [from, to] = [share(one.from), share(one.to ?? now)];
    const begins = formatDay(one.from, zone, now);
    const ends = one.to === undefined ? 'now' : formatDay(one.to, zone, now);
    return {
      look: one.state === 'pass' && one.waived ? 'waived' : one.state,
      from: Math.min(from, 1 - LEAST),
      to: Math.max(to, Math.min(from, 1 - LEAST) + LEAST),
      title: `${stretchWords(one)}: ${begins} to ${ends}${one.reckoned ? ', reckoned' : ''}`,
    };
  });
}

const LEAST = 0.003;

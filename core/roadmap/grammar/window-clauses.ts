import { nearest } from '../../text/nearest.ts';
import { parseDuration, writeDuration } from '../../time/duration.ts';
import type { WindowSpec } from '../criterion.ts';
import { EACH, readEach } from './label-clauses.ts';
import { type Reader, Unreadable } from './reader.ts';
import { type StatedClauses, seesOneOf, startsClause, state } from './stated-clauses.ts';

/** No window or holding time is longer: ten years. */
export const MAX_DURATION_MS = 3660 * 86_400_000;

const LAST = ['last', 'past'];
const CALENDAR = ['month', 'quarter', 'rollout', 'latest'] as const;

/** `over 28d`, `over month`, `since rollout`. */
export function readWindow(reader: Reader, clauses: StatedClauses): void {
  const start = reader.position;
  reader.take();
  state(reader, clauses, 'window', start, windowSpec(reader));
}

function windowSpec(reader: Reader): WindowSpec {
  reader.takesOneOf(['the', 'its', 'a', 'an']);
  reader.takesOneOf(['last', 'past', 'this', 'current']);
  const word = reader.word();
  const kind = CALENDAR.find((name) => name === word);
  if (kind !== undefined) {
    reader.take();
    reader.takesOneOf(['to date', 'so far', 'run']);
    return { kind };
  }
  const ms = duration(reader, 'a window (28d, 24h, month, quarter, rollout, latest)', CALENDAR);
  return { kind: 'duration', ms, text: writeDuration(ms) };
}

/** `for 14d` is a time to hold; `for each region` names a label. */
export function readFor(reader: Reader, clauses: StatedClauses): void {
  const start = reader.position;
  reader.take();
  if (seesOneOf(reader, EACH, 0)) {
    readEach(reader, clauses);
    return;
  }
  reader.takesOneOf(['at least', 'the last', 'all of']);
  state(reader, clauses, 'heldForMs', start, duration(reader, 'a time to hold (14d)', []));
}

function duration(reader: Reader, expected: string, names: readonly string[]): number {
  const start = reader.position;
  if (reader.peek().kind !== 'number') reader.refuse(expected, nearest(reader.peek().text, names));
  while (reader.peek().kind === 'number') {
    reader.take();
    if (reader.peek().kind === 'word' && !startsClause(reader)) reader.take();
  }
  const { text, span } = reader.since(start);
  const ms = parseDuration(text);
  const problem = ms === undefined ? unknownDuration(text) : durationProblem(text, ms);
  if (problem === undefined && ms !== undefined) return ms;
  reader.note(span, { expected, message: problem ?? '' });
  throw new Unreadable();
}

function unknownDuration(text: string): string {
  if (/(?:^|[\d\s])(?:mo|months?|quarters?|q|y|yrs?|years?)\b/i.test(text)) {
    return `\`${text}\` has no one length: write days (\`90d\`), or \`month\` or \`quarter\` for the current one to date.`;
  }
  return `\`${text}\` is no duration: write a number with ms, s, min, h, d or w (\`28d\`, \`24h\`).`;
}

function durationProblem(text: string, ms: number): string | undefined {
  if (ms <= 0) return `\`${text}\` is no time at all.`;
  return ms > MAX_DURATION_MS ? `\`${text}\` is longer than ten years.` : undefined;
}

/** Whether `the last …` stands so many tokens ahead. */
export function seesLast(reader: Reader, ahead: number): boolean {
  return seesOneOf(reader, LAST, seesOneOf(reader, ['the'], ahead) ? ahead + 1 : ahead);
}

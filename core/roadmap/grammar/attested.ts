import type { TextProblem, TextReading } from '../../text/problem.ts';
import type { AttestedCriterion } from '../criterion.ts';
import { quote, unquote } from './tokens.ts';

const ATTESTED = /^\s*attested(?:\s+by\b)?\s*/i;
const QUOTED = /^(?:"(?:[^"\\]|\\.)*"|'[^']*'|“[^”]*”)/u;
/** Roles that need no quotes. */
const PLAIN_ROLE = /^[\p{L}\p{N}][\p{L}\p{N} ._/&'’-]*$/u;
const MAX_ROLE = 80;

/** Whether a criterion's text is of the attested kind. */
export function isAttested(text: string): boolean {
  return /^\s*attested\b/i.test(text);
}

/** Reads `attested by security: "rollback drill done"`; the text behind the colon may be missing, and its quotes too. */
export function parseAttested(text: string): TextReading<AttestedCriterion> {
  const opening = ATTESTED.exec(text)?.[0] ?? '';
  if (!/by\s*$/i.test(opening)) return refused(text, opening.trimEnd().length, '`by` and a role');
  const role = takeRole(text, opening.length);
  if (role.problem !== undefined) return { value: undefined, problems: [role.problem] };
  const statement = takeStatement(text, role.end);
  if (statement.problem !== undefined) return { value: undefined, problems: [statement.problem] };
  const value = { role: role.value, statement: statement.value };
  return {
    value: { kind: 'attested', text: writeAttested(value), ...value, advisory: false },
    problems: [],
  };
}

/** The one form in which an attested criterion is written. */
export function writeAttested({
  role,
  statement,
}: {
  readonly role: string;
  readonly statement: string;
}): string {
  const by = `attested by ${PLAIN_ROLE.test(role) ? role : quote(role)}`;
  return statement === '' ? by : `${by}: ${quote(statement)}`;
}

interface Piece {
  readonly value: string;
  readonly end: number;
  readonly problem?: TextProblem;
}

function takeRole(text: string, from: number): Piece {
  const quoted = QUOTED.exec(text.slice(from))?.[0];
  const colon = text.indexOf(':', from);
  const end = quoted === undefined ? (colon < 0 ? text.length : colon) : from + quoted.length;
  const value = quoted === undefined ? text.slice(from, end).trim() : unquote(quoted).trim();
  if (value === '') return { value, end, problem: problem(text, from, 0, 'a role, such as `security`') };
  if (value.length > MAX_ROLE) {
    return { value, end, problem: problem(text, from, end - from, `a role of at most ${MAX_ROLE} letters`) };
  }
  if (quoted === undefined && !PLAIN_ROLE.test(value)) {
    return {
      value,
      end,
      problem: problem(text, from, end - from, 'a role with a colon behind it', quoteFrom(text, value)),
    };
  }
  return { value, end };
}

/** `attested by security "drill done"`: the colon was forgotten. */
function quoteFrom(text: string, value: string): string | undefined {
  const at = value.search(/["'“]/);
  const opening = ATTESTED.exec(text)?.[0].trim() ?? '';
  return at > 0 ? `${opening} ${value.slice(0, at).trim()}: ${value.slice(at)}` : undefined;
}

function takeStatement(text: string, from: number): Piece {
  const rest = text.slice(from);
  if (rest.trim() === '') return { value: '', end: text.length };
  if (!rest.trimStart().startsWith(':')) {
    const at = from + rest.length - rest.trimStart().length;
    return { value: '', end: from, problem: problem(text, at, text.trimEnd().length - at, '`:`') };
  }
  const start = text.indexOf(':', from) + 1;
  const said = text.slice(start).trim();
  const at = start + text.slice(start).length - text.slice(start).trimStart().length;
  const quoted = QUOTED.exec(said)?.[0];
  if (quoted === said && quoted !== undefined) return { value: unquote(quoted).trim(), end: text.length };
  if (quoted !== undefined) {
    const behind = at + quoted.length;
    return {
      value: '',
      end: behind,
      problem: problem(text, behind, at + said.length - behind, 'the end of the criterion'),
    };
  }
  if (/^["“]/.test(said))
    return { value: '', end: at, problem: problem(text, at, said.length, 'a closing quote') };
  return { value: said, end: text.length };
}

function refused(text: string, at: number, expected: string): TextReading<AttestedCriterion> {
  return { value: undefined, problems: [problem(text, at, 0, expected)] };
}

function problem(
  text: string,
  at: number,
  length: number,
  expected: string,
  suggestion?: string,
): TextProblem {
  const read = text.slice(at, at + length);
  const what = read.trim() === '' ? 'The criterion ends' : `\`${read.trim()}\` was read`;
  return {
    severity: 'error',
    at,
    length,
    read,
    expected,
    message: `${what} where ${expected} was expected.`,
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}

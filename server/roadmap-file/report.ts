import type { Problem } from '../../core/roadmap/roadmap.ts';

/** What to write for a reader of a terminal. */
export interface ReportOptions {
  /** Colours, for a terminal that somebody looks at. */
  readonly color: boolean;
}

interface Paint {
  readonly error: (text: string) => string;
  readonly warning: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly strong: (text: string) => string;
}

const COLORED: Paint = {
  error: ansi(31),
  warning: ansi(33),
  faint: ansi(2),
  strong: ansi(1),
};
const PLAIN: Paint = { error: same, warning: same, faint: same, strong: same };

/**
 * Problems of a file as compilers write them, each with its line and a mark under the place:
 *
 *     roadmap.yaml:31:24: error: `3%` is a percentage, where a duration (2s, 500ms) was expected.
 *        31 |         - latency_p99 < 3%
 *           |                         ^^
 *           = try: latency_p99
 *
 * @param text the file's content, for the lines; absent when it cannot be read
 */
export function reportProblems(
  problems: readonly Problem[],
  text: string | undefined,
  { color }: ReportOptions,
): string {
  const lines = text?.split(/\r?\n/) ?? [];
  const paint = color ? COLORED : PLAIN;
  return problems.map((problem) => reportOne(problem, lines[problem.line - 1], paint)).join('\n');
}

function reportOne(problem: Problem, line: string | undefined, paint: Paint): string {
  const { file, severity, message, suggestion } = problem;
  const place = `${file}:${problem.line}:${problem.column}:`;
  const head = `${paint.strong(place)} ${paint[severity](`${severity}:`)} ${message}\n`;
  const mark = line === undefined || line.trim() === '' ? '' : marked(problem, line, paint);
  const hint = suggestion === undefined ? '' : `${paint.faint(`${GUTTER} = try:`)} ${suggestion}\n`;
  return head + mark + hint;
}

const GUTTER = '     ';
/** Longer lines are shown from a little before the place. */
const WIDEST = 160;

function marked({ line: number, column, length = 1, severity }: Problem, line: string, paint: Paint): string {
  const from = column > WIDEST - 40 ? column - 40 : 0;
  const shown = line.slice(from, from + WIDEST);
  const before = shown.slice(0, column - 1 - from);
  const under = Math.max(1, Math.min(length, shown.length - before.length));
  const carets = '^'.repeat(columnsOf(shown.slice(before.length, before.length + under)) || 1);
  const gap = before.replace(/[^\t]/gu, (letter) => ' '.repeat(columnsOf(letter)));
  return `${paint.faint(`${String(number).padStart(5)} |`)} ${shown}\n${paint.faint(`${GUTTER} |`)} ${gap}${paint[severity](carets)}\n`;
}

/** How many columns of a terminal a text takes: letters of East Asia and pictures two, marks on a letter none. */
function columnsOf(text: string): number {
  let columns = 0;
  for (const letter of text) {
    if (/\p{M}|\p{Cf}/u.test(letter)) continue;
    columns +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]|\p{Extended_Pictographic}/u.test(
        letter,
      )
        ? 2
        : 1;
  }
  return columns;
}

/** `2 errors, 1 warning`; `no problems`. */
export function countInWords(problems: readonly Problem[]): string {
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const warnings = problems.length - errors;
  const parts = [plural(errors, 'error'), plural(warnings, 'warning')].filter((part) => part !== '');
  return parts.length === 0 ? 'no problems' : parts.join(', ');
}

function plural(n: number, what: string): string {
  return n === 0 ? '' : `${n} ${what}${n === 1 ? '' : 's'}`;
}

function ansi(code: number): (text: string) => string {
  return (text) => `\u001b[${code}m${text}\u001b[0m`;
}

function same(text: string): string {
  return text;
}

import type { ErrorCode, YAMLError } from 'yaml';
import { blankedOut, comparisonTraps } from './comparison-trap.ts';
import type { SyntaxProblem } from './syntax-problem.ts';
import type { YamlText } from './yaml-text.ts';

/** What came of a file's YAML: the problems, and whether the values can be looked at all the same. */
export interface Syntax {
  readonly problems: readonly SyntaxProblem[];
  /** The text to go on with, of the same length and with everything in the same place; `undefined` when the values cannot be trusted. */
  readonly usable: string | undefined;
  /** Lines about which there is nothing more to say. */
  readonly settled: ReadonlySet<number>;
}

/** Errors behind which the document is still what its writer meant. */
const HARMLESS: readonly ErrorCode[] = ['DUPLICATE_KEY', 'BAD_SCALAR_START'];

/** With more errors than this a file is something else than a roadmap, and nobody reads on. */
const MAX_DESCRIBED = 500;

/** Longer lines are not searched for what could have been meant. */
const MAX_LINE = 500;

/**
 * Says what is wrong with a YAML text, one problem a line, the traps that people fall into with a sentence of their own. What makes a
 * comparison behind a colon a block of text is blanked out, so that the rest of the file can be checked too.
 */
export function checkSyntax(yaml: YamlText): Syntax {
  const traps = comparisonTraps(yaml);
  const lines = new Set(traps.map(({ line }) => line));
  const tabs = tabProblems(yaml);
  const others =
    tabs.length > 0 ? [] : yaml.errors.filter((error) => !lines.has(yaml.placeOf(error.pos[0]).line));
  const problems = [
    ...traps.map(({ problem }) => problem),
    ...tabs,
    ...others.slice(0, MAX_DESCRIBED).map((error) => describe(error, yaml)),
  ];
  const usable = tabs.length === 0 && others.every(({ code }) => HARMLESS.includes(code));
  return {
    problems: onePerLine(problems, yaml),
    usable: usable ? blankedOut(yaml.text, traps) : undefined,
    settled: new Set(traps.filter(({ settles }) => settles).map(({ line }) => line)),
  };
}

function tabProblems(yaml: YamlText): readonly SyntaxProblem[] {
  if (yaml.errors.length === 0 || !yaml.errors.some(({ code }) => code === 'TAB_AS_INDENT')) return [];
  const problems: SyntaxProblem[] = [];
  for (let line = 1; line <= yaml.lineCount; line += 1) {
    const tab = /^ *\t[ \t]*/.exec(yaml.line(line))?.[0];
    if (tab === undefined || tab === yaml.line(line)) continue;
    problems.push({
      start: yaml.startOfLine(line) + tab.indexOf('\t'),
      length: 1,
      read: '\t',
      expected: 'spaces',
      message: 'This line is indented with a tab: YAML takes spaces only.',
    });
  }
  return problems;
}

function describe(error: YAMLError, yaml: YamlText): SyntaxProblem {
  const [start, end] = error.pos;
  const line = yaml.line(yaml.placeOf(start).line);
  const read = yaml.text.slice(start, Math.max(start + 1, end)).split('\n')[0] ?? '';
  const stretch = { start, length: Math.max(1, read.length), read };
  switch (error.code) {
    case 'DUPLICATE_KEY':
      return { ...stretch, ...duplicate(start, yaml) };
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'MULTILINE_IMPLICIT_KEY':
      return { ...stretch, ...secondColon(line) };
    case 'MULTIPLE_DOCS':
      return {
        ...stretch,
        length: 3,
        expected: 'one roadmap a file',
        message: '`---` begins a second document, and a file holds one roadmap.',
      };
    case 'BAD_SCALAR_START':
      return {
        ...stretch,
        expected: 'quotes around the text',
        message: `\`${read.charAt(0)}\` cannot begin a text in YAML unless the text is in quotes.`,
        ...quotedValue(line),
      };
    case 'RESOURCE_EXHAUSTION':
      return { ...stretch, message: 'This is not valid YAML: its brackets stand too deep in each other.' };
    default:
      return {
        ...stretch,
        message: `This is not valid YAML: ${lowerFirst(error.message.replace(/\.$/, ''))}.`,
      };
  }
}

function duplicate(start: number, yaml: YamlText) {
  const first = yaml.firstOfSameKey(start);
  const key = /^[^\s:]+/.exec(yaml.text.slice(start))?.[0] ?? '';
  const where = first === undefined ? '' : `, the first time in line ${yaml.placeOf(first.start).line}`;
  return {
    length: key.length,
    read: key,
    expected: 'each key once',
    message: `\`${key}\` stands twice in the same mapping${where}: YAML would drop one of the two.`,
  };
}

function secondColon(line: string) {
  return {
    expected: 'quotes around a text with a colon',
    message:
      'A second colon in a line begins a mapping inside a mapping: a text with a colon and a space needs quotes.',
    ...quotedValue(line),
  };
}

/** The line with its value in quotes. */
function quotedValue(line: string): { readonly suggestion?: string } {
  const match = line.length > MAX_LINE ? null : /^\s*((?:-\s+)*[\w.-]+:)\s+(.*\S)\s*$/.exec(line);
  const [, key = '', value = ''] = match ?? [];
  if (match === null || /^["']/.test(value)) return {};
  return { suggestion: `${key} "${value.replace(/["\\]/g, '\\$&')}"` };
}

/** One mistake makes a parser stumble over what follows it in the line; the first is the one to mend. */
function onePerLine(problems: readonly SyntaxProblem[], yaml: YamlText): readonly SyntaxProblem[] {
  const byLine = new Map<number, SyntaxProblem>();
  for (const problem of [...problems].sort((a, b) => a.start - b.start)) {
    const { line } = yaml.placeOf(problem.start);
    if (!byLine.has(line)) byLine.set(line, problem);
  }
  return [...byLine.values()];
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

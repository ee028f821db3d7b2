import { createHash } from 'node:crypto';
import { LIMITS } from '../../core/roadmap/document/limits.ts';
import type { DocumentPath, DocumentProblem } from '../../core/roadmap/document/problem.ts';
import { property } from '../../core/roadmap/document/raw.ts';
import { readRoadmap } from '../../core/roadmap/document/read.ts';
import { salvageRoadmap } from '../../core/roadmap/document/salvage.ts';
import type { Problem, Roadmap } from '../../core/roadmap/roadmap.ts';
import { hasErrors } from '../../core/text/problem.ts';
import type { SyntaxProblem } from './syntax-problem.ts';
import { checkSyntax } from './yaml-problems.ts';
import { YamlText } from './yaml-text.ts';

/** More problems are counted and not told one by one: people mend the first ones first. */
export const MAX_PROBLEMS = 500;

/** What a roadmap file says. */
export interface RoadmapText {
  /** Present when no problem is an error. */
  readonly roadmap: Roadmap | undefined;
  /** The product that the file names, even where the rest of it is wrong. */
  readonly product: string | undefined;
  /** In the order of the file. */
  readonly problems: readonly Problem[];
  /** {@link revisionOf} the content. */
  readonly revision: string;
  /** The content; `''` when it is no text. */
  readonly text: string;
}

/** The name of a content: the first 16 hex digits of its SHA-256. */
export function revisionOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16);
}

/**
 * Reads the bytes of a roadmap file. Never throws: what is wrong is among the problems, all of it at once.
 *
 * @param file the name that problems give
 */
export function readRoadmapText(bytes: Uint8Array, file: string): RoadmapText {
  const revision = revisionOf(bytes);
  const unreadable = (message: string): RoadmapText => ({
    roadmap: undefined,
    product: undefined,
    problems: [{ severity: 'error', file, line: 1, column: 1, message }],
    revision,
    text: '',
  });
  if (bytes.length > LIMITS.bytes) {
    return unreadable(`The file has ${bytes.length} bytes, and a roadmap has at most ${LIMITS.bytes}.`);
  }
  const text = decode(bytes);
  if (text === undefined) return unreadable('The file is not text in UTF-8.');
  const read = readText(text, file);
  return { ...read, problems: shortened(read.problems), revision, text };
}

/**
 * As much of a roadmap file with errors as can be read, see {@link salvageRoadmap}; `undefined` when that is nothing. Never throws.
 */
export function salvageRoadmapText(text: string): Roadmap | undefined {
  const written = new YamlText(text);
  const { usable } = checkSyntax(written);
  if (usable === undefined) return undefined;
  const yaml = usable === text ? written : new YamlText(usable);
  if (yaml.unresolvedAliases().length > 0) return undefined;
  try {
    return salvageRoadmap(yaml.value(), lineIn(yaml));
  } catch {
    // Too many aliases: that is told already.
    return undefined;
  }
}

function lineIn(yaml: YamlText): (path: DocumentPath) => number {
  return (path) => yaml.placeOf(yaml.stretchOf({ path, at: 'value' }).start).line;
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function readText(text: string, file: string): Omit<RoadmapText, 'revision' | 'text'> {
  const written = new YamlText(text);
  const syntax = checkSyntax(written);
  const found = syntax.problems.map((problem) => atPlace(written, file, problem));
  if (syntax.usable === undefined) {
    return { roadmap: undefined, product: productLine(text), problems: found };
  }
  const yaml = syntax.usable === text ? written : new YamlText(syntax.usable);
  const aliases = yaml.unresolvedAliases().map((stretch) => atPlace(yaml, file, unresolved(yaml, stretch)));
  if (aliases.length > 0)
    return { roadmap: undefined, product: productLine(text), problems: inOrder([...found, ...aliases]) };
  return readValue(yaml, file, found, syntax.settled);
}

function readValue(
  yaml: YamlText,
  file: string,
  found: readonly Problem[],
  settled: ReadonlySet<number>,
): Omit<RoadmapText, 'revision' | 'text'> {
  let value: unknown;
  try {
    value = yaml.value();
  } catch (error) {
    const message = `The aliases of this file cannot be followed: ${error instanceof Error ? error.message : String(error)}.`;
    const problem: Problem = { severity: 'error', file, line: 1, column: 1, message };
    return { roadmap: undefined, product: productLine(yaml.text), problems: inOrder([...found, problem]) };
  }
  const { roadmap, problems } = readRoadmap(value, lineIn(yaml));
  const placed = problems.map((problem) => inFile(yaml, file, problem));
  const all = inOrder(eachOnce([...found, ...placed.filter(({ line }) => !settled.has(line))]));
  const product = property(value, 'product');
  return {
    roadmap: hasErrors(all) ? undefined : roadmap,
    product: typeof product === 'string' ? product : undefined,
    problems: all,
  };
}

function unresolved(
  yaml: YamlText,
  stretch: { readonly start: number; readonly length: number },
): SyntaxProblem {
  const read = yaml.text.slice(stretch.start, stretch.start + stretch.length);
  return {
    ...stretch,
    read,
    expected: 'quotes around a text that begins with `*`',
    message: `\`${read}\` refers to an anchor that is not there: a text that begins with \`*\` needs quotes.`,
    suggestion: `"${read}"`,
  };
}

function atPlace(yaml: YamlText, file: string, { start, ...rest }: SyntaxProblem): Problem {
  return { severity: 'error', file, ...yaml.placeOf(start), ...rest };
}

function inFile(yaml: YamlText, file: string, problem: DocumentProblem): Problem {
  const { path, at, offset: _, unquoted: __, ...rest } = asWritten(yaml, problem);
  const stretch = yaml.stretchOf(problem);
  return { ...rest, file, ...yaml.placeOf(stretch.start), length: stretch.length };
}

/** A version such as 1.10 without quotes is a number that has lost its zero by the time it is looked at; here it is as it was written. */
function asWritten(yaml: YamlText, problem: DocumentProblem): DocumentProblem {
  const bareKey = problem.at === 'key' && problem.path.length > 0 && yaml.isBareKey(problem.path);
  const source = problem.unquoted || bareKey ? yaml.sourceAt(problem.path, problem.at) : undefined;
  if (source === undefined) return problem;
  const value = String(problem.path.at(-1));
  const means = bareKey ? value : (problem.read ?? '');
  const lost = source === means ? '' : `, ${means}`;
  const kind = /^(?:true|false)$/i.test(source) ? 'a truth value' : `a number to YAML${lost}`;
  return {
    ...problem,
    read: source,
    expected: 'a text in quotes',
    message: `\`${source}\` without quotes is ${kind}, where a text was expected: put it in quotes.`,
    suggestion: `"${source}"`,
  };
}

/** The first {@link MAX_PROBLEMS}, and how many more there are. */
function shortened(problems: readonly Problem[]): readonly Problem[] {
  const last = problems[MAX_PROBLEMS];
  if (last === undefined) return problems;
  const more = problems.length - MAX_PROBLEMS;
  const { file, line, column } = last;
  const message = `From here on there ${more === 1 ? 'is 1 more problem' : `are ${more} more problems`}.`;
  return [...problems.slice(0, MAX_PROBLEMS), { severity: last.severity, file, line, column, message }];
}

/** One unquoted version may be wrong in two ways that are told in the same words. */
function eachOnce(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((one) => [`${one.line}:${one.column} ${one.message}`, one])).values()];
}

function inOrder(problems: readonly Problem[]): readonly Problem[] {
  return [...problems].sort((a, b) => a.line - b.line || a.column - b.column);
}

/** The product of a file whose YAML cannot be read: it is named at the beginning of a line. */
function productLine(text: string): string | undefined {
  return /^product:[ \t]*["']?([A-Za-z][A-Za-z0-9._-]*)["']?[ \t]*(?:#.*)?$/m.exec(text)?.[1];
}

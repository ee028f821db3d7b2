import { findSignal } from '../../core/signal/catalogue.ts';
import type { SyntaxProblem } from './syntax-problem.ts';
import type { Stretch, YamlText } from './yaml-text.ts';

/** A criterion that YAML takes for the beginning of a block of text: `- accuracy: >= 85%`. */
export interface ComparisonTrap {
  /** 1-based. */
  readonly line: number;
  readonly problem: SyntaxProblem;
  /** What to blank out, so that YAML reads on. */
  readonly blank: Stretch;
  /** Nothing is left on the line that could be checked. */
  readonly settles: boolean;
}

/** A key, a colon, and the `>` that begins a block of text. */
const COMPARISON = /^(\s*(?:-\s+)*)([^\s#"'{[&*!|>-][^:#]*?)\s*:\s+(>=?\s*[^\s#].*?)\s*$/;
/** A criterion is not longer, and longer lines take longer to search. */
const MAX_LINE = 600;

/** The lines in which a comparison stands behind a colon, among those that the parser stumbled over. */
export function comparisonTraps(yaml: YamlText): readonly ComparisonTrap[] {
  const failed = yaml.errors.filter(({ code }) => code === 'UNEXPECTED_TOKEN');
  const lines = new Set(failed.map(({ pos }) => yaml.placeOf(pos[0]).line));
  return [...lines].flatMap((line) => trapIn(yaml, line) ?? []);
}

/** The text with what the traps are made of replaced by spaces: everything else stays in its place. */
export function blankedOut(text: string, traps: readonly ComparisonTrap[]): string {
  const pieces: string[] = [];
  let done = 0;
  for (const { start, length } of traps.map(({ blank }) => blank).toSorted((a, b) => a.start - b.start)) {
    pieces.push(text.slice(done, start), ' '.repeat(length));
    done = start + length;
  }
  return pieces.join('') + text.slice(done);
}

function trapIn(yaml: YamlText, line: number): ComparisonTrap | undefined {
  const text = yaml.line(line);
  const match = text.length > MAX_LINE ? null : COMPARISON.exec(text);
  if (match === null) return undefined;
  const [, indent = '', key = '', comparison = ''] = match;
  const ofObject = key === 'criterion';
  if (!ofObject && !indent.includes('-') && findSignal(key) === undefined) return undefined;
  const start = yaml.startOfLine(line);
  const read = text.trim().slice(indent.trim().length).trim();
  const place = { start: start + indent.length, length: read.length, read };
  const why = `\`${read}\` is a block of text to YAML, because a \`>\` behind a colon begins one`;
  if (ofObject) {
    return {
      line,
      problem: {
        ...place,
        expected: 'a criterion that begins with its signal',
        message: `${why}; a criterion begins with its signal.`,
      },
      blank: { start: start + text.lastIndexOf(comparison), length: comparison.length },
      settles: true,
    };
  }
  return {
    line,
    problem: {
      ...place,
      expected: 'a criterion without a colon',
      message: `${why}; a criterion is one text without a colon.`,
      suggestion: `${key} ${comparison}`,
    },
    blank: { start: start + text.indexOf(':', indent.length + key.length), length: 1 },
    settles: false,
  };
}

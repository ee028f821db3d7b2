import { parse } from 'yaml';
import { asRecord } from '../../../core/roadmap/document/raw.ts';

/** What the front matter of a document that Gateline wrote says of it: its headings are meant literally. */
export const FORMAT = 'gateline-roadmap';

/** A Markdown text, ready to be parsed: every line stands where it stood. */
export interface SourceText {
  /** Front matter blanked out, bare section titles made headings. */
  readonly markdown: string;
  /** Gateline wrote it: every heading under a track is an item, and titles are titles to the letter. */
  readonly literal: boolean;
  /** The front matter's values; empty without one. */
  readonly front: Readonly<Record<string, unknown>>;
  /** How many lines the front matter takes, its fences included. */
  readonly frontLines: number;
  /** As it was written, for telling what of it was not read. */
  readonly original: string;
}

/** The section titles of the template, which are often pasted without the signs that make them headings. */
const BARE_TITLES = new Set([
  'vision and strategy',
  'data pipeline milestones',
  'data pipeline roadmap',
  'model version milestones',
  'model version roadmap',
  'product feature milestones',
  'product feature roadmap',
  'infrastructure milestones',
  'infrastructure roadmap',
  'the template',
  'how to use this template',
  'what this template is for',
  'filled example',
]);

const FRONT = /^---[ \t]*\r?\n([\s\S]*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/;

/** Prepares a document for the parser. */
export function sourceText(text: string): SourceText {
  const plain = text.replace(/^\uFEFF/, '');
  const match = FRONT.exec(plain);
  const front = match === null ? undefined : asRecord(valuesOf(match[1] ?? ''));
  const [head, body] =
    match === null || front === undefined ? ['', plain] : [match[0], plain.slice(match[0].length)];
  const lines = body.split(/\r\n|\n|\r/);
  const frontLines = head.split('\n').length - 1;
  const literal = front?.format === FORMAT;
  return {
    literal,
    markdown: '\n'.repeat(frontLines) + (literal ? lines : lines.map(asHeading)).join('\n'),
    front: front ?? {},
    frontLines,
    original: plain,
  };
}

function asHeading(line: string): string {
  return BARE_TITLES.has(line.trim().toLowerCase()) ? `## ${line.trim()}` : line;
}

function valuesOf(yaml: string): unknown {
  try {
    return parse(yaml, { logLevel: 'silent', maxAliasCount: 0 });
  } catch {
    return undefined;
  }
}

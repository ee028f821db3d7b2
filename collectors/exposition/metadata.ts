import { metricType } from './families.ts';
import { type Dialect, isLegacyName, lexSeries } from './line-lexer.ts';
import { LineError, type MetricType } from './types.ts';

/** What a line that begins with `#` says. */
export type MetadataLine =
  | { readonly kind: 'type'; readonly name: string; readonly type: MetricType }
  | { readonly kind: 'help'; readonly name: string }
  | { readonly kind: 'unit'; readonly name: string; readonly unit: string }
  | { readonly kind: 'eof' }
  | { readonly kind: 'comment' };

const COMMENT: MetadataLine = { kind: 'comment' };
const WORDS = /^[ \t]*#[ \t]+(TYPE|HELP|UNIT)(?:[ \t]+(.*))?$/s;

/**
 * Reads a line that begins with `#`, leniently: what is no metadata is a comment.
 * @throws LineError when it is metadata that cannot be
 */
export function readMetadata(line: string, openMetrics: boolean, dialect: Dialect): MetadataLine {
  if (openMetrics && line.trimEnd() === '# EOF') return { kind: 'eof' };
  const [, keyword, rest = ''] = WORDS.exec(line) ?? [];
  if (keyword === undefined || rest.trim() === '') return COMMENT;
  const { name, text } = nameAndText(rest, dialect);
  if (keyword === 'HELP') return text === '' ? COMMENT : { kind: 'help', name };
  if (keyword === 'UNIT') return openMetrics ? { kind: 'unit', name, unit: text.trim() } : COMMENT;
  const type = metricType(text.trim(), openMetrics);
  if (type === undefined) throw new LineError('an unknown metric type');
  return { kind: 'type', name, type };
}

function nameAndText(rest: string, dialect: Dialect): { name: string; text: string } {
  if (rest.startsWith('"')) {
    const { name, end } = quotedName(rest, dialect);
    return { name, text: rest.slice(end) };
  }
  const [, name = '', text = ''] = /^(\S+)[ \t]*(.*)$/s.exec(rest) ?? [];
  if (!isLegacyName(name)) throw new LineError('not a metric name');
  return { name, text };
}

/**
 * Reads the quoted name that a text begins with; it is written as in braces, so the lexer of samples reads it there.
 * @throws LineError
 */
export function quotedName(rest: string, dialect: Dialect): { name: string; end: number } {
  const end = quotedEnd(rest);
  if (end === -1) throw new LineError('a quote that is not closed');
  const wrapped = `{${rest.slice(0, end)}}`;
  return { name: lexSeries(wrapped, 0, wrapped.length, dialect).name, end };
}

/** Where the quoted text ends that a text begins with; -1 when it does not. */
function quotedEnd(text: string): number {
  for (let at = 1; at < text.length; at += 1) {
    const letter = text.charAt(at);
    if (letter === '"') return at + 1;
    if (letter === '\\') at += 1;
  }
  return -1;
}

import { metricType } from '../families.ts';
import { isLegacyName, STRICT_OPENMETRICS } from '../line-lexer.ts';
import { quotedName } from '../metadata.ts';
import { LineError, type MetricType } from '../types.ts';

export type StrictMetadata =
  | { readonly kind: 'TYPE'; readonly name: string; readonly type: MetricType }
  | { readonly kind: 'HELP'; readonly name: string }
  | { readonly kind: 'UNIT'; readonly name: string; readonly unit: string }
  | { readonly kind: 'EOF' };

const KEYWORD = /^# (TYPE|HELP|UNIT) /;

/**
 * Exactly one space between the parts; a HELP or UNIT text may be empty, but its space must be there.
 * @throws LineError
 */
export function readStrictMetadata(line: string): StrictMetadata {
  if (line === '# EOF') return { kind: 'EOF' };
  const [prefix = '', keyword] = KEYWORD.exec(line) ?? [];
  if (keyword === undefined) throw new LineError('neither metadata nor # EOF');
  const { name, text } = nameAndText(line.slice(prefix.length));
  if (keyword === 'HELP') return { kind: 'HELP', name };
  if (keyword === 'UNIT') return { kind: 'UNIT', name, unit: text };
  const type = metricType(text, true);
  if (type === undefined) throw new LineError('an unknown metric type');
  return { kind: 'TYPE', name, type };
}

function nameAndText(rest: string): { name: string; text: string } {
  const { name, end } = rest.startsWith('"')
    ? quotedName(rest, STRICT_OPENMETRICS)
    : { name: rest.slice(0, rest.indexOf(' ')), end: rest.indexOf(' ') };
  if (rest.charAt(end) !== ' ') throw new LineError('neither metadata nor # EOF');
  if (!rest.startsWith('"') && !isLegacyName(name)) throw new LineError('not a metric name');
  return { name, text: rest.slice(end + 1) };
}

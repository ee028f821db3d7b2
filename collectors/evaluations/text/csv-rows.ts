import { Readable } from 'node:stream';
import { CsvError, type Info, parse } from 'csv-parse';
import { fault } from '../fault.ts';
import type { EvaluationLimits } from '../limits.ts';

/** One record of a CSV, and the line that it ends on. */
export interface CsvRow {
  readonly cells: readonly string[];
  readonly line: number;
}

const DELIMITERS = [',', ';', '\t'] as const;

/** What parts the cells: what occurs most in the first line, outside of quotes; `undefined` when nothing does. */
export function delimiterOf(firstLine: string): string | undefined {
  const plain = firstLine.replace(/"(?:[^"]|"")*"/g, '');
  const counts = DELIMITERS.map((delimiter) => ({ delimiter, n: plain.split(delimiter).length - 1 }));
  const most = counts.reduce((a, b) => (b.n > a.n ? b : a));
  return most.n > 0 ? most.delimiter : undefined;
}

/**
 * The records of a CSV (RFC 4180), as they come.
 *
 * @throws FileFaults with the line where it breaks off
 */
export async function* csvRows(
  chunks: AsyncIterable<string>,
  delimiter: string,
  limits: EvaluationLimits,
): AsyncIterable<CsvRow> {
  const parser = parse({
    delimiter,
    info: true,
    skip_empty_lines: true,
    relax_quotes: false,
    max_record_size: limits.lineBytes,
  });
  const source = Readable.from(chunks);
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: Info }>) {
      yield { cells: record, line: info.lines };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = (error as { readonly lines?: unknown }).lines;
    throw fault(wordsOf(error), typeof line === 'number' ? { place: { line } } : {});
  } finally {
    source.destroy();
  }
}

function wordsOf(error: CsvError): string {
  switch (error.code) {
    case 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH':
    case 'CSV_RECORD_INCONSISTENT_COLUMNS':
      return 'This line has not as many cells as the header.';
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'A quoted cell does not end.';
    case 'CSV_INVALID_CLOSING_QUOTE':
    case 'INVALID_OPENING_QUOTE':
    case 'CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE':
      return 'A quote stands inside a cell; double it, and put the cell into quotes.';
    case 'CSV_MAX_RECORD_SIZE':
      return 'This record is too long; a quote may be open.';
    default:
      return `This is not CSV (${error.code}).`;
  }
}

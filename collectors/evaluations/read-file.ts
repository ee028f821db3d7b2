import type { ReadEvaluation, ReadFile } from './evaluation.ts';
import { type Fault, FileFaults, fault } from './fault.ts';
import type { DocumentFormat, LineFormat } from './formats/format.ts';
import { JUNIT, readJunit } from './formats/junit.ts';
import { DOCUMENT_FORMATS, KNOWN_FORMATS, LINE_FORMATS } from './formats/registry.ts';
import { isOfEvaluation, MOST_COLUMNS, toolOfColumns } from './formats/tables.ts';
import { type EvaluationLimits, LIMITS } from './limits.ts';
import { ReadingContext } from './reading-context.ts';
import { placesOfLines, TableReader } from './table/table-reader.ts';
import { csvRows, delimiterOf } from './text/csv-rows.ts';
import { type Chunks, FileText } from './text/file-text.ts';
import { placeInJson } from './text/json-places.ts';
import { parseJson } from './text/json-text.ts';
import { parseYaml } from './text/yaml-text.ts';
import { isRow } from './values.ts';

/** A file that somebody gave. */
export interface GivenFile {
  /** What messages call it; its last part may tell the dataset. */
  readonly name: string;
  readonly chunks: Chunks;
}

/** A file that was read, and its identity. */
export interface FileReading extends ReadFile {
  /** SHA-256 of its bytes. */
  readonly contentHash: string;
}

/** Faults that get a place: each is looked for in the text. */
const MOST_PLACED = 20;

/**
 * Reads a file of evaluations, whole or not at all; its content tells the format. What is read item by item (lines of JSON, CSV) is never
 * in memory as a whole.
 *
 * @throws FileFaults with what is wrong, and where
 */
export async function readFile(file: GivenFile, limits: EvaluationLimits = LIMITS): Promise<FileReading> {
  const text = new FileText(file.name, file.chunks, limits);
  const context = new ReadingContext(file.name, limits);
  const first = await text.firstLine();
  const { format, evaluations } = await readText(text, first.trim(), context);
  if (evaluations.length === 0) throw fault(['Nothing in it can be judged.', ...context.notes].join(' '));
  const contentHash = text.contentHash();
  return { format, evaluations, notes: context.notes, contentHash };
}

type Read = Pick<ReadFile, 'format' | 'evaluations'>;

async function readText(text: FileText, first: string, context: ReadingContext): Promise<Read> {
  if (first === '') throw fault('This file is empty.');
  if (first.startsWith('<')) return readXml(await text.whole(), context);
  if (first.startsWith('{') || first.startsWith('[')) return await readJson(text, first, context);
  if (/^(?:evalId|results|version):/.test(first)) return readYaml(await text.whole(), context);
  const delimiter = delimiterOf(first);
  if (delimiter !== undefined) return await readCsv(text, delimiter, context);
  throw fault(`This is no evaluation that is known. Known are ${KNOWN_FORMATS}.`, { place: { line: 1 } });
}

function readXml(text: string, context: ReadingContext): Read {
  if (/^<promptfoo>/.test(text.trimStart())) {
    throw fault(
      "This is promptfoo's XML, in which numbers are texts; write JSON: promptfoo eval -o results.json",
    );
  }
  return { format: JUNIT, evaluations: readJunit(text, context) };
}

async function readJson(text: FileText, first: string, context: ReadingContext): Promise<Read> {
  const line = objectIn(first, context.limits);
  if (line === undefined) return readDocument(await text.whole(), context);
  const format = LINE_FORMATS.find((one) => one.recognises(line));
  // A file of one line may be a document as well.
  const asDocument = documentFormat(line);
  if (asDocument !== undefined && (format === undefined || format.name === 'rows')) {
    const whole = await text.whole();
    if (whole.trim() === first) return readValue(line, context, (faults) => placed(whole, faults));
    throw fault(`More stands after the first line, which is a whole ${asDocument.name} document.`, {
      place: { line: 2 },
    });
  }
  if (format === undefined) throw unknown(line);
  return await readLines(text, format, context);
}

/** The object that a line is; `undefined` for the first line of something longer. */
function objectIn(line: string, limits: EvaluationLimits): Readonly<Record<string, unknown>> | undefined {
  if (!line.startsWith('{') || !line.endsWith('}')) return undefined;
  try {
    const value = parseJson(line, limits.depth);
    return isRow(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function readDocument(text: string, context: ReadingContext): Read {
  return readValue(parseJson(text, context.limits.depth), context, (faults) => placed(text, faults));
}

function readValue(
  value: unknown,
  context: ReadingContext,
  place: (faults: readonly Fault[]) => readonly Fault[],
): Read {
  try {
    const format = documentFormat(value);
    if (format === undefined) throw unknown(value);
    return { format: format.name, evaluations: format.read(value, context) };
  } catch (error) {
    throw error instanceof FileFaults ? new FileFaults(place(error.faults)) : error;
  }
}

function documentFormat(value: unknown): DocumentFormat | undefined {
  return DOCUMENT_FORMATS.find((one) => one.recognises(value));
}

function placed(text: string, faults: readonly Fault[]): readonly Fault[] {
  return faults.map((one, i) =>
    one.place !== undefined || i >= MOST_PLACED ? one : { ...one, place: placeInJson(text, one.path ?? []) },
  );
}

/** promptfoo writes YAML too. */
function readYaml(text: string, context: ReadingContext): Read {
  return readValue(parseYaml(text), context, (faults) => faults);
}

async function readLines(text: FileText, format: LineFormat, context: ReadingContext): Promise<Read> {
  const reader = format.begin(context);
  for await (const { text: written, line } of text.lines()) {
    if (written.trim() === '') continue;
    const row = parseJson(written, context.limits.depth, line);
    try {
      reader.row(row, line);
    } catch (error) {
      throw error instanceof FileFaults ? new FileFaults(onLine(written, line, error.faults)) : error;
    }
  }
  return { format: format.name, evaluations: reader.end() };
}

function onLine(text: string, line: number, faults: readonly Fault[]): readonly Fault[] {
  return placed(text, faults).map((one) => ({ ...one, place: { ...one.place, line } }));
}

async function readCsv(text: FileText, delimiter: string, context: ReadingContext): Promise<Read> {
  let reader: TableReader | undefined;
  const lines: number[] = [];
  for await (const { cells, line } of csvRows(text.pieces(), delimiter, context.limits)) {
    if (reader === undefined) {
      if (cells.length > MOST_COLUMNS)
        throw fault(`There are more than ${MOST_COLUMNS} columns.`, { place: { line } });
      refuseStrange(cells);
      const tool = toolOfColumns(cells);
      reader = new TableReader(cells, context, {
        ...(tool === undefined ? {} : { tool }),
        placeOf: placesOfLines(lines),
        questionsAreIdentities: true,
      });
    } else {
      lines.push(line);
      reader.add(cells);
    }
  }
  const evaluations: readonly ReadEvaluation[] = reader?.end() ?? [];
  return { format: 'csv', evaluations };
}

/** promptfoo's own CSV has its results in columns that repeat; other tables are of something else. */
function refuseStrange(titles: readonly string[]): void {
  if (titles.includes('Status') && titles.includes('Grader Reason')) {
    throw fault(
      "This is promptfoo's CSV, which does not tell all; write JSON: promptfoo eval -o results.json",
    );
  }
  if (isOfEvaluation(titles)) return;
  const shown = titles.slice(0, 12).map((title) => title.slice(0, 40));
  throw fault(
    `No column says which item a row is (id), or whether it was right (correct); there are ${shown.join(', ')}.`,
    { place: { line: 1 } },
  );
}

function unknown(value: unknown): FileFaults {
  const keys = isRow(value)
    ? Object.keys(value)
        .slice(0, 8)
        .map((key) => key.slice(0, 40))
    : [];
  const what =
    keys.length > 0
      ? `an object with ${keys.join(', ')}`
      : Array.isArray(value)
        ? 'a list'
        : 'a single value';
  return fault(`This is no evaluation that is known: ${what}. Known are ${KNOWN_FORMATS}.`);
}

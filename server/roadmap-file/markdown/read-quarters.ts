import type { Table } from 'mdast';
import type { Track } from '../../../core/roadmap/roadmap.ts';
import type { ItemDraft } from './draft.ts';
import { versionIn } from './ids.ts';
import { gateOf, type Reading, roomIn } from './read-item.ts';
import { trackOf } from './section-kinds.ts';
import { type ReadTable, type Row, readTable } from './tables.ts';
import { cutLine, sentencesIn } from './texts.ts';
import { said } from './words.ts';

/**
 * Reads the quarterly table: a row a quarter, a column a track. A cell of models is a version with its gate in brackets, one of data a phase
 * with its milestones, one of features or infrastructure an item a sentence. What stands in one row belongs together: features need the
 * version, the version needs the data.
 *
 * @returns whether the table is one
 */
export function readQuarters(node: Table, reading: Reading): boolean {
  const table = readTable(node);
  const columns = table.headers.map((header) => trackOf(header));
  const isOne = table.has('quarter') && columns.some((track) => track !== undefined);
  if (!isOne) return false;
  const [head] = node.children;
  if (head !== undefined) reading.book.read(head);
  for (const row of table.rows) readRow(row, columns, table, reading);
  return true;
}

interface OfQuarter {
  /** `Q1`, as it stands in the table. */
  readonly quarter: string;
  readonly due: string | undefined;
  readonly reading: Reading;
}

function readRow(
  row: Row,
  columns: readonly (Track | undefined)[],
  table: ReadTable,
  reading: Reading,
): void {
  const quarter = row.cell('quarter')?.text ?? '';
  if (said(quarter) === undefined || table.headers.length === 0) return;
  reading.book.read(row.node);
  const due = reading.calendar.stretchIn(quarter)?.due;
  if (due === undefined) reading.book.partUnread(row.node, `${quarter} is no quarter`);
  const of: OfQuarter = { quarter, due, reading };
  const cellOf = (track: Track) => said(row.cells[columns.indexOf(track)]?.text ?? '');
  const [data, models, features, infrastructure] = (
    ['data', 'models', 'features', 'infrastructure'] as const
  ).map(cellOf);
  const phase = data === undefined ? undefined : dataOf(data, of);
  const version = models === undefined ? undefined : versionOf(models, of);
  if (version !== undefined && phase !== undefined) need(version, phase);
  for (const sentence of features === undefined ? [] : sentencesIn(features)) {
    const feature = begin('features', sentence, of);
    if (version !== undefined) need(feature, version);
  }
  for (const sentence of infrastructure === undefined ? [] : sentencesIn(infrastructure))
    begin('infrastructure', sentence, of);
}

function dataOf(text: string, of: OfQuarter): ItemDraft {
  const title = `Data pipeline, ${of.quarter}`;
  const phase = begin('data', title, of);
  const milestones = sentencesIn(text).map((sentence) => ({ title: cutLine(sentence) }));
  phase.item.milestones = [...(phase.item.milestones ?? []), ...milestones.slice(0, roomIn(phase))];
  return phase;
}

/** `v1: Classify tickets into 8 categories (85% accuracy gate)` */
function versionOf(text: string, of: OfQuarter): ItemDraft {
  const id = versionIn(text);
  const title = cutLine(withoutGates(text));
  const { draft } = of.reading;
  const version = id === undefined ? draft.add('models', title) : draft.item('models', id, title);
  if (of.due !== undefined && isOpen(version.item.due)) version.item.due = of.due;
  for (const line of gatesIn(text)) {
    const gate = gateOf(version);
    gate.title ??= cutLine(line);
    version.gateLines.push({ text: line, evaluation: true });
  }
  return version;
}

function isOpen(due: string | undefined): boolean {
  return due === undefined || due.startsWith('[');
}

const BRACKETS = /\s*\(([^()]*)\)/g;

/** What stands in brackets and asks for a number, each with the words in front where it has none of its own. */
function gatesIn(text: string): readonly string[] {
  return [...text.matchAll(BRACKETS)].flatMap((match) => {
    const inner = match[1] ?? '';
    if (!/\d/.test(inner)) return [];
    if (/\p{L}{3}/u.test(inner)) return [inner];
    const before =
      text
        .slice(0, match.index)
        .split(/[+;:.]/)
        .at(-1)
        ?.trim() ?? '';
    return [`${before} (${inner})`];
  });
}

function withoutGates(text: string): string {
  return text
    .replace(BRACKETS, (whole, inner: string) => (/\d/.test(inner) ? '' : whole))
    .replace(/\.$/, '')
    .trim();
}

function begin(track: Track, sentence: string, { due, reading }: OfQuarter): ItemDraft {
  const draft = reading.draft.add(track, cutLine(sentence));
  if (due !== undefined) draft.item.due = due;
  return draft;
}

function need({ item }: ItemDraft, needed: ItemDraft): void {
  const id = needed.item.id;
  if (!(item.needs ?? []).includes(id)) item.needs = [...(item.needs ?? []), id];
}

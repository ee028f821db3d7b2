import type { Code, List, Paragraph, RootContent, Table } from 'mdast';
import type { RoadmapDocument } from '../../../core/roadmap/document/schema.ts';
import { textOf } from '../../markdown/phrases.ts';
import { type Labelled, labelledParts } from './labels.ts';
import { criterionOf } from './read-criteria-table.ts';
import { ownYaml, type Reading } from './read-item.ts';
import { ticksOf } from './read-milestones.ts';
import type { SectionKind } from './section-kinds.ts';
import { type Column, type ReadTable, readTable } from './tables.ts';
import { cutLine, cutParagraph } from './texts.ts';
import { said, tickIn } from './words.ts';

type BuildOrBuy = NonNullable<RoadmapDocument['build_or_buy']>;

/** Labels of what is said of the product as a whole. */
const LABELS: readonly (readonly [
  what: 'name' | 'vision' | 'capability' | 'decision' | 'why',
  label: RegExp,
])[] = [
  ['name', /^(?:product|name)$/],
  ['vision', /^(?:12-month |twelve-month )?(?:ai )?(?:product )?vision$/],
  ['capability', /^(?:core )?(?:ai )?capability$/],
  ['decision', /^build (?:or|vs\.?) buy$/],
  ['why', /^why$/],
];

function meaningOf(label: string) {
  return LABELS.find(([, pattern]) => pattern.test(label))?.[0];
}

/** Reads what a paragraph says of the product: its name, its vision, what was decided. Whether it said any of it. */
export function readProductParagraph(paragraph: Paragraph, reading: Reading): boolean {
  const parts = labelledParts(paragraph, (label) => meaningOf(label) !== undefined);
  for (const part of parts) readPart(part, reading.draft.document);
  if (parts.length > 0) reading.book.read(paragraph);
  return parts.length > 0;
}

function readPart({ label, value, link }: Labelled, document: Partial<RoadmapDocument>): void {
  if (value === '') return;
  switch (meaningOf(label)) {
    case 'name':
      document.name = cutLine(value.replace(/\.$/, ''));
      break;
    case 'vision':
      document.vision = cutParagraph(value);
      break;
    case 'capability':
      document.capability = cutParagraph(value);
      break;
    case 'decision':
      document.build_or_buy = {
        ...document.build_or_buy,
        decision: cutParagraph(value),
        ...(link === undefined ? {} : { link }),
      };
      break;
    case 'why':
      if (document.build_or_buy !== undefined) document.build_or_buy.why = cutParagraph(value);
      break;
    default:
  }
}

/** Reads the blocks of a section about the whole product. */
export function readProductBlocks(
  kind: SectionKind | undefined,
  blocks: readonly RootContent[],
  reading: Reading,
): void {
  for (const block of blocks) {
    if (block.type === 'paragraph') readProse(block, reading);
    else if (block.type === 'table') readProductTable(block, reading);
    else if (block.type === 'code') readSettings(block, reading);
    else if (block.type === 'list') readProductList(kind, block, reading);
  }
}

function readProse(paragraph: Paragraph, reading: Reading): void {
  if (readProductParagraph(paragraph, reading)) return;
  // Gateline's own words about when it was written are not the roadmap's.
  if (isLiveRemark(paragraph)) reading.book.read(paragraph);
}

function readProductList(kind: SectionKind | undefined, list: List, reading: Reading): void {
  if (kind === 'vision') readOpenTasks(list, reading);
  if (kind !== 'success-metrics' && kind !== 'objectives') return;
  const key = kind === 'objectives' ? 'objectives' : 'success_metrics';
  const { document } = reading.draft;
  for (const node of list.children) {
    const title = said(textOf(node));
    if (title === undefined) continue;
    document[key] = [...(document[key] ?? []), { title: cutLine(tickIn(title)?.rest ?? title) }];
    reading.book.read(node);
  }
}

/** `State of 23 Nov 2026 …`: Gateline's own words on when it wrote the document. */
function isLiveRemark({ children: [first] }: Paragraph): boolean {
  return (
    first?.type === 'emphasis' &&
    first.children[0]?.type === 'text' &&
    /^State of /.test(first.children[0].value)
  );
}

/** `☐ Define the 12-month AI product vision`: what is still to be said. */
function readOpenTasks(list: List, { draft, book }: Reading): void {
  for (const { node, text } of ticksOf(list)) {
    const line = node.position?.start.line ?? 1;
    draft.open.push({ text, line });
    book.read(node);
  }
}

function readProductTable(node: Table, reading: Reading): void {
  const table = readTable(node);
  const read = TABLES.find(([column]) => table.has(column))?.[1];
  if (read === undefined) return;
  const [head] = node.children;
  if (head !== undefined) reading.book.read(head);
  read(table, reading);
}

type ReadRows = (table: ReadTable, reading: Reading) => void;

const TABLES: readonly (readonly [column: Column, read: ReadRows])[] = [
  ['limit', readSpend],
  ['objective', readObjectives],
  ['metric', readMetrics],
];

function readMetrics({ rows }: ReadTable, { draft, book }: Reading): void {
  for (const row of rows) {
    const title = said(row.cell('metric')?.text ?? '');
    if (title === undefined) continue;
    const criterion = said(row.cell('criterion')?.text ?? '');
    draft.document.success_metrics ??= [];
    draft.document.success_metrics.push({
      title: cutLine(title),
      ...(criterion === undefined ? {} : { criterion: criterionOf(criterion, row) }),
    });
    book.read(row.node);
  }
}

function readObjectives({ rows }: ReadTable, { draft, book }: Reading): void {
  for (const row of rows) {
    const title = said(row.cell('objective')?.text ?? '');
    if (title === undefined) continue;
    const [measure, target] = (['measure', 'target'] as const).map((column) =>
      said(row.cell(column)?.text ?? ''),
    );
    draft.document.objectives ??= [];
    draft.document.objectives.push({
      title: cutLine(title),
      ...(measure === undefined ? {} : { measure: cutLine(measure) }),
      ...(target === undefined ? {} : { target: cutLine(target) }),
    });
    book.read(row.node);
  }
}

const PERIODS = ['day', 'month', 'quarter'] as const;

function readSpend({ rows }: ReadTable, { draft, book }: Reading): void {
  for (const row of rows) {
    const cell = (column: Column) => said(row.cell(column)?.text ?? '');
    const [title, amount, period] = (['limit', 'amount', 'period'] as const).map(cell);
    const known = PERIODS.find((one) => one === period?.toLowerCase());
    if (title === undefined || amount === undefined || known === undefined) continue;
    const [item, environment, runbook, contact] = (
      ['item', 'environment', 'runbook', 'contact'] as const
    ).map(cell);
    draft.document.spend ??= [];
    draft.document.spend.push({
      title: cutLine(title),
      amount,
      period: known,
      ...(item === undefined ? {} : { item }),
      ...(environment === undefined ? {} : { environment }),
      ...(runbook === undefined ? {} : { runbook: row.cell('runbook')?.link ?? runbook }),
      ...(contact === undefined ? {} : { contact }),
    });
    book.read(row.node);
  }
}

function readSettings(code: Code, { draft, book }: Reading): void {
  const values = ownYaml(code);
  if (values === undefined) return;
  Object.assign(draft.document, values);
  book.read(code);
}

/** What the vision's checklist asks for and the document does not say becomes a placeholder that `validate` names. */
export function openGaps({ draft, book }: Reading): void {
  const { document } = draft;
  for (const { text, line } of draft.open) {
    const gap = `[${text.replace(/[[\]]/g, '')}]`;
    if (/success metrics?/i.test(text)) document.success_metrics ??= [{ title: cutLine(gap) }];
    else if (/\bbuild\b.*\bbuy\b/i.test(text))
      document.build_or_buy ??= { decision: gap } satisfies BuildOrBuy;
    else if (/\bobjectives?\b|\brevenue\b/i.test(text)) document.objectives ??= [{ title: cutLine(gap) }];
    else if (/\bcapability\b/i.test(text)) document.capability ??= gap;
    else if (/\bvision\b/i.test(text)) document.vision ??= gap;
    else book.partUnread({ position: { start: { line, column: 1 }, end: { line, column: 1 } } }, text);
  }
}

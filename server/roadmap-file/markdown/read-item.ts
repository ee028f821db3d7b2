import type { Code, List, Paragraph, RootContent, Table } from 'mdast';
import { parse } from 'yaml';
import { LIMITS } from '../../../core/roadmap/document/limits.ts';
import { asRecord } from '../../../core/roadmap/document/raw.ts';
import { LIFECYCLES } from '../../../core/roadmap/roadmap.ts';
import { isPlaceholder } from '../../../core/text/placeholder.ts';
import { textOf } from '../../markdown/phrases.ts';
import type { Draft, ItemDraft } from './draft.ts';
import { type Labelled, labelledParts } from './labels.ts';
import type { LineBook } from './line-book.ts';
import type { Section } from './outline.ts';
import type { PlanCalendar } from './plan-calendar.ts';
import { criteriaOf } from './read-criteria-table.ts';
import { milestonesOf, tickMilestone, ticksOf } from './read-milestones.ts';
import { readTable } from './tables.ts';
import { cutLine, cutParagraph } from './texts.ts';
import { dateIn, said } from './words.ts';

/** What parts of a document are read with. */
export interface Reading {
  readonly draft: Draft;
  readonly book: LineBook;
  readonly calendar: PlanCalendar;
}

/** Reads everything that stands under an item's heading, its own sub-headings included. */
export function readItem(draft: ItemDraft, section: Section, reading: Reading): void {
  const { book } = reading;
  // A description stands under the item's own heading; further down, prose is about something else.
  readBlocks(draft, section.blocks, { ...reading, describes: true });
  for (const inner of section.sections) {
    const isGate = /\b(?:gate|exit criteria|acceptance criteria)\b/i.test(inner.title);
    const isPart =
      isGate || /^(?:milestones?|tasks?|experience|checklist|deliverables?)\b/i.test(inner.title);
    if (isPart && inner.heading !== undefined) book.read(inner.heading);
    if (isGate) readGateSection(draft, inner, reading);
    else readItem(draft, { ...inner, blocks: inner.blocks.filter(isNotProse) }, reading);
  }
}

function isNotProse(block: RootContent): boolean {
  return block.type !== 'paragraph';
}

interface ReadingBlocks extends Reading {
  readonly describes: boolean;
}

/** Reads blocks as parts of an item: labels, gate, milestones, criteria, experience, description. */
export function readBlocks(draft: ItemDraft, blocks: readonly RootContent[], reading: ReadingBlocks): void {
  let gateIsOpen: GateLabel | undefined;
  // A description stands in front of everything else.
  let { describes } = reading;
  for (const block of blocks) {
    switch (block.type) {
      case 'paragraph':
        gateIsOpen = readParagraph(draft, block, { ...reading, describes });
        break;
      case 'list':
        if (gateIsOpen === undefined) readTicks(draft, block, reading);
        else readGateList(draft, block, gateIsOpen, reading.book);
        gateIsOpen = undefined;
        break;
      case 'table':
        readItemTable(draft, block, reading);
        break;
      case 'code':
        readOwnYaml(draft, block, reading);
        break;
      default:
    }
    describes &&= block.type === 'paragraph' && draft.item.gate === undefined;
  }
}

/** `**Evaluation gate**:` with nothing behind it: its lines follow as a list. */
interface GateLabel {
  readonly evaluation: boolean;
}

const GATE = /^(?:[\w-]+ ){0,2}gates?$|^(?:exit|acceptance|release|launch|success) criteria$/;
const LABELS = [
  'id',
  'lifecycle',
  'owner',
  'start',
  'due',
  'gate due',
  'gate now',
  'needs',
  'flag',
  'deterministic first',
];

function isItemLabel(label: string): boolean {
  return LABELS.includes(label) || GATE.test(label);
}

function readParagraph(
  draft: ItemDraft,
  paragraph: Paragraph,
  reading: ReadingBlocks,
): GateLabel | undefined {
  const { book, describes } = reading;
  const parts = labelledParts(paragraph, isItemLabel);
  if (parts.length === 0) {
    const { item } = draft;
    if (describes && item.description === undefined && !isLabelled(paragraph)) {
      item.description = cutParagraph(textOf(paragraph));
      book.read(paragraph);
    }
    return undefined;
  }
  book.read(paragraph);
  let open: GateLabel | undefined;
  for (const part of parts) open = readPart(draft, part, paragraph, reading);
  return open;
}

/** `**Status**: Complete`: a label that an item has nothing for is no description. */
function isLabelled({ children: [first] }: Paragraph): boolean {
  return first?.type === 'strong';
}

function readPart(
  draft: ItemDraft,
  part: Labelled,
  paragraph: Paragraph,
  reading: Reading,
): GateLabel | undefined {
  const { label, value } = part;
  // How it stands is not the roadmap's.
  if (label === 'gate now') return undefined;
  if (label !== 'gate due' && GATE.test(label)) return readGate(draft, part);
  if (value === '') return undefined;
  const { item } = draft;
  const unread = (why: string) => reading.book.partUnread(paragraph, `${value} is no ${why}`);
  switch (label) {
    case 'id':
      reading.draft.rename(draft, part.codes[0] ?? value);
      break;
    case 'lifecycle': {
      const lifecycle = LIFECYCLES.find((one) => one === value.toLowerCase());
      if (lifecycle === undefined) unread('lifecycle');
      else item.lifecycle = lifecycle;
      break;
    }
    case 'owner':
      item.owner = cutLine(value);
      break;
    case 'start':
    case 'due': {
      const date = dateFrom(value, label, reading.calendar);
      if (date === undefined) unread('date');
      else item[label] = date;
      break;
    }
    case 'gate due': {
      const date = dateFrom(value, 'due', reading.calendar);
      if (date === undefined) unread('date');
      else gateOf(draft).due = date;
      break;
    }
    case 'needs':
      item.needs = part.codes.length > 0 ? [...part.codes] : value.split(/,\s*/).filter((one) => one !== '');
      break;
    case 'flag':
      item.flag = cutLine(part.codes[0] ?? value);
      break;
    case 'deterministic first':
      item.deterministic_first = /^(?:yes|true)$/i.test(value);
      break;
    default:
  }
  return undefined;
}

function dateFrom(value: string, edge: 'start' | 'due', calendar: PlanCalendar): string | undefined {
  return dateIn(value) ?? (isPlaceholder(value) ? value : calendar.stretchIn(value)?.[edge]);
}

function readGate(draft: ItemDraft, { label, value }: Labelled): GateLabel {
  const evaluation = label.includes('evaluation') || (draft.track === 'models' && /^gates?$/.test(label));
  if (said(value) !== undefined) addGateLine(draft, value, evaluation);
  return { evaluation };
}

/** The first line names the gate; what more lines ask for is in its criteria. */
function addGateLine(draft: ItemDraft, text: string, evaluation: boolean): void {
  const gate = gateOf(draft);
  gate.title ??= cutLine(text);
  draft.gateLines.push({ text, evaluation });
}

/** The gate of an item, as it is or begun. */
export function gateOf({ item }: ItemDraft): NonNullable<ItemDraft['item']['gate']> {
  item.gate ??= { criteria: [] };
  return item.gate;
}

function readGateList(draft: ItemDraft, list: List, { evaluation }: GateLabel, book: LineBook): void {
  for (const entry of list.children) {
    const text = textOf(entry).trim();
    if (text === '') continue;
    addGateLine(draft, text, evaluation);
    book.read(entry);
  }
}

function readGateSection(draft: ItemDraft, { title, blocks }: Section, { book }: Reading): void {
  const evaluation = /evaluation/i.test(title) || draft.track === 'models';
  for (const block of blocks) {
    if (block.type === 'list') readGateList(draft, block, { evaluation }, book);
    else if (block.type === 'paragraph') {
      addGateLine(draft, textOf(block).trim(), evaluation);
      book.read(block);
    }
  }
}

function readTicks(draft: ItemDraft, list: List, { book }: Reading): void {
  for (const tick of ticksOf(list).slice(0, roomIn(draft))) {
    draft.item.milestones = [...(draft.item.milestones ?? []), tickMilestone(tick)];
    book.read(tick.node);
  }
}

function readItemTable(draft: ItemDraft, node: Table, { calendar, book }: Reading): void {
  const table = readTable(node);
  const isCriteria = table.has('criterion');
  const isExperience = table.has('version') && table.has('experience');
  if (!isCriteria && !isExperience && !table.has('milestone')) return;
  const [head] = node.children;
  if (head !== undefined) book.read(head);
  if (isCriteria) {
    gateOf(draft).criteria.push(...criteriaOf(table, book));
    draft.gateLines.length = 0;
  } else if (isExperience) {
    const told = table.rows.map((row) => {
      book.read(row.node);
      return [row.cell('version')?.text ?? '', cutParagraph(row.cell('experience')?.text ?? '')] as const;
    });
    draft.item.experience = Object.fromEntries(
      told.filter(([version, text]) => version !== '' && said(text) !== undefined),
    );
  } else {
    const milestones = milestonesOf(table, calendar, { book, room: roomIn(draft) });
    draft.item.milestones = [...(draft.item.milestones ?? []), ...milestones];
  }
}

/** As many milestones may still be added; lines of more are told as unread. */
export function roomIn({ item }: ItemDraft): number {
  return LIMITS.milestonesPerItem - (item.milestones?.length ?? 0);
}

/** What a document cannot say in words stands in a block of YAML, as Gateline writes it. */
export const OWN_YAML = 'gateline';

function readOwnYaml({ item }: ItemDraft, code: Code, { book }: Reading): void {
  const values = ownYaml(code);
  if (values === undefined) return;
  Object.assign(item, values);
  book.read(code);
}

/** The values of a block of Gateline's own; `undefined` for any other block. */
export function ownYaml({ lang, meta, value }: Code): Readonly<Record<string, unknown>> | undefined {
  if (lang !== 'yaml' || meta !== OWN_YAML) return undefined;
  try {
    return asRecord(parse(value, { logLevel: 'silent', maxAliasCount: 0 }));
  } catch {
    return undefined;
  }
}

import type { Root } from 'mdast';
import { LIMITS } from '../../../core/roadmap/document/limits.ts';
import type { RoadmapDocument } from '../../../core/roadmap/document/schema.ts';
import type { Track } from '../../../core/roadmap/roadmap.ts';
import { Draft, type ItemDraft } from './draft.ts';
import { slugOf, versionIn } from './ids.ts';
import { LineBook, type UnreadLine } from './line-book.ts';
import { outlineOf, type Section } from './outline.ts';
import type { PlanCalendar } from './plan-calendar.ts';
import { proposeGates } from './propose.ts';
import { type Reading, readBlocks, readItem, roomIn } from './read-item.ts';
import { tickMilestone, ticksOf } from './read-milestones.ts';
import { openGaps, readProductBlocks, readProductParagraph } from './read-product.ts';
import { readQuarters } from './read-quarters.ts';
import { sectionKind, trackOf } from './section-kinds.ts';
import type { SourceText } from './source-text.ts';
import { cutLine } from './texts.ts';

/** A roadmap as far as a document in Markdown tells one. */
export interface ImportedRoadmap {
  readonly document: RoadmapDocument;
  /** What each proposed criterion was read from, by item and place in its gate. */
  readonly criteriaFrom: ReadonlyMap<string, ReadonlyMap<number, string>>;
  /** How many criteria were proposed for gates that stand in words. */
  readonly proposed: number;
  /** Every line that nothing was made of. */
  readonly unread: readonly UnreadLine[];
}

export interface ImportOptions {
  /** The name of the file without its ending: what the product is called where the document does not say. */
  readonly fileName: string;
  readonly calendar: PlanCalendar;
  /** The product's id; absent: made of its name. */
  readonly product?: string | undefined;
}

/** Makes a roadmap of a parsed document. Never fails: of a document that is none little is made, and every unread line is told. */
export function importMarkdown(source: SourceText, root: Root, options: ImportOptions): ImportedRoadmap {
  const reading: Reading = {
    draft: new Draft(),
    book: new LineBook(source.original),
    calendar: options.calendar,
  };
  const { draft, book } = reading;
  const outline = outlineOf(root);
  if (source.literal) readLiterally(outline, reading);
  else readSection(outline, undefined, reading);
  giveTasks(reading);
  openGaps(reading);
  readFront(source, reading);
  const proposed = proposeGates(draft, draft.document.currency ?? 'USD');
  dropEmptyGates(draft);
  const name =
    draft.document.name ?? cutLine(firstHeading(outline) ?? frontTitle(source) ?? options.fileName);
  const product = options.product ?? draft.document.product ?? slugOf(name, 'product');
  return {
    document: draft.whole(product, name),
    criteriaFrom: new Map(draft.items.map(({ item, criteriaFrom }) => [item.id, criteriaFrom])),
    proposed,
    unread: book.unread(),
  };
}

/** A document that Gateline wrote: sections of tracks at the second depth, their items at the third, every title to the letter. */
function readLiterally(top: Section, reading: Reading): void {
  for (const first of top.sections) {
    markHeading(first, reading.book);
    readProductBlocks(undefined, first.blocks, reading);
    for (const second of first.sections) {
      markHeading(second, reading.book);
      const track = trackOf(second.title);
      if (track === undefined) readProductBlocks(sectionKind(second.title), second.blocks, reading);
      else for (const third of second.sections) readLiteralItem(track, third, reading);
    }
  }
}

function readLiteralItem(track: Track, section: Section, reading: Reading): void {
  markHeading(section, reading.book);
  readItem(reading.draft.add(track, cutLine(section.title)), section, reading);
}

function readSection(section: Section, track: Track | undefined, reading: Reading): void {
  const kind = sectionKind(section.title);
  const own = trackOf(section.title);
  const { draft, book } = reading;
  const blocks = section.blocks.filter((block) => {
    if (block.type === 'table') return !readQuarters(block, reading);
    return block.type !== 'paragraph' || !readProductParagraph(block, reading);
  });
  if (own !== undefined) {
    markHeading(section, book);
    readTrackBlocks(own, section, blocks, reading);
    for (const inner of section.sections) readSection(inner, own, reading);
    return;
  }
  if (kind !== undefined || section.depth <= 1) {
    markHeading(section, book);
    readProductBlocks(kind, blocks, reading);
    const goesOn = kind === 'about' || section.depth <= 1 ? undefined : track;
    for (const inner of section.sections) readSection(inner, goesOn, reading);
    return;
  }
  const of =
    track ??
    (versionIn(section.title) !== undefined && /^(?:ai )?(?:model )?v\d/i.test(section.title)
      ? 'models'
      : undefined);
  if (of === undefined || draft.items.length >= LIMITS.items) {
    for (const inner of section.sections) readSection(inner, track, reading);
    return;
  }
  markHeading(section, book);
  readItem(begin(of, section.title, reading), { ...section, blocks }, reading);
}

function markHeading({ heading }: Section, book: LineBook): void {
  if (heading !== undefined) book.read(heading);
}

/** An item by its heading: `Model v1: Proof of Value (Month 2-3)`. */
function begin(track: Track, heading: string, { draft, calendar }: Reading): ItemDraft {
  const { title, stretch } = calendar.takeStretch(heading);
  const named = track === 'models' ? title.replace(/^model\s+(?=v\d)/i, '') : title;
  const found = draft.add(track, cutLine(named === '' ? heading : named));
  Object.assign(found.item, stretch);
  return found;
}

/** What stands under a track's own heading: tables and prose of an item of that name, and checklists for whom they speak of. */
function readTrackBlocks(
  track: Track,
  { title }: Section,
  blocks: Section['blocks'],
  reading: Reading,
): void {
  const { draft, book } = reading;
  const rest = blocks.filter((block) => {
    if (block.type !== 'list') return true;
    for (const { node, text, ticked } of ticksOf(block)) {
      draft.tasks.push({ track, text, ticked, line: node.position?.start.line ?? 1 });
      book.read(node);
    }
    return false;
  });
  if (!rest.some((block) => block.type === 'table' || block.type === 'code')) return;
  const own = draft.add(track, cutLine(title));
  readBlocks(own, rest, { ...reading, describes: false });
  // A table of something else leaves nothing behind.
  const said = Object.keys(own.item).length > 2;
  if (!said) draft.items.splice(draft.items.indexOf(own), 1);
}

/** Checklists under a track: each line is a milestone of the version that it names, else of an item of the track's own. */
function giveTasks({ draft, book }: Reading): void {
  for (const task of draft.tasks) {
    const version = versionIn(task.text);
    const named = draft.items.find(({ track, item }) => track === task.track && item.id === version);
    const home = named ?? (task.track === 'models' ? undefined : homeOf(task.track, draft));
    if (home === undefined || roomIn(home) <= 0) {
      const at = { line: task.line, column: 1 };
      book.partUnread({ position: { start: at, end: at } }, task.text);
    } else home.item.milestones = [...(home.item.milestones ?? []), tickMilestone(task)];
  }
}

const HOMES: Readonly<Record<Track, string>> = {
  data: 'Data pipeline',
  models: 'Models',
  features: 'Product features',
  infrastructure: 'Infrastructure',
};

function homeOf(track: Track, draft: Draft): ItemDraft {
  const title = HOMES[track];
  return (
    draft.items.find((one) => one.track === track && one.item.title === title) ?? draft.add(track, title)
  );
}

/** A gate of which no criterion was read says nothing. */
function dropEmptyGates({ items }: Draft): void {
  for (const { item } of items) if (item.gate?.criteria.length === 0) delete item.gate;
}

const FRONT_KEYS = ['product', 'name', 'zone', 'currency', 'fiscal_year_start'] as const;

/** Settings at the head of the document, as Gateline writes them there. */
function readFront({ front, frontLines, original }: SourceText, { draft, book }: Reading): void {
  const { document } = draft;
  for (const key of FRONT_KEYS) {
    const value = front[key];
    if (typeof value === 'string' && key !== 'fiscal_year_start') document[key] = value;
    if (key === 'fiscal_year_start' && (typeof value === 'string' || typeof value === 'number'))
      document[key] = value;
  }
  for (const [i, line] of original.split('\n').slice(0, frontLines).entries()) {
    if (FRONT_LINE.test(line)) book.readLines(i + 1, i + 1);
  }
}

const FRONT_LINE = new RegExp(`^(?:---|${FRONT_KEYS.join('|')}|format|title)\\s*(?::|$)`);

function frontTitle({ front }: SourceText): string | undefined {
  return typeof front.title === 'string' && front.title.trim() !== '' ? front.title : undefined;
}

function firstHeading(section: Section): string | undefined {
  return section.sections.find(({ depth, title }) => depth === 1 && title !== '')?.title;
}

import type { List, ListItem } from 'mdast';
import { LIMITS } from '../../../core/roadmap/document/limits.ts';
import type { ItemDocument } from '../../../core/roadmap/document/schema.ts';
import { isPlaceholder } from '../../../core/text/placeholder.ts';
import { textOf } from '../../markdown/phrases.ts';
import type { LineBook } from './line-book.ts';
import type { PlanCalendar } from './plan-calendar.ts';
import type { ReadTable, Row } from './tables.ts';
import { cutLine } from './texts.ts';
import { dateIn, said, statusIn, tickIn } from './words.ts';

export type MilestoneDocument = NonNullable<ItemDocument['milestones']>[number];

/** Milestones out of a table of them: the template's columns, and what people call them. */
export function milestonesOf(
  table: ReadTable,
  calendar: PlanCalendar,
  { book, room }: { readonly book: LineBook; readonly room: number },
): readonly MilestoneDocument[] {
  const found: MilestoneDocument[] = [];
  for (const row of table.rows) {
    const title = said(row.cell('milestone')?.text ?? '');
    if (title === undefined || found.length >= room) continue;
    book.read(row.node);
    found.push(milestone(title, row, calendar, book));
  }
  return found;
}

function milestone(title: string, row: Row, calendar: PlanCalendar, book: LineBook): MilestoneDocument {
  const status = row.cell('status')?.text ?? '';
  const known = statusIn(status);
  const done = dateIn(row.cell('done')?.text ?? '') ?? (known === 'done' ? dateIn(status) : undefined);
  if (known === undefined && said(status) !== undefined) book.partUnread(row.node, `${status} is no status`);
  const owner = said(row.cell('owner')?.text ?? '');
  const due = dueOf(row, calendar, book);
  const link = row.cell('milestone')?.link ?? row.cell('link')?.link ?? addressIn(row.cell('link')?.text);
  return {
    title: cutLine(title),
    ...(owner === undefined ? {} : { owner: cutLine(owner) }),
    ...(due === undefined ? {} : { due }),
    ...(known === undefined || (known === 'planned' && done === undefined) ? {} : { status: known }),
    ...(done === undefined ? {} : { done }),
    ...(link === undefined ? {} : { link }),
  };
}

/** A date, or a placeholder for `validate` to name. */
function dueOf(row: Row, calendar: PlanCalendar, book: LineBook): string | undefined {
  const text = said(row.cell('due')?.text ?? '');
  if (text === undefined) return undefined;
  const due = dateIn(text) ?? (isPlaceholder(text) ? text : calendar.stretchIn(text)?.due);
  if (due === undefined) book.partUnread(row.node, `${text} is no date`);
  return due;
}

function addressIn(text = ''): string | undefined {
  return /^https?:\/\/\S+$/.test(text) && text.length <= LIMITS.link ? text : undefined;
}

/** A line of a checklist. */
export interface Tick {
  readonly node: ListItem;
  readonly text: string;
  readonly ticked: boolean;
}

/** The lines of a list that have a box in front; those of other lists are none. */
export function ticksOf(list: List): readonly Tick[] {
  return list.children.flatMap((node): Tick[] => {
    const [first] = node.children;
    const text = first?.type === 'paragraph' ? textOf(first).trim() : '';
    if (text === '') return [];
    if (typeof node.checked === 'boolean') return [{ node, text, ticked: node.checked }];
    const tick = tickIn(text);
    return tick === undefined || tick.rest === '' ? [] : [{ node, text: tick.rest, ticked: tick.ticked }];
  });
}

/** A line of a checklist as a milestone. */
export function tickMilestone({ text, ticked }: Pick<Tick, 'text' | 'ticked'>): MilestoneDocument {
  return { title: cutLine(text), ...(ticked ? { status: 'done' as const } : {}) };
}

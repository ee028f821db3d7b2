import { dateWords } from '../../gate/words.ts';
import type { Promised, PromisedCriterion, PromisedItem, PromisedMilestone } from './promise.ts';

/** What may change in a roadmap's promise; types of events. */
export const PROMISE_CHANGES = [
  'item-added',
  'item-removed',
  'lifecycle-changed',
  'due-changed',
  'target-changed',
  'criterion-added',
  'criterion-removed',
  'waiver-changed',
  'milestone-added',
  'milestone-removed',
  'milestone-changed',
  'spend-limit-changed',
] as const;
export type PromiseChangeType = (typeof PROMISE_CHANGES)[number];

/** One thing that a new revision of a roadmap says otherwise than the one before it. */
export interface PromiseChange {
  readonly type: PromiseChangeType;
  /** `''`: the product. */
  readonly item: string;
  /** For people, with old and new. */
  readonly sentence: string;
  /** For machines: a lifecycle, a date, the text of a criterion, a status, an amount; absent where there was none. */
  readonly from?: string;
  readonly to?: string;
  /** The criterion that it is about, as it is now, or as it was when it is gone. */
  readonly criterion?: string;
  /** The title of the milestone or of the spend limit that it is about. */
  readonly about?: string;
  /** Of a due date: whose it is. */
  readonly of?: 'item' | 'gate' | 'milestone';
}

/**
 * What changed from one promise to the next, in the order of the new roadmap, what is gone last. Items are told apart by their ids,
 * milestones and spend limits by their titles, criteria by what they speak of.
 */
export function promiseChanges(before: Promised, after: Promised): readonly PromiseChange[] {
  const items = paired(before.items, after.items, ({ id }) => id);
  const product = { id: '', subject: 'The product' };
  return [
    ...items.flatMap(([old, now]) => changesOfItem(old, now)),
    ...changesOfCriteria(product, before.successMetrics, after.successMetrics),
    ...paired(before.spend, after.spend, ({ title }) => title).flatMap(([old, now]) =>
      changed('spend-limit-changed', '', old?.amount, now?.amount, {
        about: now?.title ?? old?.title ?? '',
        words: (from, to) => limitWords(now?.title ?? old?.title ?? '', from, to),
      }),
    ),
  ];
}

function changesOfItem(old: PromisedItem | undefined, now: PromisedItem | undefined): PromiseChange[] {
  if (now === undefined) {
    if (old === undefined) return [];
    return [{ type: 'item-removed', item: old.id, sentence: `${old.subject} was taken off the roadmap.` }];
  }
  const { id, subject } = now;
  if (old === undefined) {
    return [{ type: 'item-added', item: id, sentence: `${subject} was added to the roadmap.` }];
  }
  return [
    ...changed('lifecycle-changed', id, old.lifecycle, now.lifecycle, {
      words: (from, to) => `${subject} moved from ${from} to ${to}.`,
    }),
    ...changed('due-changed', id, old.due, now.due, { of: 'item', words: dueWords(subject) }),
    ...changed('due-changed', id, old.gateDue, now.gateDue, {
      of: 'gate',
      words: dueWords(`The gate of ${subject}`),
    }),
    ...changesOfCriteria(now, old.criteria, now.criteria),
    ...paired(old.milestones, now.milestones, ({ title }) => title).flatMap(([was, is]) =>
      changesOfMilestone(now, was, is),
    ),
  ];
}

type Subject = Pick<PromisedItem, 'id' | 'subject'>;

function changesOfMilestone(
  { id, subject }: Subject,
  old: PromisedMilestone | undefined,
  now: PromisedMilestone | undefined,
): PromiseChange[] {
  const about = now?.title ?? old?.title ?? '';
  const named = `${subject}: milestone “${about}”`;
  if (now === undefined)
    return [{ type: 'milestone-removed', item: id, about, sentence: `${named} was taken off.` }];
  if (old === undefined) {
    const due = now.due === undefined ? '' : `, due on ${dateWords(now.due)}`;
    return [{ type: 'milestone-added', item: id, about, sentence: `${named} was added${due}.` }];
  }
  return [
    ...changed('milestone-changed', id, old.status, now.status, {
      about,
      words: (from, to) => `${named} went from ${spaced(from)} to ${spaced(to)}.`,
    }),
    ...changed('due-changed', id, old.due, now.due, { of: 'milestone', about, words: dueWords(named) }),
  ];
}

function changesOfCriteria(
  { id, subject }: Subject,
  before: readonly PromisedCriterion[],
  after: readonly PromisedCriterion[],
): PromiseChange[] {
  return pairedCriteria(before, after).flatMap(([old, now]): PromiseChange[] => {
    if (now === undefined) {
      if (old === undefined) return [];
      const sentence = `${subject} no longer has the criterion ${old.text}.`;
      return [{ type: 'criterion-removed', item: id, criterion: old.text, from: old.text, sentence }];
    }
    const { text } = now;
    if (old === undefined) {
      const sentence = `${subject} has a new criterion: ${text}.`;
      return [{ type: 'criterion-added', item: id, criterion: text, to: text, sentence }];
    }
    return [
      ...changed('target-changed', id, wholeText(old, now), wholeText(now, now), {
        criterion: text,
        words: (from, to) => targetWords(subject, old, now, { from, to }),
      }),
      ...changed('waiver-changed', id, waiverText(old), waiverText(now), {
        criterion: text,
        words: waiverWords(subject, now.what),
      }),
    ];
  });
}

/** Criteria that read the same are the same; of the others those that speak of the same, in their order. */
function pairedCriteria(
  before: readonly PromisedCriterion[],
  after: readonly PromisedCriterion[],
): readonly Pair<PromisedCriterion>[] {
  const same = paired(before, after, ({ text }) => text);
  const whole = same.filter(([old, now]) => old !== undefined && now !== undefined);
  const rest = paired(
    same.flatMap(([old, now]) => (old !== undefined && now === undefined ? [old] : [])),
    same.flatMap(([old, now]) => (now !== undefined && old === undefined ? [now] : [])),
    ({ about }) => about,
  );
  return [...whole, ...rest];
}

type Pair<T> = readonly [old: T | undefined, now: T | undefined];

/** Pairs of what has the same key, in the order of the new list, what is gone last; of several with one key the first goes with the first. */
function paired<T>(before: readonly T[], after: readonly T[], keyOf: (one: T) => string): readonly Pair<T>[] {
  const left = Map.groupBy(before, keyOf);
  const pairs = after.map((now): Pair<T> => [left.get(keyOf(now))?.shift(), now]);
  const gone = new Set([...left.values()].flat());
  return [...pairs, ...before.filter((old) => gone.has(old)).map((old): Pair<T> => [old, undefined])];
}

interface Telling extends Pick<PromiseChange, 'criterion' | 'about' | 'of'> {
  readonly words: (from: string | undefined, to: string | undefined) => string;
}

function changed(
  type: PromiseChangeType,
  item: string,
  from: string | undefined,
  to: string | undefined,
  { words, ...more }: Telling,
): PromiseChange[] {
  if (from === to) return [];
  const known = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
  return [{ type, item, ...more, ...known, sentence: words(from, to) }];
}

function dueWords(subject: string): Telling['words'] {
  return (from, to) => {
    if (to === undefined) return `${subject} has no due date any more; it was ${dateWords(from ?? '')}.`;
    const now = `${subject} is due on ${dateWords(to)}`;
    return from === undefined ? `${now}.` : `${now} instead of ${dateWords(from)}.`;
  };
}

/** A criterion with what its text does not say: `accuracy >= v2 (margin 1pp)`. What was not written down was as it is now. */
function wholeText({ text, terms }: PromisedCriterion, now: PromisedCriterion): string {
  const more = terms ?? now.terms ?? '';
  return more === '' ? text : `${text} (${more})`;
}

function targetWords(
  subject: string,
  old: PromisedCriterion,
  now: PromisedCriterion,
  whole: { readonly from: string | undefined; readonly to: string | undefined },
): string {
  // Something else than the target may differ: the window, the least n, whether it is advisory.
  const { from, to } = old.target === now.target ? whole : { from: old.target, to: now.target };
  return `${subject}: the target of ${now.what} changed from ${from} to ${to}.`;
}

function waiverText({ waiver }: PromisedCriterion): string | undefined {
  return waiver && `${waiver.by} until ${dateWords(waiver.until)}`;
}

function waiverWords(subject: string, what: string): Telling['words'] {
  return (from, to) =>
    to === undefined
      ? `${subject}: the waiver of ${what} by ${from} was withdrawn.`
      : `${subject}: ${what} is waived by ${to}${from === undefined ? '' : `, before by ${from}`}.`;
}

function limitWords(title: string, from: string | undefined, to: string | undefined): string {
  if (from === undefined) return `A spend limit was set: ${title}, ${to}.`;
  return to === undefined
    ? `The spend limit of ${title} was taken away; it was ${from}.`
    : `The spend limit of ${title} changed from ${from} to ${to}.`;
}

function spaced(word: string | undefined): string {
  return (word ?? '').replaceAll('-', ' ');
}

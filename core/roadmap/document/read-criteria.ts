import { whyUnprovable } from '../../gate/plan/unprovable.ts';
import { findSignal } from '../../signal/catalogue.ts';
import type { Signal } from '../../signal/signal.ts';
import { hasErrors } from '../../text/problem.ts';
import type { Criterion, Waiver } from '../criterion.ts';
import type { CriterionContext } from '../grammar/context.ts';
import { parseCriterion } from '../grammar/parse.ts';
import type { Track } from '../roadmap.ts';
import { withOptions } from './criterion-options.ts';
import { type DocumentPath, errorAt, fromText, type NoteProblem } from './problem.ts';
import { asText, property, type RawCriterion, rawCriteria } from './raw.ts';

/** A criterion as read, with the waiver that stands beside it. */
export interface ReadCriterion {
  readonly criterion: Criterion;
  readonly waiver?: Waiver;
}

/** What the criteria of a document are read with. */
export interface CriteriaContext {
  readonly currency: string;
  readonly signals: Readonly<Record<string, Signal>>;
  readonly items: ReadonlyMap<string, Track>;
}

/** The criteria of a document by {@link pathKey}; those that cannot be read are left out and noted. */
export function readCriteria(
  document: unknown,
  context: CriteriaContext,
  note: NoteProblem,
): ReadonlyMap<string, ReadCriterion> {
  const found = new Map<string, ReadCriterion>();
  for (const raw of rawCriteria(document)) {
    const read = readCriterion(raw, context, note);
    if (read !== undefined) found.set(pathKey(raw.path), read);
  }
  return found;
}

/** One text for one place of a document. */
export function pathKey(path: DocumentPath): string {
  return JSON.stringify(path);
}

function readCriterion(
  { path, item, raw }: RawCriterion,
  context: CriteriaContext,
  note: NoteProblem,
): ReadCriterion | undefined {
  const ofObject = typeof raw !== 'string';
  const text = ofObject ? property(raw, 'criterion') : raw;
  if (typeof text !== 'string') return undefined;
  const at = ofObject ? [...path, 'criterion'] : path;
  const around: CriterionContext = { ...context, ...(item?.id === undefined ? {} : { item: item.id }) };
  const { value, problems } = parseCriterion(text, around);
  for (const problem of problems) note(fromText(at, problem));
  if (value === undefined || hasErrors(problems)) return undefined;
  const criterion = ofObject ? withOptions(value, raw, path, context, note) : value;
  noteUnprovable(criterion, at, context, note);
  const waiver = ofObject ? waiverOf(raw) : undefined;
  return { criterion, ...(waiver === undefined ? {} : { waiver }) };
}

/** What no sample can prove, however large, is worth knowing before anybody takes it. */
function noteUnprovable(
  criterion: Criterion,
  path: DocumentPath,
  { signals }: CriteriaContext,
  note: NoteProblem,
): void {
  if (criterion.kind === 'attested') return;
  const signal = findSignal(criterion.signal, signals);
  const why = signal && whyUnprovable(criterion, signal);
  if (why !== undefined) note(errorAt(path, `${why}.`, { severity: 'warning', read: criterion.text }));
}

function waiverOf(raw: unknown): Waiver | undefined {
  const waiver = property(raw, 'waiver');
  const [by, why, until] = ['by', 'why', 'until'].map((key) => asText(property(waiver, key))?.trim());
  return by !== undefined && why !== undefined && until !== undefined ? { by, why, until } : undefined;
}

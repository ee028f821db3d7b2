import type { EvidenceReading } from '../../core/gate/evidence.ts';
import { type DecisionLevels, decisionLevels } from '../../core/gate/levels.ts';
import type { GradedDay } from '../../core/gate/maturity.ts';
import { isRelative, resolveTarget } from '../../core/gate/target.ts';
import type { Actual } from '../../core/gate/verdict.ts';
import { present } from '../../core/present.ts';
import { remembered } from '../../core/remember.ts';
import type { MeasuredCriterion } from '../../core/roadmap/criterion.ts';
import { type ProductionReading, readActual } from '../../core/signal/actual.ts';
import { compared, endToEnd } from '../../core/signal/comparison.ts';
import type { SignalReadings } from '../../core/signal/readings.ts';
import { type SignalScope, signalScope } from '../../core/signal/selections.ts';
import type { TimeWindow } from '../../core/time/window.ts';
import type { MeasuredPlace } from './places.ts';

/** One read of one scope. */
export interface Read {
  readonly readings: SignalReadings;
  readonly window: TimeWindow;
}

/** What a criterion's readings are made from. */
export interface ReadOfPlace {
  readonly own: Read;
  /** Of the item that it compares with, over the same window. */
  readonly baseline?: Read | undefined;
  readonly baselineItem?: string | undefined;
  /** How many answers of each day of the window were graded; of one value of the label. */
  readonly gradedDays?: ((each: string | undefined) => readonly GradedDay[] | undefined) | undefined;
}

type ScopedPlace = Pick<MeasuredPlace, 'criterion' | 'signal' | 'item' | 'build'>;

interface Scopes {
  readonly own: SignalScope;
  readonly baseline?: SignalScope;
}

/** Whose traffic a criterion and its baseline are read from; the very same object for the same place. */
export function scopesOf(place: ScopedPlace, baselineItem: string | undefined): Scopes {
  const known = scopesByBaseline(place);
  const scopes = known.get(baselineItem) ?? makeScopes(place, baselineItem);
  known.set(baselineItem, scopes);
  return scopes;
}

const scopesByBaseline = remembered((_: ScopedPlace) => new Map<string | undefined, Scopes>());

function makeScopes(
  { criterion, signal, item, build }: ScopedPlace,
  baselineItem: string | undefined,
): Scopes {
  const filter = {
    environment: criterion.environment,
    where: criterion.where,
    ...(criterion.each === undefined ? {} : { each: criterion.each }),
  };
  const own = signalScope(signal, item, { ...filter, ...(build === undefined ? {} : { builds: [build] }) });
  if (baselineItem === undefined) return { own };
  return { own, baseline: signalScope(signal, { id: baselineItem, track: 'models' }, filter) };
}

/** The readings of a criterion: one, or for `each` one for every value of the label, each with its baseline. */
export function readingsOf(place: MeasuredPlace, read: ReadOfPlace): readonly EvidenceReading[] {
  const { criterion } = place;
  if (criterion.each === undefined) return [readingOf(place, read, place.among, undefined)];
  const values = read.own.readings.eachValues();
  // Each value that has enough to be judged could fail the gate.
  const judged = values.filter((value) => isEnough(place, read, value)).length;
  return values.map((value) => readingOf(place, read, place.among + Math.max(0, judged - 1), value));
}

function readingOf(
  place: MeasuredPlace,
  { own, baseline, baselineItem = '', gradedDays }: ReadOfPlace,
  among: number,
  label: string | undefined,
): EvidenceReading {
  const { criterion } = place;
  const levels = decisionLevels(criterion, among);
  const item = place.item?.id ?? '';
  if (baseline === undefined) {
    const target = resolveTarget(criterion, undefined)?.value;
    const { from, to } = own.window;
    const reading = readActual(own.readings, { from, to, item, confidence: levels, target, each: label });
    if (label === undefined) return gradedDays === undefined ? reading : graded(reading, gradedDays(label));
    return { ...reading, ...present({ label, gradedDays: gradedDays?.(label) }) };
  }
  const options = { confidence: levels, item, each: label };
  const base = readActual(baseline.readings, { ...options, ...baseline.window, item: baselineItem }).actual;
  const target = resolveTarget(criterion, base)?.value;
  const ownAt = (confidence: DecisionLevels = levels) =>
    readActual(own.readings, { ...options, ...own.window, confidence, target });
  const baseAt = (confidence: DecisionLevels) =>
    readActual(baseline.readings, { ...options, ...baseline.window, confidence, item: baselineItem });
  const { actual, unseen } = ownAt();
  const sides = (level: number) => {
    const both = { lower: level, upper: level };
    return { own: ownAt(both).actual, other: baseAt(both).actual };
  };
  return {
    actual: besideBaseline(criterion, actual, base, sides),
    unseen,
    ...present({ label, baseline: base, gradedDays: gradedDays?.(label) }),
  };
}

function graded(
  { actual, unseen }: ProductionReading,
  gradedDays: readonly GradedDay[] | undefined,
): EvidenceReading {
  return gradedDays === undefined ? { actual, unseen } : { actual, unseen, gradedDays };
}

/**
 * A sample of production beside another one: by what each of them can be, at whichever look. A census is compared by its own bounds, and so
 * is what has no value.
 */
function besideBaseline(
  criterion: MeasuredCriterion,
  actual: Actual,
  baseline: Actual,
  sides: Parameters<typeof endToEnd>[2],
): Actual {
  const isSampled = actual.boundsKind === 'interval' || baseline.boundsKind === 'interval';
  const { target } = criterion;
  if (!isSampled || !isRelative(target) || actual.value === undefined || baseline.value === undefined)
    return actual;
  const factor = target.kind === 'factor' ? target.factor : 1;
  const levels = decisionLevels(criterion, 1);
  return compared(actual, {
    item: baseline.item,
    paired: false,
    n: Math.min(actual.n, baseline.n),
    difference: actual.value - factor * baseline.value,
    ...endToEnd(actual.levels ?? levels, factor, sides),
    method: 'sequences',
  });
}

function isEnough({ criterion }: MeasuredPlace, { own }: ReadOfPlace, label: string): boolean {
  const { n } = readActual(own.readings, { ...own.window, item: '', each: label }).actual;
  return n > 0 && n >= criterion.minimumN;
}

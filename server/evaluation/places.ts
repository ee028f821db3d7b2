import { remembered } from '../../core/remember.ts';
import type { MeasuredCriterion } from '../../core/roadmap/criterion.ts';
import type { GateCriterion, Item, Roadmap } from '../../core/roadmap/roadmap.ts';
import { subjectName } from '../../core/roadmap/subject.ts';
import { catalogueSignal } from '../../core/signal/catalogue.ts';
import type { Signal } from '../../core/signal/signal.ts';
import type { Candidate } from './situation.ts';

/** A criterion where it stands in a roadmap. */
export interface Place {
  /** Absent for a success metric: the whole product is judged. */
  readonly item: Item | undefined;
  /** Its number within the gate, or among the success metrics. */
  readonly index: number;
  readonly gateCriterion: GateCriterion;
}

/** A measured criterion with its signal. */
export interface MeasuredPlace extends Place {
  readonly criterion: MeasuredCriterion;
  readonly signal: Signal;
  /** Only what this build of the item did; absent: all of its builds. */
  readonly build?: string;
  /** How many measured criteria could fail its gate, advisory ones aside; 1 for a success metric. */
  readonly among: number;
}

/** Every criterion of a roadmap: those of its gates in the order of the file, then those of its success metrics. */
export const placesOf = remembered((roadmap: Roadmap): readonly Place[] => {
  const gates = roadmap.items.flatMap((item) =>
    (item.gate?.criteria ?? []).map((gateCriterion, index) => ({ item, index, gateCriterion })),
  );
  const metrics = roadmap.successMetrics.flatMap(({ criterion }, index) =>
    criterion === undefined ? [] : [{ item: undefined, index, gateCriterion: criterion }],
  );
  return [...gates, ...metrics];
});

/** The place with its signal when it is measured. A roadmap's signals are checked when it is read. */
export function measuredPlace(
  roadmap: Roadmap,
  place: Place,
  candidate?: Candidate,
): MeasuredPlace | undefined {
  const isCandidate = candidate !== undefined && place.item?.id === candidate.item;
  const measured = measuredIn(roadmap)(place);
  return isCandidate && measured !== undefined ? { ...measured, build: candidate.build } : measured;
}

const measuredIn = remembered((roadmap: Roadmap) => remembered((place: Place) => measure(roadmap, place)));

function measure(roadmap: Roadmap, place: Place): MeasuredPlace | undefined {
  const { criterion } = place.gateCriterion;
  if (criterion.kind !== 'measured') return undefined;
  const signal = signalOf(roadmap, criterion.signal);
  return { ...place, criterion, signal, among: couldFail(place.item) };
}

function couldFail(item: Item | undefined): number {
  const criteria = (item?.gate?.criteria ?? []).map(({ criterion }) => criterion);
  return Math.max(1, criteria.filter(({ kind, advisory }) => kind === 'measured' && !advisory).length);
}

/**
 * A signal by its name: the roadmap's own, the catalogue's, or any percentile that the catalogue understands.
 * @throws RangeError for a name that nobody knows
 */
export function signalOf(roadmap: Pick<Roadmap, 'product' | 'signals'>, name: string): Signal {
  const own = Object.hasOwn(roadmap.signals, name) ? roadmap.signals[name] : undefined;
  const signal = own ?? catalogueSignal(name);
  if (signal === undefined)
    throw new RangeError(`The roadmap of ${roadmap.product} knows no signal ${name}.`);
  return signal;
}

/** How sentences call who is judged: a model version by its id (`v3`), everything else by its title. */
export function subjectOf(roadmap: Roadmap, item: Item | undefined): string {
  if (item === undefined) return roadmap.name;
  return subjectName(item);
}

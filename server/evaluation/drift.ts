import type { Actual } from '../../core/gate/verdict.ts';
import type { MeasurementStore } from '../../core/ports.ts';
import { canDrift, DRIFT_LEVEL, type Drift, driftBetween } from '../../core/signal/drift.ts';
import type { TimeWindow } from '../../core/time/window.ts';
import { readActuals, shownWindow } from './actuals.ts';
import { actualOf, eligibleRuns } from './evaluation-evidence.ts';
import type { MeasuredPlace } from './places.ts';
import type { RunLibrary } from './run-library.ts';
import { judgedAt, resolvedWindow, type Situation } from './situation.ts';

/** Production and evaluation of one criterion, side by side. */
export interface DriftReading {
  readonly production: Actual;
  readonly evaluation: Actual;
  readonly drift: Drift;
}

/**
 * For each criterion what production and the newest evaluation run show of its signal, side by side, whichever of the two decides it:
 * production over the criterion's window, or over the signal's usual one where it speaks of a run. In the order of the places; nothing
 * where one of the two is lacking, or speaks of something else than the other: of some labels only, or of things that are summed up.
 */
export async function readDrifts(
  { store, library }: { readonly store: MeasurementStore; readonly library: RunLibrary },
  situation: Situation,
  places: readonly (MeasuredPlace | undefined)[],
): Promise<readonly (DriftReading | undefined)[]> {
  const evaluations = await Promise.all(
    places.map((place) => place && evaluationOf(library, situation, place)),
  );
  const asked = places.flatMap((place, i) => {
    const evaluation = evaluations[i];
    const window = place && windowOf(situation, place);
    return place === undefined || evaluation === undefined || window === undefined
      ? []
      : [{ place, evaluation, window }];
  });
  const asks = asked.map(({ place, window }) => ({
    item: place.item,
    signal: place.signal,
    // Where a run was made says nothing of where people are served.
    ...(isProduction(place) ? { environment: place.criterion.environment } : {}),
    confidence: DRIFT_LEVEL,
    window,
  }));
  const productions = await readActuals(store, situation.roadmap.product, asks);
  const readings = new Map(
    asked.map(({ place, evaluation }, i) => [place, readingOf(productions[i], evaluation)]),
  );
  return places.map((place) => place && readings.get(place));
}

function isProduction({ criterion }: MeasuredPlace): boolean {
  return criterion.evidence.kind === 'production';
}

/** What the newest run shows; of a criterion that is decided by runs, one that it would take. */
async function evaluationOf(
  library: RunLibrary,
  situation: Situation,
  place: MeasuredPlace,
): Promise<Actual | undefined> {
  const { item, signal, criterion } = place;
  const isPart = criterion.each !== undefined || Object.keys(criterion.where).length > 0;
  if (item === undefined || isPart || !canDrift(signal)) return undefined;
  const taken = isProduction(place) ? { ...criterion, defaults: ['environment'] } : criterion;
  const [newest] = await eligibleRuns(library, situation, taken, signal, item.id);
  return newest && actualOf(library, signal, [newest], { confidence: DRIFT_LEVEL }, item.id);
}

function windowOf(situation: Situation, place: MeasuredPlace): TimeWindow | undefined {
  const { item, signal, criterion } = place;
  return isProduction(place)
    ? resolvedWindow(situation, item, criterion.window).window
    : shownWindow(situation.roadmap, signal, judgedAt(situation, item));
}

function readingOf(production: Actual | undefined, evaluation: Actual): DriftReading | undefined {
  if (production === undefined || !(production.n > 0)) return undefined;
  const drift = driftBetween(production, evaluation);
  return drift && { production, evaluation, drift };
}

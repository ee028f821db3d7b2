import {
  hasLiveReading,
  LIVE_LOOKBACK_MS,
  LIVE_STEP_MS,
  missesNow,
  missingSince,
} from '../../core/alert/live-reading.ts';
import { resolveTarget } from '../../core/gate/target.ts';
import type { Actual } from '../../core/gate/verdict.ts';
import type { MeasurementStore } from '../../core/ports.ts';
import type { Item } from '../../core/roadmap/roadmap.ts';
import { actualsPerStep } from '../../core/signal/actual.ts';
import { signalSelections } from '../../core/signal/selections.ts';
import { dateOf } from '../../core/time/calendar.ts';
import { baselineOf } from './baseline.ts';
import { type HourOfPlace, LastHour } from './last-hour.ts';
import { type MeasuredPlace, measuredPlace, placesOf } from './places.ts';
import { ReadBatch } from './read-batch.ts';
import { readingsOf, scopesOf } from './readings.ts';
import type { Situation } from './situation.ts';

/** A criterion with the reading of the last hour. */
export interface LiveReading {
  readonly place: MeasuredPlace;
  /** In the signal's unit; absent where it is relative and its baseline has no last hour. */
  readonly target: number | undefined;
  readonly live: Actual | undefined;
}

/** A criterion whose reading of the last hour misses its target. */
export interface LiveMiss {
  readonly item: Item;
  readonly place: MeasuredPlace;
  /** In the signal's unit. */
  readonly target: number;
  /** The last hour. */
  readonly live: Actual;
  /** First of the consecutive 5-minute readings that miss; absent when it began more than 24 hours ago. */
  readonly since?: number;
}

/** Whether a criterion has a live reading: a measured one on production, of an item in rollout or live, and no total. */
export function isLive({ criterion, signal, item }: MeasuredPlace): boolean {
  const serves = item?.lifecycle === 'rollout' || item?.lifecycle === 'live';
  return serves && criterion.evidence.kind === 'production' && hasLiveReading(signal);
}

/** The last hour of criteria, each as a whole even where it asks for every value of a label; one read. In the order of the places. */
export async function readLive(
  store: MeasurementStore,
  situation: Situation,
  places: readonly MeasuredPlace[],
): Promise<readonly LiveReading[]> {
  const hour = new LastHour(situation.roadmap.product);
  const questions = places.map((place) => hour.ask(place, baselineOf(situation, place)));
  const answers = await hour.read(store, situation);
  return questions.map((question) => liveReading(answers.of(question)));
}

/** Makes a live reading out of what is known of the last hour. */
export function liveReading(hour: HourOfPlace): LiveReading {
  const { place } = hour;
  const [reading] = readingsOf(place, hour);
  return { place, target: resolveTarget(place.criterion, reading?.baseline)?.value, live: reading?.actual };
}

/**
 * What misses its target now: measured production criteria of items in rollout or live, by their last hour, waived and advisory ones left
 * aside. A relative target is that of the baseline's last hour. The longest first.
 */
export async function readLiveMisses(
  store: MeasurementStore,
  situation: Situation,
): Promise<readonly LiveMiss[]> {
  const readings = await readLive(store, situation, watchedPlaces(situation));
  const missed = readings.flatMap(({ place, target, live }): LiveMiss[] => {
    const { item, signal, criterion } = place;
    if (item === undefined || live === undefined || target === undefined) return [];
    return missesNow(signal, criterion.op, target, live) ? [{ item, place, target, live }] : [];
  });
  return withSince(store, situation, missed);
}

function watchedPlaces({ roadmap, now }: Situation): readonly MeasuredPlace[] {
  const today = dateOf(now, roadmap.zone);
  return placesOf(roadmap).flatMap((place) => {
    const measured = measuredPlace(roadmap, place);
    const { waiver } = place.gateCriterion;
    const isWaived = waiver !== undefined && waiver.until >= today;
    const counts = measured !== undefined && !measured.criterion.advisory && !isWaived;
    return counts && isLive(measured) ? [measured] : [];
  });
}

async function withSince(
  store: MeasurementStore,
  { roadmap, now }: Situation,
  missed: readonly LiveMiss[],
): Promise<readonly LiveMiss[]> {
  if (missed.length === 0) return [];
  const boundaries = liveBoundaries(now);
  const window = { from: boundaries[0] ?? now, to: boundaries.at(-1) ?? now };
  const batch = new ReadBatch(roadmap.product);
  const asked = missed.map((miss) => {
    const scope = scopesOf(miss.place, undefined).own;
    return { miss, scope, ticket: batch.ask(window, signalSelections(miss.place.signal, scope), boundaries) };
  });
  const answer = await batch.read(store);
  return asked
    .map(({ miss, scope, ticket }) => {
      const { criterion, signal } = miss.place;
      const steps = actualsPerStep({ signal, scope, results: answer(ticket).results }, boundaries);
      const since = missingSince(criterion.op, miss.target, steps);
      return since === undefined ? miss : { ...miss, since };
    })
    .sort((a, b) => (a.since ?? 0) - (b.since ?? 0));
}

/** Whole steps of the last 24 hours, and the one that is running. */
function liveBoundaries(now: number): number[] {
  const boundaries: number[] = [];
  const first = Math.ceil((now - LIVE_LOOKBACK_MS) / LIVE_STEP_MS) * LIVE_STEP_MS;
  for (let at = first; at < now; at += LIVE_STEP_MS) boundaries.push(at);
  boundaries.push(now);
  return boundaries;
}

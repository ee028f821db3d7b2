import type { Actual, CriterionVerdict, GateVerdict } from '../../core/gate/verdict.ts';
import { present } from '../../core/present.ts';
import type { Item, Roadmap } from '../../core/roadmap/roadmap.ts';
import { dateOf, dayBoundaries } from '../../core/time/calendar.ts';
import type { TimeWindow } from '../../core/time/window.ts';
import { type MeasuredPlace, measuredPlace } from '../evaluation/places.ts';
import type { Situation } from '../evaluation/situation.ts';
import type { Sparkline } from '../http/contract/overview.ts';
import type { ReviewResponse } from '../http/contract/review.ts';
import { toActualJson, toCriterionVerdictJson } from '../http/contract/verdict.ts';
import { describeSignal } from './named.ts';
import type { PageDeps } from './page-deps.ts';
import type { ReviewPeriod } from './review-period.ts';
import { readLines } from './sparklines.ts';

const DAY_MS = 86_400_000;

type GateAnswer = ReviewResponse['gates'][number];

/** A criterion over a period. */
export interface ReviewedCriterion {
  readonly verdict: CriterionVerdict;
  /** Absent for an attested one. */
  readonly place: MeasuredPlace | undefined;
  /** Over the period before. */
  readonly before: Actual | undefined;
}

/** A gate over a period. */
export interface ReviewedGate {
  readonly item: Item;
  readonly verdict: GateVerdict;
  readonly criteria: readonly ReviewedCriterion[];
}

/** The gates that belong to a period, each judged over it and over the period before. */
export async function reviewedGates(
  { judge }: Pick<PageDeps, 'judge'>,
  situation: Situation,
  chosen: ReviewPeriod,
): Promise<readonly ReviewedGate[]> {
  const { roadmap, now, period } = situation;
  const { previous } = chosen;
  const [judged, before] = await Promise.all([
    judge.judge(roadmap, now, period),
    judge.judge(roadmap, now, { from: previous.from, to: previous.to, text: previous.id }),
  ]);
  const byItem = new Map(before.gates.map((gate) => [gate.item, gate.criteria]));
  return judged.gates.flatMap((verdict): ReviewedGate[] => {
    const item = roadmap.items.find((one) => one.id === verdict.item);
    if (item === undefined || !belongs(item, situation, chosen)) return [];
    const past = byItem.get(item.id) ?? [];
    const criteria = verdict.criteria.map((one, i) => ({
      verdict: one,
      place: placeAt(roadmap, item, i),
      before: past[i]?.actual,
    }));
    return [{ item, verdict, criteria }];
  });
}

function placeAt(roadmap: Roadmap, item: Item, index: number): MeasuredPlace | undefined {
  const gateCriterion = item.gate?.criteria[index];
  return gateCriterion && measuredPlace(roadmap, { item, index, gateCriterion });
}

/**
 * Every gate belongs to a quarter, but for those of items that had nothing to do with it: retired ones that neither served nor were due
 * in it, and in a quarter that is over those that began later.
 */
function belongs(
  { id, lifecycle, gate, start }: Item,
  { roadmap: { zone }, served }: Situation,
  { period, running }: ReviewPeriod,
): boolean {
  const first = dateOf(period.from, zone);
  const after = dateOf(period.to, zone);
  if (gate?.due !== undefined && gate.due >= first && gate.due < after) return true;
  if (lifecycle === 'retired') {
    const own = served.get(id);
    return own !== undefined && own.firstAt < period.to && own.lastAt > period.from;
  }
  return running || start === undefined || start < after;
}

/** The gates as the API tells them, each criterion with its line by calendar days; all lines are one read. */
export async function gateAnswers(
  { store, judge, gates: board, decisions }: Pick<PageDeps, 'store' | 'judge' | 'gates' | 'decisions'>,
  situation: Situation,
  gates: readonly ReviewedGate[],
  { window, running }: { readonly window: TimeWindow; readonly running: boolean },
): Promise<GateAnswer[]> {
  const places = gates.flatMap(({ criteria }) => criteria.flatMap(({ place }) => place ?? []));
  // A quarter that begins this very moment has no days yet.
  const boundaries =
    window.from < window.to ? dayBoundaries(window.from, window.to, situation.roadmap.zone) : [];
  const asks = places.map(({ item, signal, criterion }) => {
    return {
      item,
      signal,
      criterion,
      evidence: criterion.evidence.kind,
      steps: { boundaries, stepMs: DAY_MS },
    };
  });
  const lines =
    boundaries.length === 0 ? [] : await readLines({ store, library: judge.library }, situation, asks);
  const lineOf = new Map(places.map((place, i) => [place, lines[i]]));
  // What stands beside a verdict is of now, and no part of a period that is over.
  const standing = running ? board.gates(situation.roadmap.product) : [];
  const decided = await decisions.all(situation.roadmap.product);
  return gates.map(({ item, verdict: { state, waived, sentence }, criteria }) => ({
    item: item.id,
    title: item.title,
    track: item.track,
    ...present({ due: item.gate?.due }),
    state,
    waived,
    sentence,
    beside: besideOf(standing.find((one) => one.item === item.id)),
    decisions: (decided.get(item.id) ?? []).filter(({ at }) => at >= window.from && at < window.to).reverse(),
    criteria: criteria.map((one) => criterionAnswer(one, one.place && lineOf.get(one.place), running)),
  }));
}

function besideOf(gate: GateVerdict | undefined): string[] {
  return [gate?.regressed, gate?.ungated].flatMap((one) => one?.sentence ?? []);
}

function criterionAnswer(
  { verdict, place, before }: ReviewedCriterion,
  sparkline: Sparkline | undefined,
  running: boolean,
): GateAnswer['criteria'][number] {
  const { actual } = verdict;
  return {
    verdict: toCriterionVerdictJson(verdict),
    ...present({
      signal: place && describeSignal(place.signal),
      actual: actual && toActualJson(actual),
      before: before && toActualJson(before),
      change: place && changeOf(place, actual?.value, before?.value, running),
      sparkline,
    }),
  };
}

/** Relative to the period before. A total to date is not held against that of a whole quarter. */
function changeOf(
  { signal }: MeasuredPlace,
  value: number | undefined,
  before: number | undefined,
  running: boolean,
): number | undefined {
  if (value === undefined || before === undefined || before === 0) return undefined;
  return running && signal.formula.kind === 'total' ? undefined : (value - before) / before;
}

import { type Forecast, type ForecastAsk, forecast, type MainBuild } from '../../core/forecast/forecast.ts';
import { mainBuilds } from '../../core/forecast/main-builds.ts';
import { noForecastReason, noForecastSentence } from '../../core/forecast/no-forecast.ts';
import type { NoForecastReason } from '../../core/forecast/state.ts';
import { forecastSentence } from '../../core/forecast/words.ts';
import { LEAST_COVERAGE } from '../../core/gate/limits.ts';
import { isRelative } from '../../core/gate/target.ts';
import type { CriterionVerdict } from '../../core/gate/verdict.ts';
import type { MeasurementStore, Selection, SelectionResult } from '../../core/ports.ts';
import type { Operator } from '../../core/roadmap/criterion.ts';
import { actualsPerStep, type StepActual } from '../../core/signal/actual.ts';
import { signalScope, signalSelections, TRAFFIC } from '../../core/signal/selections.ts';
import { dayBoundaries, endOfDate, startOfDay } from '../../core/time/calendar.ts';
import { resolveWindow } from '../../core/time/window.ts';
import type { MeasuredPlace } from './places.ts';
import { ReadBatch } from './read-batch.ts';
import { firstServed, type Situation } from './situation.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A trend is one of the last quarter of a year. */
const WEEKS = 13;

/** A criterion with its verdict; the place is absent where nothing is measured. */
export interface Judged {
  readonly place: MeasuredPlace | undefined;
  readonly verdict: CriterionVerdict;
}

/** Where the trend of a criterion leads by the due date of its gate, with the sentence that says so. */
export interface ToldForecast extends Forecast {
  readonly sentence: string;
}

/** Why a criterion that is due has none, in a word and in a sentence. */
export interface NoForecast {
  readonly reason: NoForecastReason;
  readonly sentence: string;
}

interface Asked {
  readonly place: MeasuredPlace;
  readonly op: ForecastAsk['op'];
  readonly target: number;
  readonly dueAt: number;
}

/**
 * Forecasts of the criteria that production decides, that are not met and are due: one read of the last weeks, and one of which build served
 * on each of their days. In the order given; nothing where there is nothing to forecast, or no trend that leads to it (see {@link noForecast}).
 */
export async function readForecasts(
  store: MeasurementStore,
  situation: Situation,
  judged: readonly Judged[],
): Promise<readonly (ToldForecast | undefined)[]> {
  const { product, zone } = situation.roadmap;
  const asked = judged.map((one) => askedOf(situation, one));
  if (asked.every((one) => one === undefined)) return asked.map(() => undefined);
  const days = lastDays(situation.now, zone);
  const weeks = days.filter((_, i) => i % 7 === 0);
  const [from, to] = [days[0] as number, days.at(-1) as number];
  const batch = new ReadBatch(product);
  const questions = asked.map((one) => {
    if (one === undefined) return undefined;
    const scope = scopeOf(one.place);
    const values = batch.ask({ from, to }, signalSelections(one.place.signal, scope), weeks);
    const builds =
      scope.item === undefined
        ? undefined
        : batch.ask({ from, to }, [trafficOf(scope.item, scope.environment)], days);
    return { one, scope, values, builds };
  });
  const answer = await batch.read(store);
  return questions.map((question) => {
    if (question === undefined) return undefined;
    const { one, scope, values, builds } = question;
    const { signal } = one.place;
    const steps = actualsPerStep({ signal, scope, results: answer(values).results }, weeks);
    return toldOf(
      situation,
      one,
      steps,
      builds === undefined ? [] : buildsOf(answer(builds).results[0], days),
    );
  });
}

/** Why a criterion that is not met and is due has no forecast; `undefined` where it may have one, or nobody would ask. */
export function noForecast(situation: Situation, { place, verdict }: Judged): NoForecast | undefined {
  const due = dueOf(situation, { place, verdict });
  if (place === undefined || due === undefined) return undefined;
  const reason = noForecastReason(place.criterion, place.signal);
  if (reason === undefined) return undefined;
  const { each } = place.criterion;
  return { reason, sentence: noForecastSentence(reason, { each, due: due.date }) };
}

function askedOf(situation: Situation, { place, verdict }: Judged): Asked | undefined {
  const due = dueOf(situation, { place, verdict });
  if (place === undefined || due === undefined || verdict.target === undefined) return undefined;
  const { criterion, signal } = place;
  if (noForecastReason(criterion, signal) !== undefined || !isOneSided(criterion.op)) return undefined;
  return { place, op: criterion.op, target: verdict.target, dueAt: due.at };
}

/** When a criterion that is not met yet is due, if that lies ahead. */
function dueOf(
  { roadmap, now }: Situation,
  { place, verdict }: Judged,
): { readonly date: string; readonly at: number } | undefined {
  const date = place?.item?.gate?.due;
  const isUnmet = verdict.state === 'fail' || verdict.state === 'unproven';
  if (date === undefined || !isUnmet || place?.item?.lifecycle === 'retired') return undefined;
  const at = endOfDate(date, roadmap.zone);
  return at > now ? { date, at } : undefined;
}

function isOneSided(op: Operator): op is ForecastAsk['op'] {
  return op !== '=';
}

/** Thirteen weeks of whole days of the roadmap's zone, to the last midnight. */
function lastDays(now: number, zone: string): readonly number[] {
  const to = startOfDay(now, zone);
  // Some hours on, so that daylight saving does not lead into the day before.
  return dayBoundaries(startOfDay(to - 7 * WEEKS * DAY_MS + 2 * HOUR_MS, zone), to, zone);
}

function scopeOf({ signal, item, criterion: { environment, where } }: MeasuredPlace) {
  return signalScope(signal, item, { environment, where });
}

function trafficOf(item: string, environment: string): Selection {
  return { measure: TRAFFIC, kind: 'counter', items: [item], environments: [environment], by: ['build'] };
}

function buildsOf(result: SelectionResult | undefined, days: readonly number[]): readonly MainBuild[] {
  const traffic = (result?.groups ?? []).flatMap((group) =>
    group.kind === 'counter' ? [{ build: group.key[0] ?? '', totals: group.totals }] : [],
  );
  return mainBuilds(traffic, days);
}

function toldOf(
  situation: Situation,
  asked: Asked,
  steps: readonly StepActual[],
  builds: readonly MainBuild[],
): ToldForecast {
  const { place, op, target, dueAt } = asked;
  const { zone, currency } = situation.roadmap;
  const weeks = steps.map(({ from, to, value, n, coverage }) => ({
    from,
    to,
    n,
    value: coverage < LEAST_COVERAGE ? undefined : value,
  }));
  const ask: ForecastAsk = {
    weeks,
    signal: place.signal,
    op,
    target,
    dueAt,
    now: situation.now,
    lagMs: lagOf(situation, asked),
    builds,
  };
  const found = forecast(ask);
  const moves = isRelative(place.criterion.target);
  return { ...found, sentence: forecastSentence({ ask, forecast: found, currency, zone, moves }) };
}

/** A value over a window is that of its middle, where a trend is straight; the last one of a gauge is that of its end. */
function lagOf(situation: Situation, { place, dueAt }: Asked): number {
  const { criterion, signal, item } = place;
  const { zone, fiscalYearStart } = situation.roadmap;
  const context = { now: dueAt, zone, fiscalYearStart, firstTrafficAt: firstServed(situation, item) };
  const window = resolveWindow(criterion.window, context);
  const isLast = signal.formula.kind === 'gauge' && signal.formula.reduce === 'last';
  const half = window === undefined || isLast ? 0 : (window.to - window.from) / 2;
  return half + (criterion.heldForMs ?? 0);
}

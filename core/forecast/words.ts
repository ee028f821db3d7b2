import { dateWords } from '../gate/words.ts';
import { formatDelta, formatPair, formatTargetValue, formatValue, operatorWords } from '../signal/format.ts';
import { LEAST_BLOCKS } from '../statistics/blocks.ts';
import { dateOf } from '../time/calendar.ts';
import { CARRIED, type Forecast, type ForecastAsk } from './forecast.ts';
import type { ForecastState } from './state.ts';

/** What is told of a forecast, and in which words. */
export interface ToldForecast {
  readonly ask: Pick<ForecastAsk, 'signal' | 'op' | 'target' | 'dueAt'>;
  readonly forecast: Forecast;
  readonly currency: string;
  readonly zone: string;
  /** The target is that of another version now, and moves with it. */
  readonly moves?: boolean;
}

const STATE_WORDS: Readonly<Record<ForecastState, string>> = {
  'on-track': 'on track',
  'at-risk': 'at risk',
  'off-track': 'off track',
  uncertain: 'too uncertain to say',
};

/** `At +0.3 pp a week (+0.2 pp to +0.4 pp) 92 % is reached about 14 Dec 2026; due 20 Dec 2026: on track, by 6 weeks of build 1.4.` */
export function forecastSentence(told: ToldForecast): string {
  const { forecast } = told;
  const { state, reason, slope, expected, weeks } = forecast;
  if (slope === undefined || expected === undefined) {
    return reason === 'too-far-ahead'
      ? `Too far ahead to say whether ${wanted(told)}: ${weeksWords(forecast)} are carried on for ${CARRIED * weeks} weeks at most.`
      : `Too early to say whether ${wanted(told)}: a trend takes ${LEAST_BLOCKS} whole weeks, and there ${weeks === 1 ? 'is' : 'are'} ${weeksWords(forecast)}.`;
  }
  if (state === 'uncertain')
    return `Too uncertain to say whether ${wanted(told)}: ${weeksWords(forecast)} tell of ${rangeOf(told)} a week${crossing(told)}.`;
  return `${whither(told)}: ${STATE_WORDS[state]}, by ${weeksWords(forecast)}${crossing(told)}${told.moves ? '; the target is as its baseline is now' : ''}.`;
}

function whither(told: ToldForecast): string {
  const { ask, forecast, currency } = told;
  const { signal, target, op } = ask;
  const { unit } = signal;
  const value = forecast.expected?.value ?? target;
  const rate = `At ${formatDelta(forecast.slope?.value ?? 0, unit, currency)} a week (${rangeOf(told)})`;
  if (forecast.reachedAt !== undefined) {
    const spread = forecast.state === 'at-risk' ? ` with ${spreadOf(told)}` : '';
    return `${rate} ${targetOf(told)} is reached about ${dayOf(told, forecast.reachedAt)}; due ${dueOf(told)}${spread}`;
  }
  const pair = formatPair(value, target, unit, currency);
  return `${rate} it comes to about ${pair.value} on ${dueOf(told)} (${spreadOf(told)}) against ${operatorWords(op)} ${pair.target}`;
}

function wanted(told: ToldForecast): string {
  return `${operatorWords(told.ask.op)} ${targetOf(told)} is met by ${dueOf(told)}`;
}

function targetOf({ ask, currency }: ToldForecast): string {
  return formatTargetValue(ask.target, ask.signal.unit, currency);
}

function rangeOf({ forecast: { slope }, ask, currency }: ToldForecast): string {
  const [lower, upper] = [slope?.lower ?? 0, slope?.upper ?? 0].map((end) =>
    formatDelta(end, ask.signal.unit, currency),
  );
  return `${lower} to ${upper}`;
}

function spreadOf({ forecast: { expected }, ask, currency }: ToldForecast): string {
  const [lower, upper] = [expected?.lower, expected?.upper].map((end) =>
    formatValue(end, ask.signal.unit, currency),
  );
  return `${lower} to ${upper}`;
}

function dueOf(told: ToldForecast): string {
  // The date is over at this instant.
  return dayOf(told, told.ask.dueAt - 1);
}

function dayOf({ zone }: ToldForecast, at: number): string {
  return dateWords(dateOf(at, zone));
}

/** `6 weeks of build 1.4`; of a trend that crosses a change of build `9 weeks`. */
function weeksWords({ weeks, build, crossed }: Forecast): string {
  const many = `${weeks} ${weeks === 1 ? 'week' : 'weeks'}`;
  return build === undefined || build.build === '' || crossed ? many : `${many} of build ${build.build}`;
}

function crossing(told: ToldForecast): string {
  const { build, crossed } = told.forecast;
  if (build === undefined || !crossed) return '';
  const which = build.build === '' ? 'another build' : `build ${build.build}`;
  return `, across the change to ${which} on ${dayOf(told, build.from)}`;
}

import { type ForecastAsk, forecast } from '../../../core/forecast/forecast.ts';
import { forecastSentence } from '../../../core/forecast/words.ts';
import { catalogueSignal } from '../../../core/signal/catalogue.ts';
import { endOfDate } from '../../../core/time/calendar.ts';
import type { VersionResponse } from '../../../server/http/contract/actuals.ts';
import type { CriterionVerdictJson } from '../../../server/http/contract/verdict.ts';
import { valueAt } from './signal-values.ts';
import { CURRENCY, DAY, type SignalName, type VersionId, ZONE } from './ticket-routing.ts';

const WEEKS = 5;

/** Where a criterion that production misses is led by the values that the story's charts draw at the end of each week. */
export function forecastOf(
  item: VersionId,
  { state, signal: name, op, target, actual, text }: CriterionVerdictJson,
  due: string | undefined,
  now: number,
): VersionResponse['criteria'][number]['forecast'] {
  const signal = catalogueSignal(name ?? '');
  const isUnmet = state === 'fail' || state === 'unproven';
  if (!isUnmet || actual?.evidence !== 'production' || signal === undefined || target === undefined)
    return undefined;
  if (due === undefined || op === undefined || op === '=') return undefined;
  const weeks = Array.from({ length: WEEKS }, (_, i) => {
    const to = now - (WEEKS - 1 - i) * 7 * DAY;
    return { from: to - 7 * DAY, to, value: valueAt(item, name as SignalName, to - DAY / 2, now), n: 1 };
  });
  const dueAt = endOfDate(due, ZONE);
  const ask: ForecastAsk = { weeks, signal, op, target, dueAt, now, lagMs: 14 * DAY, builds: [] };
  const found = forecast(ask);
  const told = { ask, forecast: found, currency: CURRENCY, zone: ZONE, moves: text.includes(' of ') };
  return { ...found, sentence: forecastSentence(told) };
}

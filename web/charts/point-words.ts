import { formatExact, formatShare, formatValue } from '../../core/signal/format.ts';
import type { SignalUnit } from '../../core/signal/signal.ts';
import type { ChartPoint } from '../../server/http/contract/actuals.ts';
import { formatDay, formatStep } from '../elements/calendar-text.ts';
import type { Numbers } from '../elements/same-numbers.ts';

/** How the numbers of a chart are written. */
export interface Writing {
  readonly unit: SignalUnit;
  readonly currency: string;
  readonly zone: string;
  /** Unix ms. */
  readonly now: number;
}

/** What is expected when the gate is due. */
export interface ForecastEnd {
  /** The due date, Unix ms. */
  readonly at: number;
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
}

/** One point in words, for who reads a chart by keyboard or pointer. */
export function pointWords(point: ChartPoint, writing: Writing): string {
  const when = formatStep(point.from, point.to, writing.zone, writing.now);
  if (point.value === null) return `${when}: no data`;
  const write = (value: number) => formatValue(value, writing.unit, writing.currency);
  const parts = [`${when}: ${write(point.value)}`];
  if (point.lower !== null && point.upper !== null && point.lower !== point.upper) {
    parts.push(`${write(point.lower)} to ${write(point.upper)}`);
  }
  if (point.n > 0) parts.push(`n ${formatExact(point.n)}`);
  if (point.target !== undefined && point.target !== null) parts.push(`target ${write(point.target)}`);
  if (point.coverage < 0.995) parts.push(`${formatShare(point.coverage)} observed`);
  if (point.partial) parts.push('still running');
  return parts.join(', ');
}

/** The same points as a table, newest first, and above them what is expected when it is due. */
export function pointTable(
  title: string,
  points: readonly ChartPoint[],
  target: number | undefined,
  writing: Writing,
  forecast?: ForecastEnd | undefined,
): Numbers {
  const write = (value: number | null | undefined) =>
    formatValue(value ?? undefined, writing.unit, writing.currency);
  return {
    title,
    columns: [
      { title: points.some((point) => point.run !== undefined) ? 'Run' : 'Time' },
      { title: 'Actual', numeric: true },
      { title: 'At least', numeric: true },
      { title: 'At most', numeric: true },
      { title: 'Target', numeric: true },
      { title: 'n', numeric: true },
      { title: 'Observed', numeric: true },
    ],
    rows: [
      ...(forecast === undefined
        ? []
        : [
            [
              `${formatDay(forecast.at, writing.zone, writing.now)}, forecast`,
              write(forecast.value),
              write(forecast.lower),
              write(forecast.upper),
              write(target),
              '–',
              '–',
            ],
          ]),
      ...points
        .toReversed()
        .map((point) => [
          [formatStep(point.from, point.to, writing.zone, writing.now), point.run].filter(Boolean).join(', '),
          point.value === null ? 'no data' : `${write(point.value)}${point.partial ? ' so far' : ''}`,
          write(point.lower),
          write(point.upper),
          write(point.target === undefined ? target : point.target),
          point.n > 0 || point.value === null ? formatExact(point.n) : '–',
          formatShare(point.coverage),
        ]),
    ],
  };
}

import { GatelineError } from '../../core/errors.ts';
import { addsUp } from '../../core/measure/adds-up.ts';
import { MAX_STEPS, type ReadRequest, type WriteBatch } from '../../core/ports.ts';

/** The boundaries of a read's steps: at least `from` and `to`. */
export function boundariesOf(request: ReadRequest): readonly number[] {
  return request.boundaries ?? [request.from, request.to];
}

/**
 * Refuses a read that cannot be answered.
 * @throws GatelineError `bad-request`
 */
export function checkRead(request: ReadRequest): void {
  const boundaries = boundariesOf(request);
  if (!(Number.isFinite(request.from) && Number.isFinite(request.to) && request.from < request.to)) {
    throw new GatelineError('bad-request', 'A read needs a window whose end is after its start.');
  }
  if (boundaries.length - 1 > MAX_STEPS) {
    throw new GatelineError(
      'limit-exceeded',
      `A read has ${boundaries.length - 1} steps; the limit is ${MAX_STEPS}. Ask for longer steps or a shorter window.`,
    );
  }
  if (!boundaries.every((at) => Number.isSafeInteger(at))) {
    throw new GatelineError(
      'bad-request',
      'The window of a read and its steps begin and end on whole milliseconds.',
    );
  }
  const ascending = boundaries.every((at, i) => i === 0 || at > (boundaries[i - 1] as number));
  if (!ascending || boundaries[0] !== request.from || boundaries.at(-1) !== request.to) {
    throw new GatelineError(
      'bad-request',
      'The boundaries of a read ascend from the start of its window to its end.',
    );
  }
}

/** The step that an instant falls into; the instant must lie inside the boundaries. */
export function stepOf(boundaries: readonly number[], at: number): number {
  let low = 0;
  let high = boundaries.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((boundaries[middle] as number) <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The one step that all of [from, to) lies in; `undefined` where there are several. */
export function onlyStep(boundaries: readonly number[], from: number, to: number): number | undefined {
  const step = stepOf(boundaries, from);
  return (boundaries[step + 1] as number) >= to ? step : undefined;
}

/** How many points a batch brings, for group commit and limits. */
export function pointCount(batch: WriteBatch): number {
  let points =
    (batch.counters?.length ?? 0) + (batch.gauges?.length ?? 0) + (batch.observations?.length ?? 0);
  for (const point of batch.distributions ?? []) points += point.cells.length + 1;
  return points + (batch.breakers?.length ?? 0) + (batch.state?.length ?? 0);
}

/**
 * Refuses a batch that would spoil the store for everyone: NaN, negative increments, values too large to be added up, impossible times.
 * Collectors sort such values out before; this is the last line.
 * @throws GatelineError `bad-request` that names the point
 */
export function checkBatch(batch: WriteBatch): void {
  for (const { series, at, value } of batch.counters ?? []) {
    if (!(value >= 0 && addsUp(value))) refuse(batch, series.id, `an increment of ${value}`);
    checkTime(batch, series.id, at);
  }
  for (const { series, at, cells, sum } of batch.distributions ?? []) {
    checkTime(batch, series.id, at);
    if (sum !== undefined && !addsUp(sum)) refuse(batch, series.id, `a sum of ${sum}`);
    for (const { lower, upper, count } of cells) {
      if (!(count >= 0 && addsUp(count))) refuse(batch, series.id, `a bucket count of ${count}`);
      if (!(lower < upper)) refuse(batch, series.id, `a bucket from ${lower} to ${upper}`);
    }
  }
  for (const { series, at, value } of batch.gauges ?? []) {
    if (!addsUp(value)) refuse(batch, series.id, `a value of ${value}`);
    checkTime(batch, series.id, at);
  }
  for (const { measure, at, durationMs } of batch.observations ?? []) {
    if (!(durationMs > 0 && durationMs < Number.POSITIVE_INFINITY)) {
      refuse(batch, measure, `an observation of ${durationMs} ms`);
    }
    checkTime(batch, measure, at);
  }
  for (const { breaker, at } of batch.breakers ?? []) checkTime(batch, `the circuit breaker ${breaker}`, at);
  for (const { id, at } of batch.evaluations ?? []) checkTime(batch, `the evaluation run ${id}`, at);
}

/** Year 2255: integers of milliseconds up to here are exact in every adapter, nanoseconds included. */
const LATEST = 9_000_000_000_000;

function checkTime(batch: WriteBatch, series: string, at: number): void {
  if (!(Number.isSafeInteger(at) && at > 0 && at < LATEST)) refuse(batch, series, `the time ${at}`);
}

function refuse(batch: WriteBatch, series: string, what: string): never {
  throw new GatelineError('bad-request', `Source ${batch.source} brought ${what} for ${series}.`);
}

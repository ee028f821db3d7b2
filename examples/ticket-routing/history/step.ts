import type { Circumstances, World } from '../product/circumstances.ts';
import type { Incident } from '../product/incidents.ts';
import { BREAKER_RESET_SECONDS, BREAKER_TRIP_SECONDS } from '../product/versions.ts';

/** A stretch of the past between two scrapes: what is expected in it. */
export interface Step extends Circumstances {
  /** Half-open (from, to], Unix ms. */
  readonly from: number;
  readonly to: number;
  readonly seconds: number;
  /** Shares of the step, 0…1, that lie within incidents. */
  readonly spike: number;
  readonly burst: number;
  readonly broken: number;
  /** Of the calls that fail, the share that is waited for until it is given up; an open breaker spares the others the wait, 0…1. */
  readonly givenUp: number;
  /** Circuit breakers stand around the models. */
  readonly guarded: boolean;
}

/** A breaker lets the calls of the first seconds through, until it trips, and one call for each time that it tries again. */
function givenUp(requestsPerSecond: number, outages: readonly Incident[], stepFrom: number): number {
  let waited = 0;
  let calls = 0;
  for (const { from, to } of outages) {
    const seconds = (to - Math.max(from, stepFrom)) / 1000;
    const tripping = from >= stepFrom ? Math.min(seconds, BREAKER_TRIP_SECONDS) : 0;
    waited += tripping * requestsPerSecond + seconds / BREAKER_RESET_SECONDS;
    calls += seconds * requestsPerSecond;
  }
  return calls > 0 ? Math.min(1, waited / calls) : 1;
}

/** What the world expects between two instants (Unix ms); a step is short enough for its middle to stand for it. */
export function stepBetween(world: World, from: number, to: number): Step {
  const middle = (from + to) / 2;
  const now = world.at(middle);
  const outages = world.incidents.between('breaker', from, to);
  return {
    ...now,
    from,
    to,
    seconds: (to - from) / 1000,
    spike: world.incidents.shareOf('cost-spike', from, to),
    burst: world.incidents.shareOf('pipeline-burst', from, to),
    broken: world.incidents.shareOf('breaker', from, to),
    givenUp: givenUp(now.requestsPerSecond, outages, from),
    guarded: world.guarded(middle),
  };
}

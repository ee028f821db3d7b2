import { attributes, type MetricJson, type NumberPointJson, nanos, type RequestJson } from './otlp-json.ts';
import { ReceiverUnderTest, T0 } from './receiver-under-test.ts';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

/** A number point of version v2 at `at` ms after T0; `start` likewise, absent: not given. */
export function point(
  at: number,
  value: number,
  start?: number,
  labels: Record<string, string> = {},
): NumberPointJson {
  return {
    attributes: attributes({ version: 'v2', ...labels }),
    timeUnixNano: nanos(T0 + at),
    ...(start === undefined ? {} : { startTimeUnixNano: nanos(T0 + start) }),
    asInt: value,
  };
}

/** A request of one resource, `router` unless `resource` says otherwise, and one scope. */
export function requestOf(metrics: MetricJson[], resource: Record<string, string> = {}): RequestJson {
  return {
    resourceMetrics: [
      {
        resource: { attributes: attributes({ 'service.name': 'router', ...resource }) },
        scopeMetrics: [{ scope: { name: 'lib' }, metrics }],
      },
    ],
  };
}

/** Running totals of `app.requests`. */
export function cumulative(...dataPoints: NumberPointJson[]): RequestJson {
  return requestOf([
    { name: 'app.requests', sum: { aggregationTemporality: 2, isMonotonic: true, dataPoints } },
  ]);
}

/** Increments of `app.requests`. */
export function delta(...dataPoints: NumberPointJson[]): RequestJson {
  return requestOf([
    { name: 'app.requests', sum: { aggregationTemporality: 1, isMonotonic: true, dataPoints } },
  ]);
}

/** A receiver that has been listening since T0. */
export async function started(sources?: readonly object[]): Promise<ReceiverUnderTest> {
  const under = new ReceiverUnderTest(sources);
  await under.receiver.start();
  return under;
}

/** Sends requests one after the other, each at its points' time. */
export async function sendAll(
  under: ReceiverUnderTest,
  ...requests: readonly [number, RequestJson][]
): Promise<void> {
  for (const [at, request] of requests) {
    under.now = T0 + at;
    await under.send(request);
  }
}

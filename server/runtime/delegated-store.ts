import type { MeasurementStore } from '../../core/ports.ts';

/** Every method of a store as a plain object, for a wrapper that changes some of them. */
export function delegated(store: MeasurementStore): MeasurementStore {
  return {
    write: (batch) => store.write(batch),
    read: (request) => store.read(request),
    state: (source) => store.state(source),
    cursor: (source) => store.cursor(source),
    series: (product) => store.series(product),
    breakers: (product, from, to) => store.breakers(product, from, to),
    evaluationRuns: (query) => store.evaluationRuns(query),
    evaluationItems: (product, runId) => store.evaluationItems(product, runId),
    retractEvaluation: (product, runId, retraction) => store.retractEvaluation(product, runId, retraction),
    alignDays: (product, zone) => store.alignDays(product, zone),
    maintain: (now, signal) => store.maintain(now, signal),
    status: () => store.status(),
    usage: (options) => store.usage(options),
    close: () => store.close(),
  };
}

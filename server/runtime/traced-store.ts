import { type Attributes, SpanStatusCode, trace } from '@opentelemetry/api';
import type { MeasurementStore } from '../../core/ports.ts';
import { delegated } from './delegated-store.ts';

/** The same store with a span around each read and each write. */
export function tracedStore(store: MeasurementStore): MeasurementStore {
  const tracer = trace.getTracer('gateline');
  const within = <T>(name: string, attributes: Attributes, work: () => Promise<T>): Promise<T> =>
    tracer.startActiveSpan(name, { attributes }, async (span) => {
      try {
        return await work();
      } catch (error) {
        span.setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      } finally {
        span.end();
      }
    });
  return {
    ...delegated(store),
    write: (batch) => within('store write', { 'gateline.source': batch.source }, () => store.write(batch)),
    read: (request) =>
      within(
        'store read',
        {
          'gateline.product': request.product,
          'gateline.selections': request.select.length,
          'gateline.steps': Math.max(1, (request.boundaries?.length ?? 2) - 1),
        },
        () => store.read(request),
      ),
    maintain: (now, signal) => within('store maintain', {}, () => store.maintain(now, signal)),
  };
}

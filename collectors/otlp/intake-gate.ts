import { GatelineError } from '../../core/errors.ts';
import type { Clock, MeasurementStore, SourceMonitor } from '../../core/ports.ts';
import { failureOf } from './answers.ts';
import { OTLP_RECEIVER } from './receiver.ts';

/** A sender that waits costs nothing; one whose body was read for nothing does. @throws GatelineError `store-unavailable` */
export function checkStore(store: Pick<MeasurementStore, 'status'>): void {
  const status = store.status();
  if (status.state === 'read-only' || status.state === 'unavailable') {
    throw new GatelineError('store-unavailable', status.reason);
  }
}

/** Bodies that are refused are counted, slow ones too; what keeps us from taking any is a failure of ours. */
export function reportRefusal(
  { monitor, clock }: { readonly monitor: SourceMonitor; readonly clock: Clock },
  error: unknown,
): void {
  const code = error instanceof GatelineError ? error.code : undefined;
  const message = error instanceof Error ? error.message : String(error);
  const isTheirs = failureOf(code).status < 500 || code === 'body-too-slow';
  if (isTheirs) monitor.count(OTLP_RECEIVER, 'rejected', 1, `a body: ${code}`, message);
  else monitor.failed(OTLP_RECEIVER, clock.now(), message);
}

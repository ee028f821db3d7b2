import type { Gatekeeper } from './auth/gatekeeper.ts';
import type { Metrics } from './metrics/metrics.ts';

/** How a call over gRPC ended, as much as the metrics tell. */
interface Ended {
  readonly httpStatus: number;
}

/**
 * What OTLP over gRPC is given of the server: who may send (a token with the role `ingest`, in the metadata `authorization`, unless the
 * server is open) and who counts the calls. No browser speaks gRPC, so that no page can be made to send.
 */
export function grpcDeps(gatekeeper: Gatekeeper, metrics: Metrics) {
  return {
    admit: (authorization: string | undefined) => {
      gatekeeper.admit({ headers: authorization === undefined ? {} : { authorization } }, 'ingest');
    },
    ended: (path: string, { httpStatus }: Ended, startedAt: number) => {
      const seconds = (performance.now() - startedAt) / 1_000;
      metrics.observeRequest({ method: 'POST', route: path, status: httpStatus, seconds });
    },
  };
}

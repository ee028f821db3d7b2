import express, { type ErrorRequestHandler, type Express, type Router } from 'express';
import type { Log } from '../log.ts';
import type { Gatekeeper } from './auth/gatekeeper.ts';
import { refuseForeignHost } from './auth/origin.ts';
import type { Metrics } from './metrics/metrics.ts';
import { requestContext } from './request-context.ts';

/** The OTLP listener's application: who sends must hold a token with the role `ingest`, unless the server is open. */
export function createOtlpApp(deps: {
  readonly gatekeeper: Gatekeeper;
  readonly routes: Router;
  /** Answers what is thrown before a request reaches its route, in the way of OTLP. */
  readonly errors: ErrorRequestHandler;
  readonly trustedHosts: readonly string[];
  readonly metrics: Metrics;
  readonly log: Log;
}): Express {
  const trusted = new Set(deps.trustedHosts.map((host) => host.toLowerCase()));
  const app = express();
  app.disable('x-powered-by');
  app.use(requestContext(deps.log, deps.metrics));
  app.use((request, _response, next) => {
    if (deps.gatekeeper.isOpen()) refuseForeignHost(request, trusted);
    deps.gatekeeper.admit(request, 'ingest');
    next();
  });
  app.use(deps.routes);
  app.use(deps.errors);
  return app;
}

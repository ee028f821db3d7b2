import compression from 'compression';
import express, { type Express, type Request, type RequestHandler } from 'express';
import { GatelineError } from '../../core/errors.ts';
import { refuseCrossSite, refuseForeignHost } from './auth/origin.ts';
import { mountSignInPage, sessionRoutes, signInLimit } from './auth/sign-in.ts';
import { mountBackup } from './backup-route.ts';
import { api } from './contract/api.ts';
import type { AppDeps } from './deps.ts';
import { errorHandler } from './error-handler.ts';
import { mountHealth } from './health.ts';
import { openApiDocument } from './openapi.ts';
import { mountPages } from './pages.ts';
import { requestContext } from './request-context.ts';
import { requestTracing } from './request-tracing.ts';
import { mountRoutes, type Route } from './route.ts';
import { alertRoutes } from './routes/alerts.ts';
import { answerRoutes } from './routes/answers.ts';
import { dashboardRoutes } from './routes/dashboards.ts';
import { evaluationRoutes } from './routes/evaluations.ts';
import { gateCheckRoutes } from './routes/gate-checks.ts';
import { productRoutes } from './routes/products.ts';
import { roadmapDocumentRoutes } from './routes/roadmap-documents.ts';
import { roadmapEditRoutes } from './routes/roadmap-edits.ts';
import { sourceRoutes } from './routes/sources.ts';
import { securityHeaders } from './security-headers.ts';
import { mountStream } from './stream/stream-route.ts';

/** The HTTP application, a function of what it is given: pages, API, stream, health and metrics. It listens to nothing by itself. */
export function createApp(deps: AppDeps): Express {
  const { gatekeeper, settings } = deps;
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.set('trust proxy', [...settings.trustedProxies]);
  app.use(requestContext(deps.log, deps.metrics));
  app.use(requestTracing());
  app.use(securityHeaders(gatekeeper.secure));
  app.use(guards(deps));
  app.use(
    compression({
      filter: (request, response) => !isStream(request) && compression.filter(request, response),
    }),
  );

  mountHealth(app, deps);
  mountMetrics(app, deps);
  mountStream(app, deps.hub, gatekeeper);
  mountBackup(app, deps.backups, gatekeeper);
  const limit = signInLimit(settings.signInAttempts);
  mountApi(app, deps, limit);
  mountSignInPage(app, gatekeeper, limit);
  mountPages(app, settings.pages);
  app.use((request) => {
    throw new GatelineError('not-found', `There is nothing at ${request.path}.`);
  });
  app.use(errorHandler(deps.log));
  return app;
}

/** Every route of the API that is there; a page's answer is added by its line here. */
export function apiRoutes(deps: AppDeps): Route[] {
  return [
    ...sessionRoutes(deps.gatekeeper),
    ...productRoutes(deps),
    ...gateCheckRoutes(deps),
    ...evaluationRoutes(deps),
    ...roadmapDocumentRoutes(deps),
    ...roadmapEditRoutes(deps),
    ...sourceRoutes(deps),
    ...dashboardRoutes(deps),
    ...answerRoutes(deps),
    ...alertRoutes(deps),
  ];
}

function mountApi(app: Express, deps: AppDeps, limit: RequestHandler): void {
  const { gatekeeper, settings } = deps;
  const routes = apiRoutes(deps);
  app.use('/api', (_request, response, next) => {
    response.set({ 'Cache-Control': 'private, no-cache', Vary: 'Authorization, Cookie' });
    next();
  });
  app.post(api.signIn.path, limit);
  // Made when somebody asks for it: few do, and every start would wait for it.
  let description: Record<string, unknown> | undefined;
  app.get('/api/v1/openapi.json', (_request, response) => {
    description ??= openApiDocument(
      routes.map((one) => one.contract),
      deps.version,
    );
    response.json(description);
  });
  mountRoutes(app, routes, {
    gatekeeper,
    readBody: (bytes) => readJson(Math.max(bytes ?? 0, settings.bodyBytes)),
    readFile: readFile(settings.evaluationBytes),
    checkResponses: settings.checkResponses,
  });
}

function mountMetrics(app: Express, { gatekeeper, metrics, settings }: AppDeps): void {
  app.get('/metrics', async (request, response) => {
    if (!settings.metricsOpen) gatekeeper.admit(request, 'viewer');
    response.set({ 'Content-Type': metrics.registry.contentType, 'Cache-Control': 'no-store' });
    response.send(await metrics.registry.metrics());
  });
}

/** Before anything is answered: the right host where the server is open, and no change that another site asks for. */
function guards({ gatekeeper, settings }: AppDeps): RequestHandler {
  const origin = settings.publicUrl === undefined ? undefined : new URL(settings.publicUrl).origin;
  const own = settings.publicUrl === undefined ? [] : [new URL(settings.publicUrl).hostname];
  const trusted = new Set([...own, ...settings.trustedHosts].map((host) => host.toLowerCase()));
  return (request, _response, next) => {
    if (gatekeeper.isOpen()) refuseForeignHost(request, trusted);
    refuseCrossSite(request, origin);
    next();
  };
}

function readJson(limit: number): RequestHandler {
  const parse = express.json({ limit });
  return (request, response, next) => {
    if (request.is('application/json') === false) {
      throw new GatelineError('unsupported-media-type', 'Send the body as application/json.');
    }
    parse(request, response, next);
  };
}

/** A body as it is, whatever its type says; but for a form, whose parts nobody would find again. */
function readFile(limit: number): RequestHandler {
  const parse = express.raw({ limit, type: () => true });
  return (request, response, next) => {
    if (request.is('multipart/form-data')) {
      const message = 'Send the file itself as the body, and no form: curl --data-binary @FILE.';
      throw new GatelineError('unsupported-media-type', message);
    }
    parse(request, response, next);
  };
}

function isStream(request: Request): boolean {
  return request.path.endsWith('/stream');
}

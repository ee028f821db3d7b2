import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import type { Log } from '../log.ts';
import type { Metrics } from './metrics/metrics.ts';
import { PAGE_PATTERN } from './pages.ts';

/** An id that a proxy gave is kept when it is short and harmless, so that both logs speak of the same request. */
const ACCEPTABLE_ID = /^[\w.:-]{8,64}$/;

/** Names each request, times it, and tells the log and the metrics how it ended. Neither ever sees the address's query. */
export function requestContext(log: Log, metrics: Metrics): RequestHandler {
  return (request, response, next) => {
    const given = request.get('x-request-id') ?? '';
    const id = ACCEPTABLE_ID.test(given) ? given : randomUUID();
    const startedAt = performance.now();
    response.locals.requestId = id;
    response.set('X-Request-Id', id);
    response.once('close', () => {
      const seconds = (performance.now() - startedAt) / 1000;
      const told = {
        method: methodOf(request),
        route: routeOf(request, response),
        status: response.statusCode,
      };
      if (told.route !== STREAM) metrics.observeRequest({ ...told, seconds });
      log.debug({ id, ...told, path: request.path, ms: Math.round(seconds * 1000) }, 'request');
    });
    next();
  };
}

export function requestIdOf(response: Response): string {
  return response.locals.requestId as string;
}

/** A stream lasts as long as its page; as a duration it would drown the others. */
const STREAM = '/api/v1/stream';
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Any method can be asked for; as a label only the known ones may appear. */
function methodOf(request: Request): string {
  return METHODS.has(request.method) ? request.method : 'other';
}

/** The pattern that answered, never the address that was asked for. */
export function routeOf(request: Request, response: Response): string {
  const pattern = (request.route as { path?: unknown } | undefined)?.path;
  if (typeof pattern === 'string' && pattern !== PAGE_PATTERN) return pattern;
  return response.statusCode === 404 ? 'unknown' : 'static';
}

import type { ErrorRequestHandler, Request } from 'express';
import type { Log } from '../log.ts';
import { errorPage } from './error-page.ts';
import { asGatelineError, problemOf } from './problem.ts';
import { requestIdOf } from './request-context.ts';

/** The last stop of everything that is thrown below a request: problem details for programs, a page for people. */
export function errorHandler(log: Log): ErrorRequestHandler {
  return (thrown, request, response, next) => {
    const error = asGatelineError(thrown);
    const problem = problemOf(error, requestIdOf(response));
    if (problem.status >= 500) {
      log.error({ id: problem.requestId, err: error.cause ?? error, code: error.code }, 'a request failed');
    }
    if (response.headersSent) return next(thrown);
    if (problem.status === 401) response.set('WWW-Authenticate', 'Bearer realm="gateline"');
    if (problem.status === 503) response.set('Retry-After', '5');
    response.status(problem.status).set('Cache-Control', 'no-store');
    if (wantsPage(request)) response.type('html').send(errorPage(problem));
    else response.type('application/problem+json').send(JSON.stringify(problem));
  };
}

/** A browser's address bar asks for HTML first; a program or a page's own request does not. */
function wantsPage(request: Request): boolean {
  return !request.path.startsWith('/api/') && request.accepts(['json', 'html']) === 'html';
}

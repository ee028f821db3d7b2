import type { Connect, Plugin } from 'vite';
import { fixtureAnswer } from './story/answer.ts';
import { PRODUCT } from './story/ticket-routing.ts';

/** As the real server sends it (helmet's strict set), so that a page that needs more fails here first. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "script-src-attr 'none'",
  "style-src 'self'",
  "style-src-attr 'none'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * Answers the API in Vite's development and preview servers with the story of the fixtures, the stream included, for work on the pages
 * and for pictures of them. The token `secret` signs in; every other one is refused. A POST to `/api/v1/fixture/silence` makes the stream hang
 * without closing, one to `/api/v1/fixture/speech` lets it speak again.
 *
 * @param now the time of the story, Unix ms.
 */
export function fixturePlugin(now: () => number): Plugin {
  const answer = answering(now);
  return {
    name: 'gateline-fixtures',
    configureServer: ({ middlewares }) => void middlewares.use(answer),
    configurePreviewServer: ({ middlewares }) => void middlewares.use(answer),
  };
}

function answering(now: () => number): Connect.NextHandleFunction {
  let silent = false;
  return (request, response, next) => {
    const url = request.url ?? '/';
    if (!url.startsWith('/api/')) return next();
    if (url.startsWith('/api/v1/fixture/')) {
      silent = url.endsWith('/silence');
      return send(response, 204, undefined);
    }
    if (url.startsWith('/api/v1/stream')) return stream(response, now, () => silent);
    if (url === '/api/v1/session' && request.method !== 'GET') return session(request, response, now);
    const { status, body } = fixtureAnswer(url, now());
    send(response, status, body);
  };
}

type Response = Parameters<Connect.NextHandleFunction>[1];

function send(response: Response, status: number, body: unknown): void {
  const type = status < 400 ? 'application/json' : 'application/problem+json';
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
  response.end(status === 204 ? undefined : JSON.stringify(body));
}

function session(request: Connect.IncomingMessage, response: Response, now: () => number): void {
  if (request.method === 'DELETE') {
    send(response, 204, undefined);
    return;
  }
  let text = '';
  request.on('data', (chunk: unknown) => {
    text += String(chunk);
  });
  request.on('end', () => {
    const known = text.includes('"secret"');
    const refused = { type: 'about:blank', title: 'Unauthenticated', status: 401, code: 'unauthenticated' };
    const detail = 'This token is unknown or was revoked.';
    const granted = fixtureAnswer('/api/v1/session', now()).body;
    send(response, known ? 200 : 401, known ? granted : { ...refused, detail });
  });
}

/** A greeting, word of life every 10 s, and new actuals every 2 s. */
function stream(response: Response, now: () => number, silent: () => boolean): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  const tell = (event: Readonly<Record<string, unknown>>) => {
    if (!silent())
      response.write(`event: ${event.type}\ndata: ${JSON.stringify({ ...event, at: now() })}\n\n`);
  };
  tell({ type: 'hello', startedAt: now() - 86_400_000, version: '0.1.0' });
  const alive = setInterval(() => tell({ type: 'alive' }), 10_000);
  const actuals = setInterval(() => tell({ type: 'actuals', product: PRODUCT }), 2_000);
  response.on('close', () => {
    clearInterval(alive);
    clearInterval(actuals);
  });
}

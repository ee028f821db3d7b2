import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import express, { type Express, type RequestHandler, type Response } from 'express';
import { rateLimit } from 'express-rate-limit';
import { GatelineError } from '../../../core/errors.ts';
import { api } from '../contract/api.ts';
import type { SessionResponse } from '../contract/common.ts';
import { type Route, route } from '../route.ts';
import { clearSessionCookie, setSessionCookie } from './cookie.ts';
import type { Gatekeeper } from './gatekeeper.ts';
import { safeNext, signInPage } from './sign-in-page.ts';
import type { TokenRecord } from './token-file.ts';

const UNKNOWN_TOKEN = 'This token is not known here, has expired or was revoked.';
const MAY_NOT_SIGN_IN = 'A token with the role ingest sends data; it does not open pages.';
const WINDOW_MS = 15 * 60_000;

/** Counts the sign-ins that failed, by address; too many are answered with 429 until the quarter of an hour is over. */
export function signInLimit(attempts: number): RequestHandler {
  return rateLimit({
    windowMs: WINDOW_MS,
    limit: attempts,
    skipSuccessfulRequests: true,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    validate: false,
    handler: (_request, _response, next) => {
      next(
        new GatelineError(
          'too-many-requests',
          'Too many sign-ins failed from here; try again in a quarter of an hour.',
        ),
      );
    },
  });
}

/** `/sign-in` and `/sign-out` for people: plain forms. */
export function mountSignInPage(app: Express, gatekeeper: Gatekeeper, limit: RequestHandler): void {
  const style = readFileSync(join(import.meta.dirname, 'sign-in.css'), 'utf8');
  app.get('/sign-in.css', (_request, response) => {
    response.set('Cache-Control', 'no-cache').type('css').send(style);
  });
  app.get('/sign-in', (request, response) => {
    if (gatekeeper.isOpen()) return response.redirect(303, safeNext(request.query.next));
    return response.set('Cache-Control', 'no-store').send(signInPage({ next: safeNext(request.query.next) }));
  });
  app.post(
    '/sign-in',
    limit,
    express.urlencoded({ extended: false, limit: '8kb' }),
    async (request, response) => {
      const { token, next } = (request.body ?? {}) as { token?: unknown; next?: unknown };
      const found = typeof token === 'string' ? gatekeeper.tokens.find(token.trim()) : undefined;
      const problem =
        found === undefined ? UNKNOWN_TOKEN : found.role === 'ingest' ? MAY_NOT_SIGN_IN : undefined;
      if (found === undefined || problem !== undefined) {
        const page = signInPage({ next: safeNext(next), problem: problem ?? UNKNOWN_TOKEN });
        response.status(401).set('Cache-Control', 'no-store').send(page);
        return;
      }
      await begin(response, gatekeeper, found);
      response.redirect(303, safeNext(next));
    },
  );
  app.post('/sign-out', async (request, response) => {
    await end(request, response, gatekeeper);
    response.redirect(303, '/sign-in');
  });
}

/** `/api/v1/session` for pages: who am I, sign in with the token of a wall's link, sign out. */
export function sessionRoutes(gatekeeper: Gatekeeper): Route[] {
  return [
    route(api.session, ({ caller, http }) => {
      renew(http.request, http.response, gatekeeper);
      const { role, open, name } = caller ?? { role: 'display', open: false };
      return { role, open, ...(name === undefined ? {} : { name }) };
    }),
    route(api.signIn, async ({ body, http }): Promise<SessionResponse> => {
      if (gatekeeper.isOpen()) return { role: 'admin', open: true };
      const found = gatekeeper.tokens.find(body.token);
      if (found === undefined) throw new GatelineError('unauthenticated', UNKNOWN_TOKEN);
      if (found.role === 'ingest') throw new GatelineError('forbidden', MAY_NOT_SIGN_IN);
      await begin(http.response, gatekeeper, found);
      return { role: found.role, open: false, name: found.name };
    }),
    route(api.signOut, async ({ http }) => {
      await end(http.request, http.response, gatekeeper);
      return undefined;
    }),
  ];
}

async function begin(
  response: Response,
  { sessions, secure }: Gatekeeper,
  token: TokenRecord,
): Promise<void> {
  const { id, lifetimeMs } = await sessions.begin(token);
  setSessionCookie(response, id, { secure, lifetimeMs });
}

/** A page asks who it is whenever it is opened: the moment to prolong a session that is in use. */
function renew(request: express.Request, response: Response, gatekeeper: Gatekeeper): void {
  const held = gatekeeper.heldSession(request);
  const lifetimeMs = held === undefined ? undefined : gatekeeper.sessions.renew(held.session, held.token);
  if (held === undefined || lifetimeMs === undefined) return;
  setSessionCookie(response, held.id, { secure: gatekeeper.secure, lifetimeMs });
}

async function end(request: express.Request, response: Response, gatekeeper: Gatekeeper): Promise<void> {
  const held = gatekeeper.heldSession(request);
  if (held !== undefined) await gatekeeper.sessions.end(held.id);
  clearSessionCookie(response, gatekeeper.secure);
}

import type { IncomingMessage } from 'node:http';
import { GatelineError } from '../../../core/errors.ts';
import type { Access } from '../contract/endpoint.ts';
import { allows, type Caller } from './caller.ts';
import { readCookie, sessionCookieName } from './cookie.ts';
import type { Session, SessionFile } from './session-file.ts';
import type { TokenFile, TokenRecord } from './token-file.ts';

export interface GatekeeperOptions {
  readonly tokens: TokenFile;
  readonly sessions: SessionFile;
  /** Only programs on this machine can reach the server; then it is open until the first token is made. */
  readonly onLoopback: boolean;
  /** People reach it by https. */
  readonly secure: boolean;
}

/** A cookie that was good: the session behind it and the token behind that. */
export interface HeldSession {
  readonly id: string;
  readonly session: Session;
  readonly token: TokenRecord;
}

/** Knows who calls and whether they may. One for pages, API and OTLP. */
export class Gatekeeper {
  readonly tokens: TokenFile;
  readonly sessions: SessionFile;
  readonly secure: boolean;
  readonly #onLoopback: boolean;

  constructor(options: GatekeeperOptions) {
    this.tokens = options.tokens;
    this.sessions = options.sessions;
    this.secure = options.secure;
    this.#onLoopback = options.onLoopback;
  }

  /** Nobody is asked for a token: on the loopback, until the first one is made. @throws GatelineError `tokens-invalid` */
  isOpen(): boolean {
    return this.#onLoopback && !this.tokens.exist();
  }

  /** `undefined` when the caller is not known. @throws GatelineError `tokens-invalid` */
  callerOf(request: Pick<IncomingMessage, 'headers'>): Caller | undefined {
    if (this.isOpen()) return { role: 'admin', open: true, by: 'nothing' };
    const bearer = bearerToken(request);
    if (bearer !== undefined) return asCaller(this.tokens.find(bearer), 'bearer');
    return asCaller(this.heldSession(request)?.token, 'cookie');
  }

  /** The session of the request's cookie, if it is good. @throws GatelineError `tokens-invalid` */
  heldSession(request: Pick<IncomingMessage, 'headers'>): HeldSession | undefined {
    const id = readCookie(request.headers.cookie, sessionCookieName(this.secure));
    const session = id === undefined ? undefined : this.sessions.find(id);
    const token = session === undefined ? undefined : this.tokens.usable(session.tokenId);
    return id === undefined || session === undefined || token === undefined
      ? undefined
      : { id, session, token };
  }

  /**
   * The caller, if they may.
   *
   * @throws GatelineError `unauthenticated` (401) when nobody is known, `forbidden` (403) when the role is not enough
   */
  admit(request: Pick<IncomingMessage, 'headers'>, access: Access): Caller | undefined {
    const caller = this.callerOf(request);
    if (allows(caller?.role, access)) return caller;
    if (caller !== undefined) {
      const message = `The role ${caller.role} may not do this; it needs ${access}.`;
      throw new GatelineError('forbidden', message, { details: { role: caller.role, needed: access } });
    }
    const message =
      bearerToken(request) === undefined
        ? 'Sign in, or send a token as "Authorization: Bearer gl_…".'
        : 'This token is not known here, has expired or was revoked.';
    throw new GatelineError('unauthenticated', message);
  }
}

function asCaller(token: TokenRecord | undefined, by: 'bearer' | 'cookie'): Caller | undefined {
  if (token === undefined) return undefined;
  return { role: token.role, open: false, by, tokenId: token.id, name: token.name };
}

function bearerToken(request: Pick<IncomingMessage, 'headers'>): string | undefined {
  return /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
}

import type { Response } from 'express';

/**
 * With https the name's prefix makes browsers refuse the cookie from any other host or over http (RFC 6265bis, 4.1.3.2).
 */
export function sessionCookieName(secure: boolean): string {
  return secure ? '__Host-gateline_session' : 'gateline_session';
}

/** One cookie of a `Cookie` header. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  for (const part of (header ?? '').split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim() || undefined;
  }
  return undefined;
}

/** Out of scripts' reach, and never sent by another site's page. */
export function setSessionCookie(
  response: Response,
  id: string,
  options: { secure: boolean; lifetimeMs: number },
): void {
  const { secure, lifetimeMs } = options;
  const name = sessionCookieName(secure);
  response.cookie(name, id, { httpOnly: true, sameSite: 'strict', secure, path: '/', maxAge: lifetimeMs });
}

export function clearSessionCookie(response: Response, secure: boolean): void {
  response.clearCookie(sessionCookieName(secure), { httpOnly: true, sameSite: 'strict', secure, path: '/' });
}

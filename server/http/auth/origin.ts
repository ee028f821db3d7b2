import type { IncomingMessage } from 'node:http';
import { GatelineError } from '../../../core/errors.ts';
import { isLoopback } from '../../config/scalars.ts';

const HARMLESS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses a change that another site's page asks for: SameSite=Strict already keeps the cookie from it, and this holds where no cookie is
 * needed. Browsers say where a request comes from (Fetch Metadata; older ones by Origin); a program that says nothing is no browser.
 *
 * @throws GatelineError `forbidden`
 */
export function refuseCrossSite(request: IncomingMessage, publicOrigin: string | undefined): void {
  if (HARMLESS.has(request.method ?? '')) return;
  const site = request.headers['sec-fetch-site'];
  const origin = request.headers.origin;
  const own = site === 'same-origin' || site === 'none';
  if (own || (site === undefined && (origin === undefined || isOwnOrigin(request, origin, publicOrigin))))
    return;
  throw new GatelineError('forbidden', 'Another site asked for this change; only pages of this server may.');
}

function isOwnOrigin(request: IncomingMessage, origin: string, publicOrigin: string | undefined): boolean {
  if (origin === publicOrigin) return true;
  return URL.canParse(origin) && new URL(origin).host === request.headers.host?.toLowerCase();
}

/**
 * Guards an open server against DNS rebinding: a page whose name was pointed at 127.0.0.1 sends its own name as Host, and is refused.
 * With tokens it is not needed, for the cookie belongs to the real name.
 *
 * @param trusted host names that are right beside the loopback's own
 * @throws GatelineError `host-not-allowed`
 */
export function refuseForeignHost(request: IncomingMessage, trusted: ReadonlySet<string>): void {
  const name = hostName(request.headers.host);
  if (name !== undefined && (isLoopback(name) || trusted.has(name))) return;
  const message = `This server does not answer to the host name ${JSON.stringify(name ?? '')}; add it to trusted_hosts in gateline.yaml if it should.`;
  throw new GatelineError('host-not-allowed', message);
}

function hostName(host: string | undefined): string | undefined {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^:[\]/@\s]+))(?::\d+)?$/i.exec(host ?? '');
  return (match?.[1] ?? match?.[2])?.toLowerCase();
}

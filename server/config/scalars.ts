import { BlockList, isIP } from 'node:net';
import { z } from 'zod';
import { formatDuration, parseDuration } from '../../core/time/duration.ts';

/** Where to listen. Port 0 lets the system choose a free one. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** `127.0.0.1:4600`, `[::1]:4600`, `localhost:4600`, `:4600` (every address), or a port alone (on the loopback). */
export function parseListenAddress(text: string): ListenAddress | undefined {
  const match = /^(?:(?:\[([^\]]+)\]|([^:[\]]*)):)?(\d{1,5})$/.exec(text.trim());
  const port = Number(match?.[3]);
  if (match === null || port > 65_535) return undefined;
  if (match[1] !== undefined) return isIP(match[1]) === 6 ? { host: match[1], port } : undefined;
  const host = match[2] === undefined ? '127.0.0.1' : match[2] || '::';
  return isIP(host) !== 0 || HOST_NAME.test(host) ? { host, port } : undefined;
}

const HOST_NAME = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i;

/** As it is written in an address: IPv6 in brackets. */
export function formatListenAddress({ host, port }: ListenAddress): string {
  return `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
}

/** The same host, and the port if one is given. */
export function withPort(address: ListenAddress, port: number | undefined): ListenAddress {
  return port === undefined ? address : { ...address, port };
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** Whether only programs on this machine can reach the address (RFC 6890: 127.0.0.0/8, ::1; RFC 6761: localhost). */
export function isLoopback(host: string): boolean {
  const version = isIP(host);
  if (version === 0) return host.toLowerCase() === 'localhost';
  return LOOPBACK.check(host, version === 6 ? 'ipv6' : 'ipv4');
}

export const listenAddress = z.union([z.string(), z.number().int()]).transform((value, context) => {
  const address = parseListenAddress(String(value));
  if (address !== undefined) return address;
  context.addIssue({ code: 'custom', message: 'expected an address such as 127.0.0.1:4600 or :4600' });
  return z.NEVER;
});

/** A duration between two bounds, in ms. */
export function durationMs(bounds: { atLeastMs: number; atMostMs: number; example: string }) {
  return z.string().transform((text, context) => {
    const ms = parseDuration(text);
    if (ms !== undefined && ms >= bounds.atLeastMs && ms <= bounds.atMostMs) return ms;
    const message =
      ms === undefined
        ? `expected a duration such as ${bounds.example}`
        : `expected a duration from ${formatDuration(bounds.atLeastMs)} to ${formatDuration(bounds.atMostMs)}`;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });
}

const UNIT_BYTES: Readonly<Record<string, number>> = {
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
};

/** `256MB`, `1GiB`: a size of memory or of a body, in bytes. */
export const byteSize = z.string().transform((text, context) => {
  const match = /^(\d+(?:\.\d+)?)\s*([kmg]i?b)$/i.exec(text.trim());
  const unit = UNIT_BYTES[match?.[2]?.toLowerCase() ?? ''];
  if (match !== null && unit !== undefined) return Math.round(Number(match[1]) * unit);
  context.addIssue({ code: 'custom', message: 'expected a size such as 256MB or 1GiB' });
  return z.NEVER;
});

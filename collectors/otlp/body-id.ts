import { createCipheriv } from 'node:crypto';
import type { OtlpSignal } from './signal.ts';

/** Both are public: see {@link bodyId}. */
const KEY = Buffer.from('gateline body id');
const NONCE = Buffer.from('gateline otlp');

/**
 * By what a request is known when it is sent again: 128 bits of its decompressed body, GMAC (NIST SP 800-38D, section 3) under a key of our own.
 *
 * That is a polynomial over all blocks of the body, so two bodies that nobody made for it have the same identity once in 2^100 times
 * or more seldom, at an eighth of the price of SHA-256. It is no seal: who can send may count what he likes, and with two bodies that were made
 * to have the same identity he would only spare us one of his own.
 */
export function bodyId(signal: OtlpSignal, body: Uint8Array): string {
  const gmac = createCipheriv('aes-128-gcm', KEY, NONCE).setAAD(body);
  gmac.final();
  const id = gmac.getAuthTag().toString('hex');
  // The same bytes may mean something as another signal, too.
  return signal === 'metrics' ? id : `${signal[0]}:${id}`;
}

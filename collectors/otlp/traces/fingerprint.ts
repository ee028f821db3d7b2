/** 64 bits that stand for an identity: two words of 32 bits, never both 0. */
export type Fingerprint = readonly [high: number, low: number];

/** What an identity stands for, so that a span as a call and the same span as a request are two things. */
export const AS = { call: 1, inner: 2, request: 3, trace: 4, answer: 5, response: 6, evaluation: 7 } as const;
export type As = (typeof AS)[keyof typeof AS];

/** The fingerprint of a span in a trace; ids are hexadecimal. Equal in every process. */
export function fingerprintOf(what: As, ...identity: readonly string[]): Fingerprint {
  let high: number = what;
  let low = Math.imul(what, 0x9e3779b1);
  for (const text of identity) {
    for (let i = 0; i < text.length; i += 1) {
      const code = text.charCodeAt(i);
      high = Math.imul(high ^ code, 0x85ebca6b);
      high = (high << 13) | (high >>> 19);
      low = Math.imul(low ^ code, 0xc2b2ae35);
      low = (low << 17) | (low >>> 15);
    }
    // Where one text ends and the next begins counts, too.
    high = Math.imul(high ^ 0x100, 0x27d4eb2f);
    low = Math.imul(low ^ 0x100, 0x165667b1);
  }
  const first = finished(high ^ (low >>> 7));
  const second = finished(low ^ (high >>> 5));
  return first === 0 && second === 0 ? [0, 1] : [first, second];
}

/** The finaliser of MurmurHash3 (https://github.com/aappleby/smhasher). */
function finished(word: number): number {
  let hash = word;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Makes a text safe to show: no token, no password in an address, no secret that was ever read. */
export type Redact = (text: string) => string;

/** Knows the secrets that were read, so that they stay out of whatever is shown. */
export interface Redaction {
  readonly redact: Redact;
  /** From now on this text is masked. */
  learn(secret: string): void;
}

const MASK = '[redacted]';

/** Our own tokens keep their id, so that a log line still says which one it was. */
const TOKEN = /\bgl_([0-9a-z]{8})_[0-9a-z]{50}\b/g;
const USER_INFO = /\b([a-z][a-z0-9+.-]*:\/\/)[^\s/"'?#]+@/gi;
const CREDENTIALS = /\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi;

/** Shorter ones would mask half of the ordinary words. */
const SHORTEST_SECRET = 6;
/** A rotated secret is a new one; what is older than so many is forgotten. */
const MOST_SECRETS = 200;

export function createRedaction(): Redaction {
  const known = new Map<string, readonly string[]>();
  let forms: readonly string[] = [];
  return {
    redact: (text) => redactKnown(redactAnywhere(text), forms),
    learn: (secret) => {
      if (secret.length < SHORTEST_SECRET || known.has(secret)) return;
      const oldest = known.size >= MOST_SECRETS ? known.keys().next().value : undefined;
      if (oldest !== undefined) known.delete(oldest);
      known.set(secret, formsOf(secret));
      forms = [...known.values()].flat().sort((a, b) => b.length - a.length);
    },
  };
}

/** Masks what is recognisable as a secret without knowing it: our tokens, passwords in addresses, Authorization headers. */
export function redactAnywhere(text: string): string {
  return text
    .replaceAll(TOKEN, `gl_$1_${MASK}`)
    .replaceAll(USER_INFO, `$1${MASK}@`)
    .replaceAll(CREDENTIALS, `$1 ${MASK}`);
}

function redactKnown(text: string, forms: readonly string[]): string {
  let safe = text;
  for (const form of forms) safe = safe.replaceAll(form, MASK);
  return safe;
}

/** As it stands in a text, in a JSON line, in an address, and in a Basic header's neighbourhood. */
function formsOf(secret: string): readonly string[] {
  return [...new Set([secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)])];
}

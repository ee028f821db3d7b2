import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A token as it is handed out, once: `gl_<id>_<secret>`. The id names it in lists and logs, the secret is 256 random bits. */
export interface NewToken {
  readonly id: string;
  readonly token: string;
  /** SHA-256 of the whole token, hex; all that is kept. */
  readonly hash: string;
}

const ID_LENGTH = 8;
/** 256 bits in base 36 (2^256 < 36^50). */
const SECRET_LENGTH = 50;
const TOKEN = new RegExp(`^gl_([0-9a-z]{${ID_LENGTH}})_[0-9a-z]{${SECRET_LENGTH}}$`);

/** Makes a token: lower-case letters and digits only, so that a double click selects it and an address can carry it. */
export function newToken(): NewToken {
  const id = base36(randomBytes(5)).padStart(ID_LENGTH, '0').slice(-ID_LENGTH);
  const token = `gl_${id}_${base36(randomBytes(32)).padStart(SECRET_LENGTH, '0')}`;
  return { id, token, hash: hashSecret(token) };
}

/** The id inside a token; `undefined` when the text is no token of ours. */
export function tokenId(text: string): string | undefined {
  return TOKEN.exec(text)?.[1];
}

/**
 * SHA-256, hex. A slow hash protects secrets that people choose and attackers guess; a uniformly random one of 256 bits cannot be
 * guessed, so that nothing is gained by slowness (OWASP ASVS 5.0, 11.4.2 asks for it for passwords only).
 */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Compares two hashes in a time that does not depend on where they differ. */
export function sameHash(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a, 'hex'), Buffer.from(b, 'hex')];
  return left.length === right.length && left.length > 0 && timingSafeEqual(left, right);
}

function base36(bytes: Buffer): string {
  return BigInt(`0x${bytes.toString('hex')}`).toString(36);
}

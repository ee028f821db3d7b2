import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import type { Clock } from '../../../core/ports.ts';
import { readIfThere, writePrivately } from './private-file.ts';
import { hashSecret } from './token.ts';
import type { TokenRecord } from './token-file.ts';

const session = z.object({
  /** SHA-256 of the session's id, hex: the file alone opens nothing. */
  hash: z.string(),
  tokenId: z.string(),
  /** Unix ms. */
  renewedAt: z.number(),
  expiresAt: z.number(),
});
const sessionFile = z.object({ version: z.literal(1), sessions: z.array(session) });

export type Session = z.infer<typeof session>;

const DAY_MS = 86_400_000;
/** People sign in again after a month away. */
const PERSON_LIFETIME_MS = 30 * DAY_MS;
/** A wall hangs until it is taken down; browsers keep a cookie for 400 days at most (RFC 6265bis, 5.5). */
const WALL_LIFETIME_MS = 400 * DAY_MS;
/** A session in use is renewed this often. */
const RENEW_AFTER_MS = DAY_MS;
const MOST_SESSIONS = 10_000;

/**
 * `data/sessions.json`: who is signed in, kept across restarts so that a wall comes back by itself. A session stands on a token and ends
 * with it; the cookie holds the session's id and never the token.
 */
export class SessionFile {
  readonly #file: string;
  readonly #clock: Clock;
  readonly #sessions: Map<string, Session>;
  #writing: Promise<void> = Promise.resolve();

  private constructor(file: string, clock: Clock, sessions: readonly Session[]) {
    this.#file = file;
    this.#clock = clock;
    this.#sessions = new Map(sessions.map((one) => [one.hash, one]));
  }

  /** Reads the sessions of a data folder; a file that cannot be read counts as empty, for it only costs a sign-in. */
  static async in(data: string, clock: Clock): Promise<SessionFile> {
    const file = join(data, 'sessions.json');
    const text = await readIfThere(file);
    const parsed = sessionFile.safeParse(text === undefined ? undefined : parseJson(text));
    return new SessionFile(file, clock, parsed.success ? parsed.data.sessions : []);
  }

  /** Begins a session. @returns its id, for the cookie, and how long the cookie may live */
  async begin(token: TokenRecord): Promise<{ id: string; lifetimeMs: number }> {
    const id = randomBytes(32).toString('base64url');
    const lifetimeMs = lifetimeOf(token);
    const now = this.#clock.now();
    const hash = hashSecret(id);
    this.#sessions.set(hash, { hash, tokenId: token.id, renewedAt: now, expiresAt: now + lifetimeMs });
    await this.#save();
    return { id, lifetimeMs };
  }

  /** The session with this id, unless it has ended. */
  find(id: string): Session | undefined {
    const found = this.#sessions.get(hashSecret(id));
    return found !== undefined && found.expiresAt > this.#clock.now() ? found : undefined;
  }

  /** Prolongs a session that is in use; at most once a day. @returns the cookie's new lifetime when it was prolonged */
  renew(held: Session, token: TokenRecord): number | undefined {
    const now = this.#clock.now();
    if (now - held.renewedAt < RENEW_AFTER_MS) return undefined;
    const lifetimeMs = lifetimeOf(token);
    this.#sessions.set(held.hash, { ...held, renewedAt: now, expiresAt: now + lifetimeMs });
    void this.#save().catch(() => undefined);
    return lifetimeMs;
  }

  async end(id: string): Promise<void> {
    if (this.#sessions.delete(hashSecret(id))) await this.#save();
  }

  /** Resolves when everything that was changed is on disk. */
  async flush(): Promise<void> {
    await this.#writing.catch(() => undefined);
  }

  #save(): Promise<void> {
    const now = this.#clock.now();
    for (const [hash, one] of this.#sessions) if (one.expiresAt <= now) this.#sessions.delete(hash);
    for (const hash of this.#sessions.keys()) {
      if (this.#sessions.size <= MOST_SESSIONS) break;
      this.#sessions.delete(hash);
    }
    const write = () => {
      const sessions = [...this.#sessions.values()];
      return writePrivately(this.#file, `${JSON.stringify({ version: 1, sessions })}\n`);
    };
    this.#writing = this.#writing.then(write, write);
    return this.#writing;
  }
}

function lifetimeOf(token: TokenRecord): number {
  return token.role === 'display' ? WALL_LIFETIME_MS : PERSON_LIFETIME_MS;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

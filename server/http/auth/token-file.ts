import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { GatelineError } from '../../../core/errors.ts';
import type { Clock } from '../../../core/ports.ts';
import { ROLES, type Role } from '../contract/endpoint.ts';
import { readIfThere, whileLocked, writePrivately } from './private-file.ts';
import { hashSecret, newToken, sameHash, tokenId } from './token.ts';

const record = z.object({
  id: z.string(),
  name: z.string(),
  role: z.enum(ROLES),
  /** SHA-256 of the token, hex. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  /** Unix ms. */
  createdAt: z.number(),
  expiresAt: z.number().optional(),
  revokedAt: z.number().optional(),
});
const tokenFile = z.object({ version: z.literal(1), tokens: z.array(record) });

/** What is kept of a token: never the token. A revoked one stays in the list, so that an address once closed does not open again. */
export type TokenRecord = z.infer<typeof record>;

/** What a token is to be. */
export interface NewTokenOptions {
  readonly role: Role;
  readonly name?: string;
  readonly lifetimeMs?: number;
}

/** `data/tokens.json`: made and revoked by the command line, read again by the server whenever it has changed. */
export class TokenFile {
  readonly file: string;
  readonly #clock: Clock;
  #signature = '';
  #records: readonly TokenRecord[] = [];

  constructor(file: string, clock: Clock) {
    this.file = file;
    this.#clock = clock;
  }

  /** The tokens of a data folder. */
  static in(data: string, clock: Clock): TokenFile {
    return new TokenFile(join(data, 'tokens.json'), clock);
  }

  /** @throws GatelineError `tokens-invalid` */
  list(): readonly TokenRecord[] {
    this.#refresh();
    return this.#records;
  }

  /** Whether any token was ever made; what is closed by a token stays closed. @throws GatelineError `tokens-invalid` */
  exist(): boolean {
    return this.list().length > 0;
  }

  /** The record of a valid token; `undefined` when it is unknown, expired or revoked. @throws GatelineError `tokens-invalid` */
  find(token: string): TokenRecord | undefined {
    const id = tokenId(token);
    const found = id === undefined ? undefined : this.usable(id);
    return found !== undefined && sameHash(found.hash, hashSecret(token)) ? found : undefined;
  }

  /** The record with this id, if its token may be used now. @throws GatelineError `tokens-invalid` */
  usable(id: string): TokenRecord | undefined {
    return this.list().find((one) => one.id === id && this.isUsable(one));
  }

  isUsable(one: TokenRecord): boolean {
    return one.revokedAt === undefined && (one.expiresAt === undefined || one.expiresAt > this.#clock.now());
  }

  /** Makes a token. The answer is the only place where it is ever seen. */
  async create(options: NewTokenOptions): Promise<{
    token: string;
    record: TokenRecord;
  }> {
    const { id, token, hash } = newToken();
    const createdAt = this.#clock.now();
    const made: TokenRecord = { id, name: options.name ?? options.role, role: options.role, hash, createdAt };
    if (options.lifetimeMs !== undefined) made.expiresAt = createdAt + options.lifetimeMs;
    await this.#change((tokens) => [...tokens, made]);
    return { token, record: made };
  }

  /** Ends a token at once, by its id. `undefined` when there is none with it, or it is revoked already. */
  async revoke(id: string): Promise<TokenRecord | undefined> {
    let revoked: TokenRecord | undefined;
    await this.#change((tokens) =>
      tokens.map((one) => {
        if (one.id !== id || one.revokedAt !== undefined) return one;
        revoked = { ...one, revokedAt: this.#clock.now() };
        return revoked;
      }),
    );
    return revoked;
  }

  async #change(change: (tokens: readonly TokenRecord[]) => readonly TokenRecord[]): Promise<void> {
    await whileLocked(this.file, this.#clock, async () => {
      const text = await readIfThere(this.file);
      const tokens = change(text === undefined ? [] : this.#parse(text));
      await writePrivately(this.file, `${JSON.stringify({ version: 1, tokens }, null, 2)}\n`);
    });
  }

  /** A look at the file's identity costs microseconds; only a changed file is read. */
  #refresh(): void {
    const found = statSync(this.file, { throwIfNoEntry: false });
    const signature = found === undefined ? '' : `${found.ino}:${found.mtimeMs}:${found.size}`;
    if (signature === this.#signature) return;
    this.#records = found === undefined ? [] : this.#parse(readFileSync(this.file, 'utf8'));
    this.#signature = signature;
  }

  #parse(text: string): readonly TokenRecord[] {
    try {
      return tokenFile.parse(JSON.parse(text)).tokens;
    } catch (cause) {
      const message = `${this.file} is not a list of tokens any more; restore it, or delete it and make new tokens.`;
      throw new GatelineError('tokens-invalid', message, { cause });
    }
  }
}

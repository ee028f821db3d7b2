import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { GatelineError } from '../../core/errors.ts';
import type { BackupMaker, MadeBackup } from '../http/backup-route.ts';

const PREFIX = 'backup-';
const SUFFIX = '.partial';
const MIB = 2 ** 20;
/** What must stay free beside a copy, so that writes go on. */
const RESERVE_BYTES = 256 * MIB;

/** A store whose file can be copied while it is used. */
export interface CopiedStore {
  /** @param file is not there yet; its folder is */
  backup(file: string): Promise<void>;
  usage(): Promise<{ readonly bytes: number }>;
}

/** Makes copies of the store's file for those who ask, one at a time, in the data folder and only as long as they are sent. */
export class Backups implements BackupMaker {
  readonly #store: CopiedStore;
  readonly #folder: string;
  #busy = false;
  #count = 0;

  private constructor(store: CopiedStore, folder: string) {
    this.#store = store;
    this.#folder = folder;
  }

  /** What an earlier process left half made in the folder is removed. */
  static async in(folder: string, store: CopiedStore): Promise<Backups> {
    for (const name of await readdir(folder)) {
      if (name.startsWith(PREFIX) && name.includes(SUFFIX)) await rm(join(folder, name), { force: true });
    }
    return new Backups(store, folder);
  }

  /**
   * Copies the store as it is now.
   *
   * @throws GatelineError `store-busy` while another copy is made or sent, `store-full` when there is no room for one, `store-unavailable`
   */
  async make(): Promise<MadeBackup> {
    if (this.#busy) {
      throw new GatelineError('store-busy', 'Another backup is being made; ask again when it is done.');
    }
    this.#busy = true;
    this.#count += 1;
    const path = join(this.#folder, `${PREFIX}${process.pid}-${this.#count}${SUFFIX}`);
    const dispose = async () => {
      await rm(path, { force: true });
      this.#busy = false;
    };
    try {
      await this.#makeSureOfRoom();
      await this.#store.backup(path);
      const { size } = await stat(path);
      return { path, bytes: size, sha256: await digestOf(path), [Symbol.asyncDispose]: dispose };
    } catch (error) {
      await dispose();
      throw error;
    }
  }

  async #makeSureOfRoom(): Promise<void> {
    const { bytes } = await this.#store.usage();
    const { bavail, bsize } = await statfs(this.#folder);
    const free = bavail * bsize;
    if (free - bytes >= RESERVE_BYTES) return;
    const [left, needed] = [free, bytes + RESERVE_BYTES].map((one) => Math.ceil(one / MIB));
    throw new GatelineError(
      'store-full',
      `A backup needs up to ${needed} MiB on the disk of ${this.#folder} while it is sent, and ${left} MiB are left. Make room; or stop the server and run the backup again, which then writes nothing there.`,
    );
  }
}

/** The SHA-256 of a file's content, which is on the disk afterwards. */
async function digestOf(path: string): Promise<string> {
  const handle = await open(path, 'r');
  await handle.sync().finally(() => handle.close());
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: MIB }), hash);
  return hash.digest('hex');
}

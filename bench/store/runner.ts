import { type Absent, type Figure, NOT_MEASURED } from './measures.ts';
import type { Peer, PeerKind } from './peers/peer.ts';

/**
 * A peer in a race. When it fails, that costs the figures of it that were to come out of what it did, and those of nobody else; what failed is
 * remarked.
 */
export class Runner {
  readonly name: string;
  /** What has to be told below the table, in sentences. */
  readonly remarks: string[] = [];
  #peer: Peer | undefined;
  #absent: Absent | undefined;

  private constructor(name: string) {
    this.name = name;
  }

  static async start(kind: PeerKind, folder: string): Promise<Runner> {
    const runner = new Runner(kind.name);
    try {
      runner.#peer = await kind.start(folder);
      if (runner.#peer === undefined) runner.#absent = { absent: 'not installed' };
    } catch (error) {
      runner.#fail('to start', error);
    }
    return runner;
  }

  /** `undefined` when it is not there, or no longer. */
  get peer(): Peer | undefined {
    return this.#absent === undefined ? this.#peer : undefined;
  }

  /** Why it is not there; `undefined` when it is. */
  get absent(): Absent | undefined {
    return this.#absent;
  }

  get version(): string | undefined {
    return this.#peer?.version;
  }

  /** Lets it do what everything after it rests on: when it fails, it is out of the race. */
  async prepare(what: string, act: (peer: Peer) => Promise<void>): Promise<void> {
    const { peer } = this;
    if (peer === undefined) return;
    try {
      await act(peer);
    } catch (error) {
      this.#fail(what, error);
      await this.#endOf(peer);
    }
  }

  /** A figure of it; whatever else is measured of it does not rest on that. */
  async measure(what: string, act: (peer: Peer) => Figure | Promise<Figure>): Promise<Figure> {
    const { peer } = this;
    if (peer === undefined) return this.#absent ?? NOT_MEASURED;
    try {
      const figure = await act(peer);
      return Number.isNaN(figure) ? NOT_MEASURED : figure;
    } catch (error) {
      return this.remarkFailure(what, error);
    }
  }

  /** @param what it was to do, as it follows "failed" */
  remarkFailure(what: string, error: unknown): Absent {
    this.remarks.push(`${this.name} failed ${what}: ${reasonOf(error)}`);
    return { absent: 'failed' };
  }

  async end(): Promise<void> {
    if (this.peer !== undefined) await this.#endOf(this.peer);
  }

  #fail(what: string, error: unknown): void {
    this.#absent = this.remarkFailure(what, error);
  }

  async #endOf(peer: Peer): Promise<void> {
    await peer.end().catch((error: unknown) => this.remarkFailure('to end', error));
  }
}

/** As one sentence; a request that does not come through says why in its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
  return `${error.message}${cause}`.replace(/[.\s]*$/, '.');
}

import type { Clock } from '../../../core/ports.ts';
import type { StreamEvent } from '../contract/stream.ts';

/** What the hub needs of a connection: an HTTP response is one. */
export interface StreamSink {
  write(chunk: Buffer): boolean;
  end(): void;
  destroy(): void;
  /** Bytes that the reader has not taken yet. */
  readonly writableLength: number;
}

/** One connection. */
export interface StreamReader {
  readonly sink: StreamSink;
  /** Asked at every beat: a reader whose token was revoked is sent away. */
  mayStay(): boolean;
}

export interface StreamHubOptions {
  readonly clock: Clock;
  readonly version: string;
  /** More readers are refused. */
  readonly maxReaders: number;
}

/** A reader that is this far behind is dropped: it comes back by itself and reads what it shows anew. */
const MAX_BEHIND_BYTES = 64 * 1024;
/** `actuals` of one product are told at most this often. */
const ACTUALS_EVERY_MS = 1_000;
/** How long a browser waits before it connects again. */
const RETRY_MS = 2_000;

/** Tells every open page that something changed: each event is serialised once, and no reader can make the server hold much. */
export class StreamHub {
  readonly #options: StreamHubOptions;
  readonly #startedAt: number;
  readonly #readers = new Set<StreamReader>();
  readonly #actualsTold = new Map<string, number>();
  readonly #actualsDue = new Map<string, NodeJS.Timeout>();
  #dropped = 0;
  #closed = false;

  constructor(options: StreamHubOptions) {
    this.#options = options;
    this.#startedAt = options.clock.now();
  }

  get readers(): number {
    return this.#readers.size;
  }

  /** Readers that were too slow, since start. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Whether one more may come. */
  get hasRoom(): boolean {
    return !this.#closed && this.#readers.size < this.#options.maxReaders;
  }

  /** Begins with `hello`. @returns what to call when the connection is gone */
  attach(reader: StreamReader): () => void {
    const { clock, version } = this.#options;
    this.#readers.add(reader);
    const hello: StreamEvent = { type: 'hello', at: clock.now(), startedAt: this.#startedAt, version };
    this.#write(reader, Buffer.concat([Buffer.from(`retry: ${RETRY_MS}\n\n`), frame(hello)]));
    return () => this.#readers.delete(reader);
  }

  publish(event: StreamEvent): void {
    if (this.#readers.size === 0) return;
    const bytes = frame(event);
    for (const reader of this.#readers) this.#write(reader, bytes);
  }

  /** Actuals of a product were committed: told now, or at the end of the second that has begun. */
  actualsCommitted(product: string): void {
    if (this.#closed || this.#actualsDue.has(product)) return;
    const now = this.#options.clock.now();
    const wait = (this.#actualsTold.get(product) ?? Number.NEGATIVE_INFINITY) + ACTUALS_EVERY_MS - now;
    if (wait <= 0) {
      this.#tellActuals(product);
      return;
    }
    const timer = setTimeout(() => this.#tellActuals(product), Math.min(wait, ACTUALS_EVERY_MS));
    this.#actualsDue.set(product, timer.unref());
  }

  /** Sends `alive` and sends away who may not stay. To be called every 10 s. */
  beat(): void {
    for (const reader of this.#readers) if (!reader.mayStay()) this.#remove(reader);
    this.publish({ type: 'alive', at: this.#options.clock.now() });
  }

  /** Ends every connection; nobody is taken on any more. */
  close(): void {
    this.#closed = true;
    for (const timer of this.#actualsDue.values()) clearTimeout(timer);
    this.#actualsDue.clear();
    for (const reader of this.#readers) this.#remove(reader);
  }

  #tellActuals(product: string): void {
    const at = this.#options.clock.now();
    this.#actualsDue.delete(product);
    this.#actualsTold.set(product, at);
    this.publish({ type: 'actuals', at, product });
  }

  #write(reader: StreamReader, bytes: Buffer): void {
    if (reader.sink.writableLength > MAX_BEHIND_BYTES) {
      this.#readers.delete(reader);
      this.#dropped += 1;
      reader.sink.destroy();
      return;
    }
    reader.sink.write(bytes);
  }

  #remove(reader: StreamReader): void {
    this.#readers.delete(reader);
    reader.sink.end();
  }
}

function frame(event: StreamEvent): Buffer {
  return Buffer.from(`data: ${JSON.stringify(event)}\n\n`);
}

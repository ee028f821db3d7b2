import type { SourceCounter } from '../../../core/ports.ts';
import type { PriceBook } from '../../../core/price/price-book.ts';
import { type Accepted, type AcceptOptions, OtlpReceiver } from '../receiver.ts';
import { otlpSourceSchema } from '../source-schema.ts';
import { encodeProtobuf } from './encode-protobuf.ts';
import type { RequestJson } from './otlp-json.ts';
import { RecordingStore } from './recording-store.ts';

/** 2026-11-23 10:00:00 UTC. */
export const T0 = 1_795_428_000_000;

const USUAL = {
  name: 'otlp',
  product: 'tickets',
  attribution: { item: { label: 'version' }, environment: { label: 'deployment.environment.name' } },
  metrics: [
    { metric: 'app.requests', measure: 'requests' },
    { metric: 'app.duration', measure: 'request_duration' },
    { metric: 'app.depth', measure: 'queue_depth' },
  ],
};

/** A receiver with a clock to set, a store to look into, and restarts. */
export class ReceiverUnderTest {
  readonly store: RecordingStore;
  now = T0;
  readonly counts: Record<string, number> = {};
  readonly reasons: Record<string, number> = {};
  readonly failures: string[] = [];
  warnings: readonly string[] = [];
  /** What was wrong with what was rejected last. */
  lastRejected = '';
  /** What tokens cost; set it before {@link restart}. */
  prices: PriceBook | undefined;
  /** Costs are made of all tokens that sources count; set it before {@link restart}. */
  isPriced = false;
  readonly #sources: readonly unknown[];
  #receiver: OtlpReceiver;

  constructor(sources: readonly object[] = [{}], store = new RecordingStore()) {
    this.store = store;
    this.#sources = sources;
    this.#receiver = this.#create();
  }

  get receiver(): OtlpReceiver {
    return this.#receiver;
  }

  get monitor() {
    return {
      count: (_source: string, what: SourceCounter, n: number, reason?: string, message?: string) => {
        if (message !== undefined) this.lastRejected = message;
        this.counts[what] = (this.counts[what] ?? 0) + n;
        if (reason !== undefined) this.reasons[reason] = (this.reasons[reason] ?? 0) + n;
      },
      succeeded: () => undefined,
      warned: (_source: string, warnings: readonly string[]) => {
        this.warnings = warnings;
      },
      failed: (_source: string, _at: number, message: string) => {
        this.failures.push(message);
      },
    };
  }

  /** As if the process was killed and started again. */
  async restart(): Promise<void> {
    this.#receiver = this.#create();
    await this.#receiver.start();
  }

  async send(request: RequestJson, options: AcceptOptions = {}): Promise<Accepted> {
    return this.#receiver.accept('metrics', encodeProtobuf(request), 'protobuf', options);
  }

  #create(): OtlpReceiver {
    const { prices } = this;
    return new OtlpReceiver({
      sources: this.#sources.map((source) => otlpSourceSchema.parse({ ...USUAL, ...(source as object) })),
      store: this.store.port,
      clock: { now: () => this.now },
      monitor: this.monitor,
      ...(prices === undefined ? {} : { prices: () => prices }),
      isPriced: () => this.isPriced,
    });
  }
}

import { type SourceMapping, sourceMappingSchema } from '../../core/measure/mapping.ts';
import type { Labels } from '../../core/measure/series.ts';
import type { PriceBook } from '../../core/price/price-book.ts';
import { Intake } from '../cumulative/intake.ts';
import type { IntakeRules } from '../cumulative/target-memory.ts';
import type { ExpositionFormat } from '../exposition/types.ts';
import { RecordingMonitor, RecordingStore } from './recording-store.ts';

export const T0 = 1_795_000_000_000;
export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

const RULES: IntakeRules = {
  maxSampleAgeMs: HOUR,
  startCreditMs: HOUR,
  countersRestartWithProcess: true,
  gaugeReachMs: 5 * MINUTE,
  maxLabelAgeMs: 90 * 24 * HOUR,
};

export interface Feed {
  readonly target?: string;
  readonly labels?: Labels;
  readonly format?: ExpositionFormat;
  readonly rereads?: boolean;
}

/** An intake with a store and a clock of the test's own; expositions go in, increments come out. */
export class IntakeUnderTest {
  readonly store: RecordingStore;
  readonly monitor = new RecordingMonitor();
  readonly #mapping: SourceMapping;
  readonly #rules: IntakeRules;
  readonly #prices: PriceBook | undefined;
  #intake: Intake;
  /** Unix ms; follows the expositions. */
  now = 0;

  constructor(
    mapping: Partial<SourceMapping>,
    rules: Partial<IntakeRules> = {},
    store = new RecordingStore(),
    prices?: PriceBook,
  ) {
    this.#prices = prices;
    this.store = store;
    this.#mapping = sourceMappingSchema.parse({ product: 'p', attribution: { item: 'v1' }, ...mapping });
    this.#rules = { ...RULES, ...rules };
    this.#intake = this.#start();
  }

  /** Takes an exposition in, as if it had been read at that time. */
  async feed(
    at: number,
    body: string,
    { target = 'one', labels = {}, format = 'text', rereads = false }: Feed = {},
  ) {
    this.now = Math.max(this.now, at);
    return await this.#intake.commit({ id: `${target}@${at}` }, (session) => {
      const memory = session.target(target, labels);
      const { samples, families, problems } = memory.reader({ format, maxSamples: 10_000 }).read(body);
      session.draft.tally.malformed(problems.counts);
      session.take(memory, { at, samples, families: families.map(({ name }) => name), rereads });
    });
  }

  /** What the source would be told to warn of. */
  get warnings(): readonly string[] {
    return this.#intake.warnings;
  }

  /** Another process goes on with what the store has. */
  restart(mapping: Partial<SourceMapping> = {}): void {
    Object.assign(this.#mapping, mapping);
    this.#intake = this.#start();
  }

  #start(): Intake {
    const { store, monitor } = this;
    const clock = { now: () => this.now };
    return new Intake({
      source: 'test',
      mapping: this.#mapping,
      rules: this.#rules,
      store,
      clock,
      monitor,
      prices: this.#prices,
    });
  }
}

import { compileWhere } from '../../core/measure/label-conditions.ts';
import { Mapper } from '../../core/measure/mapper.ts';
import type { Labels } from '../../core/measure/series.ts';
import { pricesOf, type SourceDeps } from '../source.ts';
import { otlpMapping, tracesOf } from './otlp-mapping.ts';
import type { OtlpSignal } from './signal.ts';
import { type RequestPart, SourceMemory, type SourcePrices } from './source-memory.ts';
import type { OtlpSourceConfig } from './source-schema.ts';
import { SourceWriter } from './source-writer.ts';
import type { Tally } from './tally.ts';
import { isWanted } from './targets.ts';

/** A configured source: takes its part of each request in, one after the other, and writes it. */
export class OtlpSource {
  readonly name: string;
  readonly #config: OtlpSourceConfig;
  readonly #deps: SourceDeps;
  readonly #prices: SourcePrices;
  readonly #mapper: Mapper;
  readonly #takes: (labels: Labels) => boolean;
  readonly #writer: SourceWriter<RequestPart>;
  #memory: SourceMemory | undefined;

  constructor(config: OtlpSourceConfig, deps: SourceDeps) {
    this.name = config.name;
    this.#config = config;
    this.#deps = deps;
    this.#prices = pricesOfSource(config, deps);
    this.#mapper = new Mapper(otlpMapping(config, this.#prices.ofTokens !== undefined));
    this.#takes = compileWhere(config.where);
    this.#writer = new SourceWriter(config.name, deps, () => this.#load());
  }

  /** Whether the source is configured to take a resource with these attributes. */
  takes(resource: Labels): boolean {
    return this.#takes(resource);
  }

  /** Whether the source makes something of the signal. */
  takesSignal(signal: OtlpSignal): boolean {
    if (signal === 'traces') return tracesOf(this.#config) !== undefined;
    return signal === 'metrics' || this.#config.logs !== undefined;
  }

  /** Whether any mapping speaks of the metric. */
  wants(metric: string): boolean {
    return isWanted(this.#mapper, metric);
  }

  /**
   * Reads the source's memory from the store; on its first start ever, notes since when streams are counted.
   * @throws GatelineError `store-…`; the next request tries again
   */
  async load(): Promise<void> {
    await this.#writer.start();
  }

  /**
   * Takes a part of a request in after all parts that came before it. Resolves when it is durable; a part whose id was written before
   * changes nothing.
   *
   * @param id identity of the request: what is sent again has the same
   * @throws GatelineError `store-…` when the store cannot take it now, and the sender should try again
   */
  accept(part: RequestPart, id: string): Promise<Tally> {
    return this.#writer.accept(part, id);
  }

  /** Counts the traces that have waited long enough for what may still come. @throws GatelineError `store-…` */
  async settle(): Promise<void> {
    if (this.#memory?.isAnyDue(this.#deps.clock.now())) await this.#writer.accept({ signal: 'settle' });
  }

  async #load(): Promise<SourceMemory> {
    const { store, clock } = this.#deps;
    const state = new Map(await store.state(this.name));
    const now = clock.now();
    const first = SourceMemory.firstEntry(state, now);
    if (first !== undefined) {
      await store.write({ source: this.name, id: `listening since ${now}`, state: [first] });
    }
    if (first?.value) state.set(first.key, first.value);
    this.#memory = new SourceMemory(this.#config, { mapper: this.#mapper, prices: this.#prices }, state, now);
    return this.#memory;
  }
}

/** Spans that do not say what they cost are priced call by call, unless the source is not to be priced at all. */
function pricesOfSource(config: OtlpSourceConfig, deps: SourceDeps): SourcePrices {
  const ofCalls = config.pricing === false ? undefined : deps.prices?.(config.product);
  return { ofTokens: pricesOf(config, deps), ofCalls };
}

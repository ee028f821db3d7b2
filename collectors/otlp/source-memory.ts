import type { Mapper } from '../../core/measure/mapper.ts';
import type { CounterPoint, Observation, StateEntry } from '../../core/ports.ts';
import type { PriceBook } from '../../core/price/price-book.ts';
import { PRICES_KEY, TokenPricer, type UnpricedTokens } from '../prices/token-pricer.ts';
import { ItemMeasures } from './item-measures.ts';
import { EvaluationMemory, type LogPart } from './logs/evaluation-memory.ts';
import { SCORE_LAYOUT } from './logs/score-layout.ts';
import { MetricMemory, type MetricPart } from './metric-memory.ts';
import { tracesOf } from './otlp-mapping.ts';
import { Pulses } from './pulse.ts';
import { RequestIds } from './request-ids.ts';
import type { OtlpSourceConfig } from './source-schema.ts';
import { type SealedSums, SourceSums } from './source-sums.ts';
import type { DraftedMemory, Sealed } from './source-writer.ts';
import { Tally } from './tally.ts';
import { AnswerBook } from './traces/answer-book.ts';
import { DURATION_LAYOUT } from './traces/duration-layout.ts';
import { SPAN_DURATIONS } from './traces/span-measures.ts';
import { TraceMemory, type TracePart } from './traces/trace-memory.ts';
import type { TracesConfig } from './traces/trace-schema.ts';

/** One request's part that belongs to a source; `settle` is no request: it settles what has waited long enough. */
export type RequestPart = MetricPart | TracePart | LogPart | { readonly signal: 'settle' };

/** What tokens cost. */
export interface SourcePrices {
  /** Of all tokens that the source counts, whatever counted them; `undefined` where they are not priced, or the source brings the cost. */
  readonly ofTokens: PriceBook | undefined;
  /** Of the tokens of a call that does not say what it cost. */
  readonly ofCalls: PriceBook | undefined;
}

/** What a source remembers of everything that was sent to it. */
export class SourceMemory implements DraftedMemory<RequestPart> {
  readonly #mapper: Mapper;
  readonly #ids: RequestIds;
  readonly #sums = new SourceSums();
  readonly #pulses: Pulses;
  readonly #answers: AnswerBook | undefined;
  readonly #pricer: TokenPricer | undefined;
  readonly #metrics: MetricMemory;
  readonly #traces: TraceMemory | undefined;
  readonly #evaluations: EvaluationMemory | undefined;
  /** Something came that has to be known again, though it brought nothing. */
  #outOfOrder = false;

  /** @param state what was committed, with the entry of {@link firstEntry} */
  constructor(
    config: OtlpSourceConfig,
    { mapper, prices }: { readonly mapper: Mapper; readonly prices: SourcePrices },
    state: ReadonlyMap<string, string>,
    now: number,
  ) {
    this.#mapper = mapper;
    this.#ids = new RequestIds(state);
    for (const [key, text] of state) if (key.startsWith('o:')) this.#sums.load(key.slice(2), text);
    this.#pricer = prices.ofTokens && new TokenPricer(prices.ofTokens, state.get(PRICES_KEY));
    this.#pulses = new Pulses(config.max_silence);
    this.#metrics = new MetricMemory(metricSettings(config, mapper), this.#sums, state, now);
    const { logs } = config;
    const traces = tracesOf(config);
    const measures = new ItemMeasures(mapper, this.#sums, layoutsOf(config));
    this.#answers = logs && new AnswerBook(logs.remember, logs.max_answers, state);
    this.#traces =
      traces &&
      new TraceMemory(
        traceSettings(config, traces, mapper, prices.ofCalls),
        measures,
        this.#pulses,
        this.#answers,
        state,
      );
    this.#evaluations =
      logs &&
      this.#answers &&
      new EvaluationMemory(
        { ...logSettings(config, logs, mapper), takesTraces: traces !== undefined },
        measures,
        this.#pulses,
        this.#answers,
        state,
      );
  }

  /** What a source writes before everything else. */
  static firstEntry(state: ReadonlyMap<string, string>, now: number): StateEntry | undefined {
    return MetricMemory.firstEntry(state, now);
  }

  knows(id: string): boolean {
    return this.#ids.has(id);
  }

  /** Whether there is something to settle. */
  isAnyDue(now: number): boolean {
    return this.#traces?.isAnyDue(now) ?? false;
  }

  draft(part: RequestPart, id: string | undefined, now: number): Tally {
    const tally = new Tally();
    const { interner } = this.#mapper;
    const overflowed = interner.overflowed;
    this.#answers?.prune(now);
    if (part.signal === 'metrics') this.#metrics.draft(part, tally, now);
    else if (part.signal === 'traces') this.#traces?.draft(part, tally, now);
    else if (part.signal === 'logs') this.#evaluations?.draft(part, tally, now);
    else this.#traces?.settleDue(tally, now);
    if (part.signal !== 'settle') this.#pulses.beat(part.resources, now);
    tally.overflowed += interner.overflowed - overflowed;
    if (tally.outOfOrder > 0) this.#outOfOrder = true;
    if (id !== undefined && tally.broughtAnything) this.#ids.add(id);
    return tally;
  }

  /** What is out of order brings nothing, but whether it is there a second time has to be known. */
  seal(): Sealed | undefined {
    const { state: watched, ...summed } = this.#sums.seal();
    const { unpriced, priced, ...costs } = this.#price(summed);
    const sums = { ...summed, ...costs };
    const { breakers, state: streams } = this.#metrics.seal();
    const others = [this.#traces, this.#evaluations, this.#answers].flatMap((each) => each?.seal() ?? []);
    const state = [...watched, ...streams, ...others, ...priced];
    const batch = { ...sums, breakers, state };
    const something = this.#outOfOrder || Object.values(batch).some((list) => list.length > 0);
    this.#outOfOrder = false;
    if (!something) return undefined;
    state.push(...this.#ids.entries());
    this.#ids.sealed();
    return { batch, unpriced };
  }

  #price({ counters, observations }: Pick<SealedSums, 'counters' | 'observations'>): Priced {
    const ofCalls = this.#traces?.takeUnpriced() ?? new Map<string, number>();
    if (this.#pricer === undefined) return { counters, observations, unpriced: ofCalls, priced: [] };
    const { unpricedTokens, ...made } = this.#pricer.price({ counters, observations });
    const saved = this.#pricer.save();
    return {
      counters: [...counters, ...made.counters],
      observations: [...observations, ...made.observations],
      unpriced: new Map([...ofCalls, ...unpricedTokens]),
      priced: saved === undefined ? [] : [{ key: PRICES_KEY, value: saved }],
    };
  }

  get warnings(): readonly string[] {
    const ofItems = [this.#traces, this.#evaluations].flatMap((each) => each?.warnings.sentences ?? []);
    return [...this.#metrics.warnings, ...ofItems];
  }
}

/** What is written of a batch that was priced. */
interface Priced {
  readonly counters: readonly CounterPoint[];
  readonly observations: readonly Observation[];
  readonly unpriced: UnpricedTokens;
  /** What is to be remembered of prices. */
  readonly priced: readonly StateEntry[];
}

function metricSettings(config: OtlpSourceConfig, mapper: Mapper) {
  return {
    product: config.product,
    mapper,
    maxSampleAgeMs: config.max_sample_age,
    maxLabelAgeMs: config.max_label_age,
    maxStreams: config.max_streams,
    exponentialScale: config.exponential_scale,
  };
}

function traceSettings(
  { max_sample_age }: OtlpSourceConfig,
  { requests, wait, sampling, max_spans }: TracesConfig,
  mapper: Mapper,
  prices: PriceBook | undefined,
) {
  return {
    mapper,
    prices,
    maxSampleAgeMs: max_sample_age,
    requests,
    waitMs: wait,
    sampling,
    maxSpans: max_spans,
    attributesItems: mapper.attributesItems,
  };
}

function logSettings(
  { max_sample_age }: OtlpSourceConfig,
  { evaluations, remember, max_answers }: NonNullable<OtlpSourceConfig['logs']>,
  mapper: Mapper,
) {
  return {
    mapper,
    maxSampleAgeMs: max_sample_age,
    evaluations,
    rememberMs: remember,
    maxAnswers: max_answers,
  };
}

/** Which measures are distributions, and in which buckets. */
function layoutsOf({ logs }: OtlpSourceConfig) {
  const scores = (logs?.evaluations ?? []).flatMap(({ score }) => score ?? []);
  return new Map([
    ...SPAN_DURATIONS.map((measure) => [measure as string, DURATION_LAYOUT] as const),
    ...scores.map((measure) => [measure, SCORE_LAYOUT] as const),
  ]);
}

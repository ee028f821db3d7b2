import { GatelineError } from '../../../core/errors.ts';
import type { AttributeSet } from '../attribute-table.ts';
import type { Scope } from '../metric-points.ts';
import type { Attributes } from './attributes.ts';

/** SpanKind of trace.proto. */
export const KIND = { internal: 1, server: 2, client: 3, producer: 4, consumer: 5 } as const;

/** One span, without what was said in it. Times are Unix ms with fractions; 0 is "not given". */
export interface Span {
  /** Hexadecimal, lower case; `''` when it was none. */
  readonly traceId: string;
  readonly spanId: string;
  /** `''`: the root of its trace. */
  readonly parentId: string;
  /** W3C tracestate. */
  readonly traceState: string;
  /** Trace flags in the lower eight bits, 0x100 and 0x200 tell whether the parent is remote; 0 is mostly "not given". */
  readonly flags: number;
  readonly name: string;
  readonly kind: number;
  readonly start: number;
  readonly end: number;
  /** Its status is ERROR. */
  readonly failed: boolean;
  readonly attributes: Attributes;
  readonly events: readonly SpanEvent[];
  /** Ours: some source could not take it; its sender is told. */
  refused: boolean;
}

/**
 * Seconds from one instant to a later one, to the microsecond: what a double keeps of today's time is coarser than that by a hair, which
 * would put 800 ms above a bound of 800 ms.
 */
export function secondsBetween(from: number, to: number): number {
  return Math.round((to - from) * 1_000) / 1e6;
}

/** One of the events that {@link isReadEvent} asks for. */
export interface SpanEvent {
  readonly name: string;
  readonly at: number;
  readonly attributes: Attributes;
}

/** The items of one resource and scope. */
export interface Block<Item> {
  readonly resource: AttributeSet;
  readonly scope: Scope;
  readonly items: Item[];
}

export type SpanBlock = Block<Span>;

/** What one request may contain. */
export interface ItemLimits {
  /** Spans or log records. */
  readonly items: number;
  readonly newSets: number;
}

/** An SDK sends 512 at once, a Collector 8,192. */
export const DEFAULT_ITEM_LIMITS: ItemLimits = { items: 100_000, newSets: 50_000 };

/** The items of one request, by resource and scope. */
export class Blocks<Item> {
  readonly resources: AttributeSet[] = [];
  readonly blocks: Block<Item>[] = [];
  readonly #limit: number;
  readonly #noun: string;
  #count = 0;

  /** @param noun what its items are called, in the plural */
  constructor(limit: number, noun: string) {
    this.#limit = limit;
    this.#noun = noun;
  }

  /** Called for each resource, scope and item, whether it is kept or not. @throws GatelineError `payload-too-large` */
  count(): void {
    this.#count += 1;
    if (this.#count <= this.#limit) return;
    throw new GatelineError(
      'payload-too-large',
      `The request has more than ${this.#limit.toLocaleString('en-US')} ${this.#noun}; export smaller batches.`,
      { details: { limit: this.#limit } },
    );
  }

  add(resource: AttributeSet, scope: Scope, item: Item): void {
    let last = this.blocks.at(-1);
    if (last === undefined || last.resource !== resource || last.scope !== scope) {
      last = { resource, scope, items: [] };
      this.blocks.push(last);
    }
    last.items.push(item);
  }
}

export type DecodedSpans = Blocks<Span>;

/** Events of spans that say something: when the first token came, and which variant of a feature flag served. */
const FIRST_TOKEN_EVENTS = new Set([
  'First Token Stream Event',
  'llm.content.completion.chunk',
  'gen_ai.content.chunk',
  'gen_ai.choice.chunk',
  'ai.stream.firstChunk',
  'first_token',
  'llm.first_token',
]);
const FLAG_EVENTS = new Set(['feature_flag', 'feature_flag.evaluation']);

export function isFirstToken({ name }: SpanEvent): boolean {
  return FIRST_TOKEN_EVENTS.has(name);
}

export function isFeatureFlag({ name }: SpanEvent): boolean {
  return FLAG_EVENTS.has(name);
}

/** Whether an event is read; the others are passed over, messages and exceptions among them. */
export function isReadEvent(name: string): boolean {
  return FIRST_TOKEN_EVENTS.has(name) || FLAG_EVENTS.has(name);
}

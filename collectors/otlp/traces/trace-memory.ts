import { compileWhere } from '../../../core/measure/label-conditions.ts';
import type { Mapper } from '../../../core/measure/mapper.ts';
import type { Labels } from '../../../core/measure/series.ts';
import type { StateEntry } from '../../../core/ports.ts';
import type { PriceBook } from '../../../core/price/price-book.ts';
import type { UnpricedTokens } from '../../prices/token-pricer.ts';
import type { AttributeSet } from '../attribute-table.ts';
import { hasFailed, modelCall } from '../genai/model-call.ts';
import { type SpanRole, spanRole } from '../genai/span-role.ts';
import type { Counted, ItemMeasures } from '../item-measures.ts';
import type { Pulses } from '../pulse.ts';
import type { Span, SpanBlock } from '../spans/span.ts';
import type { Tally } from '../tally.ts';
import { commonLabels } from '../targets.ts';
import type { AnswerBook } from './answer-book.ts';
import { callValues, tellsNoCost } from './call-values.ts';
import { entryRank } from './entry.ts';
import { AS, fingerprintOf } from './fingerprint.ts';
import { type DeclaredSampling, type Sampling, samplingOf } from './sampling.ts';
import { Seen } from './seen.ts';
import { spanLabels } from './span-labels.ts';
import { CALLS, REQUESTS } from './span-measures.ts';
import { secondsOf, spanRefusal } from './span-rules.ts';
import { type Entry, TraceBook } from './trace-book.ts';
import type { TracesConfig } from './trace-schema.ts';
import { TraceWarnings } from './trace-warnings.ts';

/** One request's spans that belong to a source. */
export interface TracePart {
  readonly signal: 'traces';
  readonly blocks: readonly SpanBlock[];
  readonly resources: readonly AttributeSet[];
}

export interface TraceMemorySettings {
  readonly mapper: Mapper;
  readonly prices: PriceBook | undefined;
  readonly maxSampleAgeMs: number;
  readonly requests: TracesConfig['requests'];
  /** How long a trace without its root waits for it. */
  readonly waitMs: number;
  readonly sampling: DeclaredSampling | undefined;
  readonly maxSpans: number;
  /** Items are told by labels. */
  readonly attributesItems: boolean;
}

/** Clocks differ, but not by more. */
const MAX_AHEAD_MS = 5 * 60_000;
/** How long after its arrival a span may come again and still be young enough to be taken. */
const SEEN_SLACK_MS = 2 * MAX_AHEAD_MS;

/** A span that is being taken in. */
interface Taken {
  readonly span: Span;
  readonly role: SpanRole | undefined;
  readonly labels: Labels;
  readonly sampling: Sampling;
  readonly resource: AttributeSet;
}

/** What a source remembers of traces, and what it makes of them: calls, and the requests that made them. */
export class TraceMemory {
  readonly #settings: TraceMemorySettings;
  readonly #measures: ItemMeasures;
  readonly #pulses: Pulses;
  readonly #answers: AnswerBook | undefined;
  readonly #seen: Seen;
  readonly #book: TraceBook;
  readonly #isRequest: ((labels: Labels) => boolean) | undefined;
  #unpriced = new Map<string, number>();
  readonly warnings = new TraceWarnings();

  /**
   * @param measures where spans are counted
   * @param answers remembers answers for those who grade them later
   * @param state what was committed
   */
  constructor(
    settings: TraceMemorySettings,
    measures: ItemMeasures,
    pulses: Pulses,
    answers: AnswerBook | undefined,
    state: ReadonlyMap<string, string>,
  ) {
    this.#settings = settings;
    this.#measures = measures;
    this.#pulses = pulses;
    this.#answers = answers;
    const { maxSampleAgeMs, maxSpans, waitMs, attributesItems, requests } = settings;
    this.#seen = new Seen('s:', maxSampleAgeMs + SEEN_SLACK_MS, maxSpans, state);
    const isCounted = (traceId: string) => this.#seen.has(fingerprintOf(AS.trace, traceId));
    this.#book = new TraceBook({ waitMs, attributes: attributesItems }, state, isCounted);
    this.#isRequest = typeof requests === 'object' ? compileWhere(requests.where) : undefined;
  }

  draft({ blocks }: TracePart, tally: Tally, now: number): void {
    this.#seen.prune(now);
    const inner = innerParents(blocks);
    for (const { resource, scope, items } of blocks) {
      const common = commonLabels({ resource, scope });
      for (const span of items) this.#span(span, resource, common, inner, tally, now);
    }
    this.#book.endRequest(now);
    this.#countSettled(tally, now);
  }

  /** Settles traces that have waited long enough. */
  settleDue(tally: Tally, now: number): void {
    this.#book.settleDue(now);
    this.#countSettled(tally, now);
  }

  isAnyDue(now: number): boolean {
    return this.#book.isAnyDue(now);
  }

  /** Tokens of calls without a price, since the last call; by model. */
  takeUnpriced(): UnpricedTokens {
    const taken = this.#unpriced;
    this.#unpriced = new Map();
    return taken;
  }

  seal(): StateEntry[] {
    return [...this.#seen.seal(), ...this.#book.seal()];
  }

  #span(
    span: Span,
    resource: AttributeSet,
    common: Labels,
    inner: ReadonlySet<string>,
    tally: Tally,
    now: number,
  ): void {
    const role = spanRole(span.attributes);
    const rank = entryRank(span, role);
    if (role === undefined && rank === undefined && this.#isRequest === undefined) return;
    const labels = spanLabels(span, common);
    const isRequest = this.#isRequest?.(labels) === true;
    if (role === undefined && rank === undefined && !isRequest) return;
    const refusal = spanRefusal(span, this.#limits(now), this.#seen.floor);
    if (refusal !== undefined) {
      // What only might have been a request, had it been of an AI product, is not worth a complaint.
      if (role === undefined && !isRequest) return;
      span.refused = true;
      tally.refuse(refusal);
      return;
    }
    const sampling = samplingOf(span, this.#settings.sampling);
    const taken = { span, role, labels, sampling, resource };
    if (role === 'call') this.#call(taken, inner, tally, now);
    if (isRequest) this.#request(taken, tally, now);
    else if (this.#settings.requests === 'entry') this.#fact(taken, rank, now);
  }

  #limits(now: number) {
    return { oldest: now - this.#settings.maxSampleAgeMs, newest: now + MAX_AHEAD_MS };
  }

  /** A call of a model. Two libraries may each make a span of it, one within the other: it is one call. */
  #call(taken: Taken, inner: ReadonlySet<string>, tally: Tally, now: number): void {
    const { span, labels, sampling, resource } = taken;
    const { traceId, spanId, parentId, end } = span;
    const itself = fingerprintOf(AS.call, traceId, spanId);
    if (this.#seen.has(itself)) {
      tally.outOfOrder += 1;
      return;
    }
    if (parentId !== '') {
      if (this.#seen.has(fingerprintOf(AS.call, traceId, parentId))) return;
      this.#seen.add(fingerprintOf(AS.inner, traceId, parentId), now);
    }
    const wraps = inner.has(traceId + spanId) || this.#seen.has(fingerprintOf(AS.inner, traceId, spanId));
    if (wraps) return;
    this.#seen.add(itself, now);
    const call = modelCall(span);
    const counted = this.#measures.of(CALLS, labels, end);
    const values = callValues(span, call, this.#settings.prices);
    this.#measures.count(counted, end, values, sampling);
    if (!counted.excluded) this.#noteUnpriced(call.models[0] ?? '', values.tokens_unpriced ?? 0);
    this.#accepted(counted, span, resource, tally);
    this.warnings.note(sampling, tellsNoCost(span, call));
    this.#remember(taken, call.responseId, now);
  }

  #noteUnpriced(model: string, tokens: number): void {
    if (tokens > 0 && this.#settings.prices !== undefined) {
      this.#unpriced.set(model, (this.#unpriced.get(model) ?? 0) + tokens);
    }
  }

  /** A span that the configuration calls a request. */
  #request({ span, labels, sampling, resource }: Taken, tally: Tally, now: number): void {
    const itself = fingerprintOf(AS.request, span.traceId, span.spanId);
    if (this.#seen.has(itself)) {
      tally.outOfOrder += 1;
      return;
    }
    this.#seen.add(itself, now);
    const counted = this.#measures.of(REQUESTS, labels, span.end);
    const seconds = secondsOf(span);
    this.#countRequest({ counted, end: span.end, failed: hasFailed(span), seconds, sampling });
    this.#accepted(counted, span, resource, tally);
    this.warnings.note(sampling, false);
  }

  /** What a span tells of the request that its trace is. */
  #fact(
    { span, role, labels, sampling, resource }: Taken,
    rank: Entry['rank'] | undefined,
    now: number,
  ): void {
    const { traceId, spanId, start, end } = span;
    if (this.#seen.has(fingerprintOf(AS.trace, traceId))) return;
    const seconds = secondsOf(span);
    const counted = rank === undefined ? undefined : this.#measures.of(REQUESTS, labels, end);
    if (counted !== undefined) this.#pulses.feed(resource, counted, this.#measures.coverages(counted));
    const entry =
      rank === undefined || counted === undefined
        ? undefined
        : {
            rank,
            start,
            end,
            spanId,
            failed: hasFailed(span),
            ...(seconds === undefined ? {} : { seconds }),
            counted,
            sampling,
          };
    const owner = role === undefined ? undefined : this.#settings.mapper.owner(labels, end);
    const inner = owner === undefined || owner.item === '' ? undefined : { start, spanId, owner };
    this.#book.note({ traceId, entry, isAi: role !== undefined, inner }, now);
  }

  #countSettled(tally: Tally, now: number): void {
    for (const { traceId, entry } of this.#book.takeSettled()) {
      if (entry === undefined) {
        this.warnings.noteWithoutEntry();
        continue;
      }
      this.#seen.add(fingerprintOf(AS.trace, traceId), now);
      this.#countRequest(entry);
      tally.accepted += 1;
      if (entry.counted.unattributed) tally.unattributed += 1;
      if (entry.counted.excluded) tally.excluded += 1;
      this.warnings.note(entry.sampling, false);
    }
  }

  #countRequest({
    counted,
    end,
    failed,
    seconds,
    sampling,
  }: Pick<Entry, 'counted' | 'end' | 'failed' | 'sampling'> & {
    readonly seconds?: number | undefined;
  }): void {
    const values = { requests: 1, requests_failed: failed ? 1 : 0, request_duration: seconds };
    this.#measures.count(counted, end, values, sampling);
    const from = seconds === undefined ? end : end - seconds * 1_000;
    for (const coverage of this.#measures.coverages(counted)) coverage.note(from, end);
  }

  #accepted(counted: Counted, { start, end }: Span, resource: AttributeSet, tally: Tally): void {
    tally.accepted += 1;
    if (counted.unattributed) tally.unattributed += 1;
    if (counted.excluded) tally.excluded += 1;
    const coverages = this.#measures.coverages(counted);
    if (start > 0) for (const coverage of coverages) coverage.note(start, end);
    this.#pulses.feed(resource, counted, coverages);
  }

  /** For those who grade the answer later, by its span, its trace, or the name that its provider gave it. */
  #remember({ span, labels }: Taken, responseId: string | undefined, now: number): void {
    if (this.#answers === undefined) return;
    const { traceId, spanId, end } = span;
    const answer = { at: end, owner: this.#settings.mapper.owner(labels, end) };
    this.#answers.remember(fingerprintOf(AS.answer, traceId, spanId), answer, now);
    this.#answers.remember(fingerprintOf(AS.answer, traceId), answer, now);
    if (responseId !== undefined) this.#answers.remember(fingerprintOf(AS.response, responseId), answer, now);
  }
}

/** The spans that a call is directly within, by trace and span. */
function innerParents(blocks: readonly SpanBlock[]): ReadonlySet<string> {
  const parents = new Set<string>();
  for (const { items } of blocks) {
    for (const { traceId, parentId, attributes } of items) {
      if (parentId !== '' && spanRole(attributes) === 'call') parents.add(traceId + parentId);
    }
  }
  return parents;
}

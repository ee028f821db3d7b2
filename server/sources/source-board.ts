import type { Clock, RecognisedProgram, SourceCounter, SourceMonitor } from '../../core/ports.ts';
import type { SourcesResponse } from '../http/contract/operations.ts';
import type { Redact } from '../redaction.ts';

export type SourceKind = SourcesResponse['sources'][number]['kind'];
export type SourceState = SourcesResponse['sources'][number]['state'];

/** What is known of a configured source before it has brought anything. */
export interface SourceDescription {
  readonly name: string;
  readonly kind: SourceKind;
  readonly product: string;
  /** Where it reads or listens, without credentials. */
  readonly address: string;
  /** How often it is read; absent: it sends by itself. */
  readonly intervalMs?: number;
  /** How long it may be silent, where its kind does not say; infinite for what sends only when something happens. */
  readonly staleAfterMs?: number;
}

/** How a source fares now. */
export interface SourceReport extends SourceDescription {
  readonly state: SourceState;
  /** Unix ms. */
  readonly lastSuccessAt?: number;
  readonly lastError?: { readonly at: number; readonly message: string };
  /** What is amiss although it is read. */
  readonly warnings: readonly string[];
  readonly counts: Readonly<Partial<Record<SourceCounter, number>>>;
  readonly rejectedReasons: Readonly<Record<string, number>>;
  /** Tokens without a price, by model. */
  readonly unpricedModels: Readonly<Record<string, number>>;
  /** Programs of presets that show themselves in what it was sent; absent: none. */
  readonly recognised?: readonly RecognisedProgram[];
}

export interface SourceBoardOptions {
  readonly clock: Clock;
  readonly redact: Redact;
  /** A source that worked does not any more, or works again; not told for every failure in a row. */
  onTurn?(source: string, turn: { readonly to: 'ok' | 'failing'; readonly message?: string }): void;
  /** Something is amiss that was not before. */
  onWarning?(source: string, warning: string): void;
}

/** A pulled source is stale after this many intervals without success. */
const STALE_AFTER_INTERVALS = 3;
/** What sends by itself is stale after this long: five exports of OpenTelemetry's default interval of 60 s. */
const PUSHED_STALE_AFTER_MS = 300_000;
/** Reasons come from code, names of models from data: neither may grow without end. */
const MOST_REASONS = 50;
const MOST_WARNINGS = 20;
const LONGEST_MESSAGE = 500;

interface Tally {
  readonly description: SourceDescription;
  readonly counts: Map<SourceCounter, number>;
  readonly reasons: Map<string, number>;
  readonly unpriced: Map<string, number>;
  lastSuccessAt: number | undefined;
  lastError: { at: number; message: string } | undefined;
  warnings: readonly string[];
  recognised: readonly RecognisedProgram[];
  failing: boolean;
}

/** Every configured source with what it brought and what was wrong: read by the API, by /metrics, and by nothing that decides. */
export class SourceBoard implements SourceMonitor {
  readonly #options: SourceBoardOptions;
  readonly #tallies = new Map<string, Tally>();

  constructor(options: SourceBoardOptions) {
    this.#options = options;
  }

  register(description: SourceDescription): void {
    const address = this.#options.redact(description.address);
    this.#tallies.set(description.name, {
      description: { ...description, address },
      counts: new Map(),
      reasons: new Map(),
      unpriced: new Map(),
      lastSuccessAt: undefined,
      lastError: undefined,
      warnings: [],
      recognised: [],
      failing: false,
    });
  }

  count(source: string, what: SourceCounter, n: number, reason?: string, message?: string): void {
    const tally = this.#tallies.get(source);
    if (tally === undefined || !(n > 0)) return;
    // Tokens, where all others are samples.
    if (what === 'unpriced') addTo(tally.unpriced, reason, n);
    else tally.counts.set(what, (tally.counts.get(what) ?? 0) + n);
    if (what !== 'rejected') return;
    addTo(tally.reasons, reason, n);
    // It goes on, so that it does not fail; what was wrong is told all the same.
    if (message !== undefined) {
      tally.lastError = { at: this.#options.clock.now(), message: this.#shown(message) };
    }
  }

  succeeded(source: string, at: number): void {
    const tally = this.#tallies.get(source);
    if (tally === undefined) return;
    tally.lastSuccessAt = Math.max(at, tally.lastSuccessAt ?? at);
    if (!tally.failing) return;
    tally.failing = false;
    this.#options.onTurn?.(source, { to: 'ok' });
  }

  failed(source: string, at: number, message: string): void {
    const tally = this.#tallies.get(source);
    if (tally === undefined) return;
    const safe = this.#shown(message);
    tally.lastError = { at, message: safe };
    if (tally.failing) return;
    tally.failing = true;
    this.#options.onTurn?.(source, { to: 'failing', message: safe });
  }

  warned(source: string, warnings: readonly string[]): void {
    const tally = this.#tallies.get(source);
    if (tally === undefined) return;
    const before = tally.warnings;
    const distinct = [...new Set(warnings.map((warning) => this.#shown(warning)))];
    tally.warnings = distinct.slice(0, MOST_WARNINGS);
    for (const warning of tally.warnings) {
      if (!before.includes(warning)) this.#options.onWarning?.(source, warning);
    }
  }

  recognised(source: string, programs: readonly RecognisedProgram[]): void {
    const tally = this.#tallies.get(source);
    if (tally !== undefined) tally.recognised = programs;
  }

  /** In the order of the configuration. */
  reports(): readonly SourceReport[] {
    return [...this.#tallies.values()].map((tally) => this.#report(tally));
  }

  #shown(message: string): string {
    return this.#options.redact(message).slice(0, LONGEST_MESSAGE);
  }

  #report(tally: Tally): SourceReport {
    const { counts, reasons, unpriced, lastSuccessAt, lastError, warnings, recognised } = tally;
    const { staleAfterMs: _, ...description } = tally.description;
    return {
      ...description,
      state: this.#stateOf(tally),
      ...(lastSuccessAt === undefined ? {} : { lastSuccessAt }),
      ...(lastError === undefined ? {} : { lastError }),
      warnings,
      counts: Object.fromEntries(counts),
      rejectedReasons: Object.fromEntries(reasons),
      unpricedModels: Object.fromEntries(unpriced),
      ...(recognised.length === 0 ? {} : { recognised }),
    };
  }

  #stateOf({ description, lastSuccessAt, failing }: Tally): SourceState {
    if (failing) return 'failing';
    if (lastSuccessAt === undefined) return 'waiting';
    const { intervalMs, staleAfterMs = PUSHED_STALE_AFTER_MS } = description;
    const patience = intervalMs === undefined ? staleAfterMs : STALE_AFTER_INTERVALS * intervalMs;
    return this.#options.clock.now() - lastSuccessAt > patience ? 'stale' : 'ok';
  }
}

/** Adds to what a name stands for; what is beyond the most names is added up as `other`. */
function addTo(amounts: Map<string, number>, name = 'unspecified', n: number): void {
  const known = amounts.has(name) || amounts.size < MOST_REASONS ? name : 'other';
  amounts.set(known, (amounts.get(known) ?? 0) + n);
}

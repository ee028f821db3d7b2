import type { Labels } from '../../core/measure/series.ts';
import type { SourceDeps } from '../source.ts';
import type { AttributeSet } from './attribute-table.ts';
import { bodyId } from './body-id.ts';
import {
  type DecodedRequest,
  type Decoding,
  decodeLogs,
  decodeMetrics,
  decodeTraces,
} from './decoded-request.ts';
import { createDecoderTables } from './decoder-tables.ts';
import type { DecodeLimits } from './metric-points.ts';
import { OtlpSource } from './otlp-source.ts';
import { Programs } from './programs.ts';
import type { OtlpEncoding, OtlpSignal } from './signal.ts';
import type { OtlpSourceConfig } from './source-schema.ts';
import type { ItemLimits } from './spans/span.ts';
import { refusalMessage, type Tally } from './tally.ts';

/** Under this name the monitor hears of what belongs to no configured source: unreadable bodies, resources that nobody takes. */
export const OTLP_RECEIVER = 'otlp receiver';

/** What became of a request that was taken in. */
export interface Accepted {
  /** Data points, spans or log records that were refused; the rest is durable. */
  readonly refused: number;
  /** Why, in one sentence; `''` when there is nothing to say. */
  readonly message: string;
}

export interface OtlpReceiverOptions extends SourceDeps {
  readonly sources: readonly OtlpSourceConfig[];
  readonly decodeLimits?: DecodeLimits;
  readonly itemLimits?: ItemLimits;
}

export interface AcceptOptions {
  /** Of metrics: lifts the limit on age, and counts streams from their start however old they are. Default false. */
  readonly backfill?: boolean;
}

const MAX_CACHED = 50_000;

/** Takes OTLP requests apart and gives each source what its resources sent. Knows bytes, not HTTP or gRPC. */
export class OtlpReceiver {
  readonly #deps: OtlpReceiverOptions;
  readonly #sources: readonly OtlpSource[];
  readonly #decoding: Decoding;
  readonly #programs = new Programs();
  #wanted = new Map<string, boolean>();
  #takers = new Map<string, readonly OtlpSource[]>();

  constructor(options: OtlpReceiverOptions) {
    this.#deps = options;
    this.#sources = options.sources.map((source) => new OtlpSource(source, options));
    const { decodeLimits, itemLimits } = options;
    const wants = (metric: string) => this.#wants(metric);
    this.#decoding = {
      tables: createDecoderTables(),
      metrics: decodeLimits === undefined ? { wants } : { wants, limits: decodeLimits },
      items: itemLimits,
    };
  }

  /**
   * Reads the sources' memory from the store; first of all it notes since when streams are counted in full. Requests wait for it, and
   * try again should it fail here.
   *
   * @throws GatelineError `store-…`
   */
  async start(): Promise<void> {
    await Promise.all(this.#sources.map((source) => source.load()));
  }

  /** Whether any source makes something of traces, so that {@link settle} has to be called. */
  get takesTraces(): boolean {
    return this.#sources.some((source) => source.takesSignal('traces'));
  }

  /** Settles traces that have waited long enough for the rest of them: to be called about once a second. @throws GatelineError `store-…` */
  async settle(): Promise<void> {
    await Promise.all(this.#sources.map((source) => source.settle()));
  }

  /**
   * Takes in the decompressed body of an Export…ServiceRequest. Resolves when it is durable.
   *
   * @throws GatelineError `otlp-invalid` when it cannot be read, `payload-too-large` when it holds too much, `store-…` when it should be
   * sent again later
   */
  async accept(
    signal: OtlpSignal,
    body: Uint8Array,
    encoding: OtlpEncoding,
    options: AcceptOptions = {},
  ): Promise<Accepted> {
    const id = bodyId(signal, body);
    if (signal === 'traces') {
      const traces = decodeTraces(body, encoding, this.#decoding);
      for (const { resource, items } of traces.blocks) {
        this.#programs.noteSpans(items, this.#takersOf(signal, resource).length > 0);
      }
      this.#tellPrograms();
      return await this.#take(traces, id);
    }
    if (signal === 'logs') return await this.#take(decodeLogs(body, encoding, this.#decoding), id);
    const decoded = decodeMetrics(body, encoding, this.#decoding, options.backfill ?? false);
    this.#tellPrograms();
    return await this.#take(decoded, id);
  }

  async #take<B extends { readonly resource: AttributeSet }>(
    decoded: DecodedRequest<B>,
    id: string,
  ): Promise<Accepted> {
    const writes = [...this.#partsOf(decoded)].map(([source, { blocks, resources }]) =>
      source.accept(decoded.partOf(blocks, resources), id),
    );
    const settled = await Promise.allSettled(writes);
    try {
      const failed = settled.find((each) => each.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
      const tallies = settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
      return this.#answer(decoded, tallies);
    } finally {
      decoded.release?.();
    }
  }

  #tellPrograms(): void {
    const programs = this.#programs.takeNews();
    if (programs !== undefined) this.#deps.monitor.recognised?.(OTLP_RECEIVER, programs);
  }

  #wants(metric: string): boolean {
    let wanted = this.#wanted.get(metric);
    if (wanted === undefined) {
      if (this.#wanted.size >= MAX_CACHED) this.#wanted = new Map();
      wanted = this.#sources.some((source) => source.wants(metric));
      this.#wanted.set(metric, wanted);
      this.#programs.note(metric, wanted);
    }
    return wanted;
  }

  /** Each source's resources and blocks. */
  #partsOf<B extends { readonly resource: AttributeSet }>({ signal, resources, blocks }: DecodedRequest<B>) {
    const parts = new Map<OtlpSource, { blocks: B[]; resources: AttributeSet[] }>();
    const partOf = (source: OtlpSource) => {
      const part = parts.get(source) ?? { blocks: [], resources: [] };
      parts.set(source, part);
      return part;
    };
    for (const resource of resources) {
      for (const source of this.#takersOf(signal, resource)) partOf(source).resources.push(resource);
    }
    for (const block of blocks) {
      for (const source of this.#takersOf(signal, block.resource)) partOf(source).blocks.push(block);
    }
    return parts;
  }

  #takersOf(signal: OtlpSignal, resource: AttributeSet): readonly OtlpSource[] {
    const key = `${signal} ${resource.id}`;
    let takers = this.#takers.get(key);
    if (takers === undefined) {
      if (this.#takers.size >= MAX_CACHED) this.#takers = new Map();
      const labels = resource.labels();
      takers = this.#sources.filter((source) => source.takesSignal(signal) && source.takes(labels));
      this.#takers.set(key, takers);
    }
    return takers;
  }

  #answer<B extends { readonly resource: AttributeSet }>(
    decoded: DecodedRequest<B>,
    tallies: readonly Tally[],
  ): Accepted {
    const unclaimed = this.#unclaimed(decoded);
    const messages = [refusalMessage(decoded.signal, tallies), unclaimed.message];
    return {
      refused: decoded.refused() + unclaimed.items,
      message: messages.filter((message) => message !== '').join(' '),
    };
  }

  /** Resources that no source takes: said to the sender and to the monitor, at least once a resource. */
  #unclaimed<B extends { readonly resource: AttributeSet }>({
    signal,
    resources,
    blocks,
    sizeOf,
  }: DecodedRequest<B>): {
    items: number;
    message: string;
  } {
    const nobodys = resources.filter((resource) => this.#takersOf(signal, resource).length === 0);
    if (nobodys.length === 0) return { items: 0, message: '' };
    let count = 0;
    for (const block of blocks) {
      if (this.#takersOf(signal, block.resource).length === 0) count += sizeOf(block);
    }
    const reason =
      signal === 'metrics' ? 'no source takes its resource' : `no source takes ${signal} of its resource`;
    this.#deps.monitor.count(OTLP_RECEIVER, 'rejected', Math.max(count, nobodys.length), reason);
    const named = describe(nobodys[0]?.labels() ?? {});
    const message =
      signal === 'metrics'
        ? `No configured source takes the resource with ${named}.`
        : `No configured source takes ${signal} of the resource with ${named}; one that should needs ${signal}: in gateline.yaml.`;
    return { items: count, message };
  }
}

/** A resource as its sender knows it. */
function describe(labels: Labels): string {
  const names = ['service.namespace', 'service.name', 'deployment.environment.name', 'service.version'];
  const known = names.filter((name) => labels[name] !== undefined);
  const shown = known.length > 0 ? known : Object.keys(labels).slice(0, 3);
  return (
    shown
      .map((name) => `${name}=${labels[name]}`)
      .join(', ')
      .slice(0, 200) || 'no attributes'
  );
}

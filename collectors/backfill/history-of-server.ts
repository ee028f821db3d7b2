import { createHash } from 'node:crypto';
import { createPrometheusCollector } from '../prometheus/prometheus-collector.ts';
import { prometheusMapping } from '../prometheus/prometheus-mapping.ts';
import type { PrometheusSource } from '../prometheus/schema.ts';
import type { SourceDeps } from '../source.ts';
import { HistoryMonitor, type HistoryOptions, type HistoryReport } from './history.ts';
import { Sieve } from './sieve.ts';

/** Of the source's state: from when on it has read everything itself, and by which mapping. */
const READ_FROM_KEY = JSON.stringify(['history']);

/** A server that is away for a moment is asked again so often before the import gives up; another one goes on from there. */
const ATTEMPTS = 3;

/**
 * Takes in what a Prometheus server has of the time from `from` to `to`, through the collector of the source.
 *
 * A source that has never been read reads its past itself: it goes on from there when it is started. What lies before the time that a source
 * has read is read under another name, and what is there already is left out, measure by measure; so a metric that is mapped anew gets
 * its past as well.
 *
 * @throws GatelineError as the collector; what was committed stays, and another run goes on from there
 */
export async function importServerHistory(
  config: PrometheusSource,
  deps: SourceDeps,
  options: HistoryOptions,
): Promise<HistoryReport> {
  const importer = new ServerHistory(config, deps, options);
  return await importer.run();
}

class ServerHistory {
  readonly #config: PrometheusSource;
  readonly #deps: SourceDeps;
  readonly #options: HistoryOptions;
  readonly #monitor = new HistoryMonitor();
  readonly #mapping: string;
  #taken = 0;
  #leftOut = 0;

  constructor(config: PrometheusSource, deps: SourceDeps, options: HistoryOptions) {
    this.#config = config;
    this.#deps = deps;
    this.#options = options;
    this.#mapping = hashOf(prometheusMapping(config));
  }

  async run(): Promise<HistoryReport> {
    const { store } = this.#deps;
    const { name } = this.#config;
    const { from, to } = this.#options;
    const [cursor, state] = await Promise.all([store.cursor(name), store.state(name)]);
    const known = this.#config.expressions.filter(({ measure }) => state.has(expressionKey(measure)));
    const fresh = this.#config.expressions.filter(({ measure }) => !state.has(expressionKey(measure)));
    const readUntil = cursor === undefined ? undefined : Number(cursor);
    if (readUntil === undefined) {
      await this.#read({ expressions: fresh }, { from, to, own: true });
    } else {
      const past = Math.min(to, readUntil, this.#readSince(state) ?? Number.POSITIVE_INFINITY);
      if (from < past) await this.#read({ expressions: known }, { from, to: past, own: false });
      if (fresh.length > 0)
        await this.#read({ ...WITHOUT_METRICS, expressions: fresh }, { from, to, own: true });
      if (to > readUntil) await this.#read({}, { from: readUntil, to, own: true, goesOn: true });
    }
    return { taken: this.#taken, leftOut: this.#leftOut, ...this.#monitor.told() };
  }

  /** From when on the source has read everything by this mapping. */
  #readSince(state: ReadonlyMap<string, string>): number | undefined {
    const saved = state.get(READ_FROM_KEY);
    const { from, mapping } = (saved === undefined ? {} : JSON.parse(saved)) as Partial<ReadFrom>;
    return mapping === this.#mapping ? from : undefined;
  }

  async #read(part: Partial<PrometheusSource>, { from, to, own, goesOn = false }: Reading): Promise<void> {
    const { onProgress, signal } = this.#options;
    const name = own ? this.#config.name : `${this.#config.name} history ${from} ${this.#mapping}`;
    const config = { ...this.#config, ...part, name, initial_lookback: to - from };
    const sieve = new Sieve(this.#deps.store, {
      product: config.product,
      // What goes on may get late samples of the time before.
      from: goesOn ? Number.NEGATIVE_INFINITY : from,
      to,
      leavesOutKnown: !own,
      onWritten: ({ cursor }) => {
        if (cursor === undefined) return;
        this.#monitor.progressed();
        onProgress?.((Number(cursor) - from) / (to - from), Number(cursor));
      },
    });
    if (own) await this.#remember(from);
    const deps = { ...this.#deps, store: sieve, monitor: this.#monitor, clock: { now: () => to } };
    const collector = createPrometheusCollector(config, deps);
    try {
      await this.#monitor.patiently(ATTEMPTS, signal, () => collector.collect(signal));
    } finally {
      this.#taken += sieve.taken;
      this.#leftOut += sieve.leftOut;
    }
  }

  /** So that another run does not read again what this one reads for the source. */
  async #remember(from: number): Promise<void> {
    const { store } = this.#deps;
    const { name } = this.#config;
    if ((await store.cursor(name)) !== undefined) return;
    const value = JSON.stringify({ from, mapping: this.#mapping } satisfies ReadFrom);
    await store.write({ source: name, id: `history from ${from}`, state: [{ key: READ_FROM_KEY, value }] });
  }
}

/** A time that is read at once, Unix ms. */
interface Reading {
  readonly from: number;
  readonly to: number;
  /** Under the source's own name, which then has read this time; else beside it. */
  readonly own: boolean;
  /** From where the source was read up to. */
  readonly goesOn?: boolean;
}

interface ReadFrom {
  readonly from: number;
  readonly mapping: string;
}

const WITHOUT_METRICS = { metrics: [], breakers: [], preset: undefined };

function expressionKey(measure: string): string {
  return JSON.stringify(['expression', measure]);
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
}

import { GatelineError } from '../../core/errors.ts';
import type { Collector } from '../../core/ports.ts';
import type { Intake } from '../cumulative/intake.ts';
import { PROCESS_START_TIME } from '../cumulative/process-start.ts';
import { TARGET_INFO } from '../cumulative/target-info.ts';
import { Connection } from '../http/connection.ts';
import { wasTooSlow } from '../http/failure.ts';
import { intakeOf } from '../intake-of-source.ts';
import type { IntakeDeps } from '../source.ts';
import { type Call, PrometheusApi, TooMuch } from './api.ts';
import { Expressions } from './expressions.ts';
import { MetricTypes } from './metric-types.ts';
import { readFrom } from './read-from.ts';
import { type PrometheusSource, serverUrls } from './schema.ts';
import { anyOf, selector, storedNames } from './selector.ts';
import { isAway, Servers, type ServersAnswer } from './servers.ts';
import { SliceLength } from './slice-length.ts';
import { takeStored, targetName } from './stored-reads.ts';

const MINUTE_MS = 60_000;
/** While nothing comes at all, samples may turn up this late (a server whose clock is behind ours, an agent that sends late). */
const LATEST_MS = 10 * MINUTE_MS;
/** What is not read by then is read in the next run. */
const LONGEST_RUN_MS = 30_000;

/** Reads raw samples, and the values of expressions, from a Prometheus server, or from what speaks its HTTP API. */
export function createPrometheusCollector(config: PrometheusSource, deps: IntakeDeps): Collector {
  const connection = new Connection(config, deps.secrets);
  const metrics = new ServerReader(config, deps);
  const expressions = new Expressions(config, deps, serversOf(config));
  const tell = () =>
    deps.monitor.warned(config.name, [...new Set([...metrics.warnings, ...expressions.warnings])]);
  const collect = async (signal: AbortSignal) => {
    const call = { credentials: await connection.credentials(), signal };
    await metrics
      .collect(call)
      .catch((error: unknown) => {
        if (error instanceof GatelineError && error.code === 'source-answer-invalid')
          deps.monitor.count(config.name, 'rejected', 1, 'an answer that cannot be read');
        throw error;
      })
      .finally(tell);
    await expressions.read(call).finally(tell);
    if (metrics.isIdle && expressions.failure !== undefined) throw expressions.failure;
  };
  return { source: config.name, intervalMs: config.interval, collect };
}

class ServerReader {
  readonly #config: PrometheusSource;
  readonly #deps: IntakeDeps;
  readonly #intake: Intake;
  readonly #servers: Servers;
  readonly #types: MetricTypes;
  readonly #names: readonly string[];
  readonly #overlapMs: number;
  readonly #slice: SliceLength;

  constructor(config: PrometheusSource, deps: IntakeDeps) {
    this.#config = config;
    this.#deps = deps;
    // The cursor says what is new; what was missed during an outage is old, and wanted.
    this.#intake = intakeOf(config, deps, { maxSampleAgeMs: Number.POSITIVE_INFINITY });
    this.#servers = serversOf(config);
    this.#types = new MetricTypes(this.#intake.metricNames);
    this.#names = [...new Set(this.#intake.metricNames.flatMap(storedNames))];
    this.#overlapMs = config.overlap ?? Math.max(MINUTE_MS, 2 * config.interval);
    this.#slice = new SliceLength(config.max_samples);
  }

  /** Whether there is nothing for it to read. */
  get isIdle(): boolean {
    return this.#names.length === 0;
  }

  /** What is amiss although it can be read. */
  get warnings(): readonly string[] {
    return [...this.#servers.warnings, ...this.#intake.warnings];
  }

  /**
   * Reads on from the cursor to now, slice by slice; each is committed with its cursor before the next is asked for. After a long outage
   * that takes several runs.
   */
  async collect(call: Call): Promise<void> {
    if (this.isIdle) return;
    const { clock } = this.#deps;
    const now = clock.now();
    this.#slice.beginRun();
    await this.#types.refresh(now, (metric) => this.#servers.first(now, (api) => api.types(metric, call)));
    let from = await this.#begin(now, call);
    let begin = from - this.#overlapMs;
    while (clock.now() <= now + LONGEST_RUN_MS) {
      call.signal.throwIfAborted();
      const to = Math.min(from + this.#slice.ms, now);
      const stored = await this.#ask(begin, to, call);
      if (stored === undefined) continue;
      await this.#take(stored, { begin, from, to, last: to === now });
      if (to === now) return;
      from = to;
      // What one replica missed at the end of a slice may be seen only with what comes after it.
      begin = this.#servers.areSeveral ? to - this.#overlapMs : to;
    }
  }

  /** Up to when everything was read, Unix ms. */
  async #begin(now: number, call: Call): Promise<number> {
    const cursor = await this.#intake.cursor();
    const retention = () => this.#servers.first(now, (api) => api.retentionMs(call));
    return readFrom(cursor === undefined ? undefined : Number(cursor), now, this.#config, retention);
  }

  /** @returns `undefined` when it was too much at once: the next slice is shorter */
  async #ask(begin: number, to: number, call: Call): Promise<ServersAnswer | undefined> {
    try {
      const stored = await this.#stored(this.#names, begin, to, call);
      const companions = await this.#companions(stored, begin, to, call);
      this.#slice.gave(samplesIn(stored));
      return { ...stored, series: [...stored.series, ...companions] };
    } catch (error) {
      // Whether it was the question that took so long is seen the next time.
      if (wasTooSlow(error)) this.#slice.halve();
      if (!(error instanceof TooMuch) || this.#slice.isShortest) throw error;
      this.#slice.halve();
      return undefined;
    }
  }

  /** Where even the shortest slice is too much, its metrics are asked for in parts. */
  async #stored(names: readonly string[], begin: number, to: number, call: Call): Promise<ServersAnswer> {
    const wanted = selector(names, this.#config.match);
    try {
      return await this.#samples(wanted, begin, to, call);
    } catch (error) {
      if (!(error instanceof TooMuch) || !this.#slice.isShortest || names.length < 2) throw error;
      const half = Math.ceil(names.length / 2);
      const one = await this.#stored(names.slice(0, half), begin, to, call);
      const other = await this.#stored(names.slice(half), begin, to, call);
      return { series: [...one.series, ...other.series], away: new Set([...one.away, ...other.away]) };
    }
  }

  /**
   * What else these targets say: when their processes began, and of which resource they are. `match` may speak of labels that those series
   * do not have.
   */
  async #companions(
    { series }: ServersAnswer,
    begin: number,
    to: number,
    call: Call,
  ): Promise<ServersAnswer['series']> {
    const targets = new Set(series.map(targetName));
    const jobs = new Set(series.flatMap(({ labels }) => (labels.job === undefined ? [] : [labels.job])));
    if (jobs.size === 0) return [];
    const names = this.#config.counters_restart_with_process
      ? [PROCESS_START_TIME, TARGET_INFO]
      : [TARGET_INFO];
    const wanted = selector(names, { job: anyOf([...jobs]) });
    const all = await this.#samples(wanted, begin, to, call);
    return all.series.filter((one) => targets.has(targetName(one)));
  }

  #samples(wanted: string, begin: number, to: number, call: Call): Promise<ServersAnswer> {
    const now = this.#deps.clock.now();
    return this.#servers.ask(now, (api) => api.samples(wanted, begin, to, call), call);
  }

  async #take({ series, away }: ServersAnswer, slice: Slice): Promise<void> {
    const { begin, from, to, last } = slice;
    let cursor = to;
    const identity = () => ({ id: `${begin}-${to}`, cursor: String(cursor) });
    const weave = {
      handoverMs: this.#config.handover,
      patienceMs: this.#overlapMs,
      isAway: (observer: string | undefined) => isAway(away, observer),
    };
    await this.#intake.commit(identity, (session) => {
      session.advance();
      const newest = takeStored(session, series, {
        identityOf: (one) => this.#types.identityOf(one),
        ...(this.#servers.areSeveral ? { weave } : {}),
      });
      // By the samples' own clock: the server's may be behind ours.
      if (last) cursor = Math.max(from, Math.min(to, newest ?? to - LATEST_MS));
    });
  }
}

/** A stretch of time that was asked for at once, Unix ms. */
interface Slice {
  /** Where the question began, the overlap included. */
  readonly begin: number;
  /** What was read before up to here. */
  readonly from: number;
  readonly to: number;
  /** The present is at its end: there may be more to come. */
  readonly last: boolean;
}

function serversOf(config: PrometheusSource): Servers {
  const { timeout, max_body, max_redirects, max_samples, replica_label, partial_answers } = config;
  const limits = { timeoutMs: timeout, maxBytes: max_body, maxRedirects: max_redirects };
  const apis = serverUrls(config).map((url) => new PrometheusApi({ url, limits, maxSamples: max_samples }));
  return new Servers(apis, { takesPartial: partial_answers === 'take', replicaLabel: replica_label });
}

function samplesIn({ series }: ServersAnswer): number {
  return series.reduce((sum, { timesMs, histograms }) => sum + timesMs.length + histograms.length, 0);
}

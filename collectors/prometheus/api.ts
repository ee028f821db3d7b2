import { GatelineError } from '../../core/errors.ts';
import { parseDuration } from '../../core/time/duration.ts';
import type { Credentials } from '../http/connection.ts';
import { shownUrl } from '../http/failure.ts';
import { refusal } from '../http/refusal.ts';
import { type RequestLimits, request } from '../http/request.ts';
import { type ApiAnswer, readEnvelope, shownDetail } from './api-envelope.ts';
import { readMatrix } from './api-matrix.ts';
import { selector } from './selector.ts';
import type { StoredSeries } from './stored-series.ts';

export interface ApiOptions {
  /** What stands before `/api/v1`. */
  readonly url: string;
  readonly limits: RequestLimits;
  readonly maxSamples: number;
}

/** One call. */
export interface Call {
  readonly credentials: Credentials;
  readonly signal: AbortSignal;
}

/** Series, and what the server says about how whole they are. */
export interface SeriesAnswer {
  readonly series: readonly StoredSeries[];
  /** The server could not look everywhere: a store of Thanos or a node of a cluster is away. One sentence. */
  readonly partial: string | undefined;
  /** What the server finds odd about an expression. */
  readonly remarks: readonly string[];
}

/** What was asked for is more than the limits of the server or our own allow: ask for less. */
export class TooMuch extends GatelineError {}

/** The HTTP API of Prometheus. @see https://prometheus.io/docs/prometheus/latest/querying/api/ */
export class PrometheusApi {
  readonly #options: ApiOptions;
  readonly #base: string;

  constructor(options: ApiOptions) {
    this.#options = options;
    this.#base = options.url.replace(/\/+$/, '');
  }

  /** The address as it may be shown. */
  get name(): string {
    return shownUrl(this.#base);
  }

  /**
   * Raw samples that a selector has in the window that ends at `toMs` (Unix ms). Whether a sample at its very beginning belongs to it
   * depends on the server: up to Prometheus 2 it does, since 3.0 it does not.
   *
   * @throws TooMuch; GatelineError `source-unreachable`, `source-refused`, `source-answer-invalid`
   */
  samples(selector: string, fromMs: number, toMs: number, call: Call): Promise<SeriesAnswer> {
    const query = `${selector}[${toMs - fromMs}ms]`;
    return this.#series('/api/v1/query', { query, time: seconds(toMs) }, call);
  }

  /**
   * What an expression gives at `fromMs`, `fromMs + stepMs`, … up to `toMs` (Unix ms).
   * @throws TooMuch; GatelineError as for {@link samples}
   */
  range(query: string, fromMs: number, toMs: number, stepMs: number, call: Call): Promise<SeriesAnswer> {
    const form = { query, start: seconds(fromMs), end: seconds(toMs), step: seconds(stepMs) };
    return this.#series('/api/v1/query_range', form, call);
  }

  /** Types that targets declare for a metric, each once; none when the server does not know or does not tell. */
  async types(metric: string, call: Call): Promise<readonly string[]> {
    const { data } = await this.#get(`/api/v1/metadata?metric=${encodeURIComponent(metric)}`, call);
    const entries = Object.values((data ?? {}) as Record<string, unknown>).flat();
    const types = entries.map((entry) => (entry as { type?: unknown } | null)?.type);
    return [...new Set(types.filter((type): type is string => typeof type === 'string'))];
  }

  /**
   * Names of all metrics that series with these labels have had in a window, Unix ms.
   *
   * @throws TooMuch; GatelineError `source-unreachable`, `source-refused`, `source-answer-invalid`
   */
  async names(
    match: Readonly<Record<string, string>>,
    { from, to }: { readonly from: number; readonly to: number },
    call: Call,
  ): Promise<readonly string[]> {
    const query = new URLSearchParams({ start: seconds(from), end: seconds(to) });
    if (Object.keys(match).length > 0) query.append('match[]', selector(undefined, match));
    const { data } = await this.#get(`/api/v1/label/__name__/values?${query}`, call);
    if (!Array.isArray(data)) throw this.#invalid('something else than a list of names');
    return data.filter((name): name is string => typeof name === 'string');
  }

  /** How long the server keeps samples, ms; `undefined` where it does not tell. */
  async retentionMs(call: Call): Promise<number | undefined> {
    try {
      const { data } = await this.#get('/api/v1/status/runtimeinfo', call);
      const { storageRetention } = (data ?? {}) as { storageRetention?: unknown };
      // `15d`, `15d or 10GiB`, `10GiB`.
      const [time = ''] = typeof storageRetention === 'string' ? storageRetention.split(' or ') : [];
      return parseDuration(time);
    } catch (error) {
      if (error instanceof GatelineError && error.code !== 'source-unreachable') return undefined;
      throw error;
    }
  }

  async #series(path: string, form: Readonly<Record<string, string>>, call: Call): Promise<SeriesAnswer> {
    const { data, partial, remarks } = await this.#ask(path, new URLSearchParams(form), call);
    const series = readMatrix(data, this.#options.maxSamples);
    if (series === 'too-much') {
      const most = this.#options.maxSamples;
      throw new TooMuch('limit-exceeded', `${this.name} has more than ${most} samples.`);
    }
    if (typeof series === 'string') throw this.#invalid(series);
    return { series, partial, remarks };
  }

  #get(path: string, call: Call): Promise<ApiAnswer> {
    return this.#ask(path, undefined, call);
  }

  async #ask(path: string, form: URLSearchParams | undefined, call: Call): Promise<ApiAnswer> {
    const url = `${this.#base}${path}`;
    const { limits } = this.#options;
    const { credentials, signal } = call;
    const asked = { url, headers: { accept: 'application/json' }, credentials, limits, signal };
    const answer = await requestOrTooMuch(form === undefined ? asked : { ...asked, form });
    const read = readEnvelope(answer.body);
    if (read?.kind === 'answer') return read.answer;
    const detail = read?.kind === 'error' ? shownDetail(read.error) : undefined;
    // 429 means too often, not too much.
    if (detail !== undefined && read?.kind === 'error' && read.tooMuch && answer.status !== 429) {
      throw new TooMuch('limit-exceeded', `${shownUrl(url)}: ${detail}.`);
    }
    if (detail !== undefined || answer.status !== 200) {
      throw refusal(url, answer.status, credentials.authorization !== undefined, detail);
    }
    throw this.#invalid('something that is not the Prometheus API; check the address');
  }

  #invalid(what: string): GatelineError {
    return new GatelineError('source-answer-invalid', `${this.name} answers with ${what}.`);
  }
}

/** A body beyond our limit is a reason to ask for less, too. */
async function requestOrTooMuch(asked: Parameters<typeof request>[0]) {
  try {
    return await request(asked);
  } catch (error) {
    if (!(error instanceof GatelineError) || error.code !== 'limit-exceeded') throw error;
    throw new TooMuch(error.code, error.message);
  }
}

/** As the API takes times and steps: seconds, to the millisecond. */
function seconds(ms: number): string {
  return (ms / 1_000).toFixed(3);
}

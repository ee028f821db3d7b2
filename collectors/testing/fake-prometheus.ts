import type { IncomingHttpHeaders, RequestListener } from 'node:http';

interface Stored {
  readonly metric: Readonly<Record<string, string>>;
  readonly at: number;
  readonly value: string;
  /** A native histogram, as the API gives it; the value means nothing then. */
  readonly histogram?: object;
  /** From when on queries see it. */
  readonly visibleAt: number;
}

/** What an expression gives at one time: a value for each set of labels. */
type Expression = (at: number) => readonly (readonly [labels: Record<string, string>, value: number])[];

/** As Prometheus has it: more points of a series than this are refused. */
const MOST_POINTS = 11_000;

/** What `metric[window]` gives of raw samples, as a Prometheus server does it; of PromQL otherwise only what a test says. */
export class FakePrometheus {
  /** What `query_range` gives for these texts. */
  readonly expressions = new Map<string, Expression>();
  readonly ranges: {
    readonly query: string;
    readonly from: number;
    readonly to: number;
    readonly step: number;
  }[] = [];
  readonly #samples: Stored[] = [];
  readonly types: Record<string, string> = {};
  /** Prometheus 2 takes the sample at the beginning of a window in, Prometheus 3 does not. */
  closedLeft = true;
  /** More samples than this in one answer are refused. */
  maxSamples = Number.POSITIVE_INFINITY;
  /** Said with each answer. */
  warnings: readonly string[] = [];
  /** Series that are in each answer, as they stand here. */
  extra: readonly object[] = [];
  /** The connection is lost instead of an answer. */
  isAway = false;
  /** What it says about how long it keeps samples. */
  retention: string | undefined;
  headers: IncomingHttpHeaders = {};
  /** The server's own time: what lies in its future is not there yet. */
  now: () => number = () => Number.POSITIVE_INFINITY;
  readonly queries: { readonly from: number; readonly to: number; readonly query: string }[] = [];
  authorization: string | undefined;

  /** A sample of a series such as `requests_total{job="a"}`. */
  add(series: string, at: number, value: number | string | object, delayMs = 0): void {
    const [, name = '', labels = ''] = /^([^{]+)(?:\{(.*)\})?$/.exec(series) ?? [];
    const metric: Record<string, string> = { __name__: name, job: 'service', instance: 'one' };
    for (const [, label = '', text = ''] of labels.matchAll(/(\w+)="([^"]*)"/g)) metric[label] = text;
    const sample = { metric, at, value: String(value), visibleAt: at + delayMs };
    this.#samples.push(typeof value === 'object' ? { ...sample, histogram: value } : sample);
  }

  get listener(): RequestListener {
    return (question, answer) => {
      this.authorization = question.headers.authorization;
      this.headers = question.headers;
      if (this.isAway) {
        question.socket.destroy();
        return;
      }
      let body = '';
      question.on('data', (chunk) => {
        body += chunk;
      });
      question.on('end', () => {
        const url = new URL(question.url ?? '', 'http://localhost');
        const [status, content] = url.pathname.endsWith('/api/v1/query')
          ? this.#query(new URLSearchParams(body))
          : url.pathname.endsWith('/api/v1/query_range')
            ? this.#range(new URLSearchParams(body))
            : url.pathname.endsWith('/runtimeinfo')
              ? this.#runtime()
              : [200, this.#metadata(url.searchParams.get('metric') ?? '')];
        answer.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content));
      });
    };
  }

  #runtime(): [number, unknown] {
    if (this.retention === undefined) return [404, { status: 'error', error: 'not found' }];
    return [200, { status: 'success', data: { storageRetention: this.retention } }];
  }

  #range(form: URLSearchParams): [number, unknown] {
    const query = form.get('query') ?? '';
    const [from, to, step] = ['start', 'end', 'step'].map((name) =>
      Math.round(Number(form.get(name)) * 1_000),
    ) as [number, number, number];
    this.ranges.push({ query, from, to, step });
    const expression = this.expressions.get(query);
    if (expression === undefined) {
      const error = `invalid parameter "query": 1:1: parse error: ${query}`;
      return [400, { status: 'error', errorType: 'bad_data', error }];
    }
    if ((to - from) / step > MOST_POINTS) {
      return [400, { status: 'error', errorType: 'bad_data', error: TOO_MANY_POINTS }];
    }
    const series = new Map<string, { metric: object; values: [number, string][] }>();
    let samples = 0;
    for (let at = from; at <= to; at += step) {
      for (const [metric, value] of expression(at)) {
        const key = JSON.stringify(metric);
        const one = series.get(key) ?? { metric, values: [] };
        series.set(key, one);
        one.values.push([at / 1_000, String(value)]);
        samples += 1;
      }
    }
    if (samples > this.maxSamples) {
      const error = 'query processing would load too many samples into memory in query execution';
      return [422, { status: 'error', errorType: 'execution', error }];
    }
    const warnings = this.warnings.length === 0 ? {} : { warnings: this.warnings };
    const data = { resultType: 'matrix', result: [...series.values(), ...this.extra] };
    return [200, { status: 'success', data, ...warnings }];
  }

  #metadata(metric: string): unknown {
    const type = this.types[metric];
    return {
      status: 'success',
      data: type === undefined ? {} : { [metric]: [{ type, help: '', unit: '' }] },
    };
  }

  #query(form: URLSearchParams): [number, unknown] {
    const query = form.get('query') ?? '';
    const [, matchers = '', window = ''] = /^\{(.*)\}\[(\d+)ms\]$/.exec(query) ?? [];
    if (window === '') return [400, { status: 'error', error: `invalid parameter "query": ${query}` }];
    const to = Math.round(Number(form.get('time')) * 1_000);
    const from = to - Number(window);
    this.queries.push({ from, to, query });
    const found = this.#samples.filter(
      ({ at, visibleAt, metric }) =>
        (this.closedLeft ? at >= from : at > from) &&
        at <= to &&
        visibleAt <= this.now() &&
        matches(metric, matchers),
    );
    if (found.length > this.maxSamples) {
      const error = 'query processing would load too many samples into memory in query execution';
      return [422, { status: 'error', errorType: 'execution', error }];
    }
    const series = Map.groupBy(found, ({ metric }) => JSON.stringify(metric));
    const result = [...series.values()].map((all) => {
      const sorted = all.sort((a, b) => a.at - b.at);
      const plain = sorted.filter(({ histogram }) => histogram === undefined);
      const native = sorted.filter(({ histogram }) => histogram !== undefined);
      return {
        metric: all[0]?.metric,
        values: plain.map(({ at, value }) => [at / 1_000, value]),
        ...(native.length === 0
          ? {}
          : { histograms: native.map(({ at, histogram }) => [at / 1_000, histogram]) }),
      };
    });
    const warnings = this.warnings.length === 0 ? {} : { warnings: this.warnings };
    return [
      200,
      { status: 'success', data: { resultType: 'matrix', result: [...result, ...this.extra] }, ...warnings },
    ];
  }
}

const TOO_MANY_POINTS =
  'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)';

function matches(metric: Readonly<Record<string, string>>, matchers: string): boolean {
  for (const [, label = '', op = '', text = ''] of matchers.matchAll(/(\w+)(=~|!~)("(?:[^"\\]|\\.)*")/g)) {
    const expression = new RegExp(`^(?:${JSON.parse(text)})$`);
    if (expression.test(metric[label] ?? '') !== (op === '=~')) return false;
  }
  return true;
}

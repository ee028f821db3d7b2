import { GatelineError } from '../../core/errors.ts';
import { type Call, type PrometheusApi, type SeriesAnswer, TooMuch } from './api.ts';
import type { StoredSeries } from './stored-series.ts';

/** What all servers of a source gave to one question. */
export interface ServersAnswer {
  readonly series: readonly StoredSeries[];
  /** Servers that gave nothing. */
  readonly away: ReadonlySet<string>;
}

/** Whether an observer is one of the servers that gave nothing, or a replica behind it. */
export function isAway(away: ReadonlySet<string>, observer: string | undefined): boolean {
  const [server = ''] = observer?.split(' ') ?? [];
  return away.has(server);
}

export interface ServersOptions {
  /** Takes answers of which the server says that something is missing. */
  readonly takesPartial: boolean;
  /** Tells replicas behind one address apart; taken off the series. */
  readonly replicaLabel: string | undefined;
}

/** A server that failed is left alone for this long while another one answers: waiting for it would hold up what the other one has. */
const REST_MS = 60_000;

interface Server {
  readonly api: PrometheusApi;
  /** Unix ms. */
  restsUntil: number;
  /** What is amiss with it, in one sentence. */
  trouble: string | undefined;
}

/** The servers of a source. All are asked, because one may have what another one missed; those that fail are done without. */
export class Servers {
  readonly #servers: readonly Server[];
  readonly #options: ServersOptions;

  constructor(apis: readonly PrometheusApi[], options: ServersOptions) {
    this.#servers = apis.map((api) => ({ api, restsUntil: Number.NEGATIVE_INFINITY, trouble: undefined }));
    this.#options = options;
  }

  /** Whether a target may be seen by more than one observer. */
  get areSeveral(): boolean {
    return this.#servers.length > 1 || this.#options.replicaLabel !== undefined;
  }

  /** What is amiss although the source can be read. */
  get warnings(): readonly string[] {
    return this.#servers.flatMap(({ trouble }) => trouble ?? []);
  }

  /**
   * Asks every server that is not resting, at once.
   * @throws TooMuch when the question is too much for one of them; the first server's error when none answers
   */
  async ask(
    now: number,
    question: (api: PrometheusApi) => Promise<SeriesAnswer>,
    { signal }: Call,
  ): Promise<ServersAnswer> {
    const [awake, resting] = this.#inOrder(now);
    const outcomes = await this.#askAll(awake, question);
    const noneYet = outcomes.every(({ series }) => series === undefined);
    if (noneYet) outcomes.push(...(await this.#askAll(resting, question)));
    signal.throwIfAborted();
    const tooMuch = outcomes.find((outcome) => outcome.error instanceof TooMuch);
    if (tooMuch !== undefined) throw tooMuch.error;
    const answered = outcomes.flatMap(({ server, series }) =>
      series === undefined ? [] : [{ server, series }],
    );
    if (answered.length === 0) throw this.#noneOf(outcomes.map(({ error }) => error));
    this.#note(outcomes, now);
    const there = new Set(answered.map(({ server }) => server));
    const away = this.#servers.filter((server) => !there.has(server)).map(({ api }) => api.name);
    return {
      series: answered.flatMap(({ server, series }) => this.#observed(server, series)),
      away: new Set(away),
    };
  }

  /** The first answer of any server, those that rest last. @throws the first one's error when none answers */
  async first<T>(now: number, question: (api: PrometheusApi) => Promise<T>): Promise<T> {
    const errors: unknown[] = [];
    for (const server of this.#inOrder(now).flat()) {
      try {
        return await question(server.api);
      } catch (error) {
        errors.push(error);
        if (isUnreachable(error)) server.restsUntil = now + REST_MS;
      }
    }
    throw this.#noneOf(errors);
  }

  #inOrder(now: number): [awake: readonly Server[], resting: readonly Server[]] {
    const isAwake = ({ restsUntil }: Server) => restsUntil <= now;
    return [this.#servers.filter(isAwake), this.#servers.filter((server) => !isAwake(server))];
  }

  #askAll(servers: readonly Server[], question: (api: PrometheusApi) => Promise<SeriesAnswer>) {
    return Promise.all(servers.map((server) => this.#askOne(server, question)));
  }

  async #askOne(server: Server, question: (api: PrometheusApi) => Promise<SeriesAnswer>): Promise<Outcome> {
    try {
      const { series, partial } = await question(server.api);
      if (partial === undefined || this.#options.takesPartial) return { server, series, partial };
      return { server, error: inPart(server.api.name, partial) };
    } catch (error) {
      return { server, error };
    }
  }

  #note(outcomes: readonly Outcome[], now: number): void {
    for (const { server, error, partial } of outcomes) {
      if (error !== undefined && !(error instanceof GatelineError)) throw error;
      server.restsUntil = error === undefined ? Number.NEGATIVE_INFINITY : now + REST_MS;
      server.trouble = error?.message ?? (partial && `${server.api.name} answers in part: ${partial}.`);
    }
  }

  #noneOf(errors: readonly unknown[]): unknown {
    const [first] = errors;
    const defect = errors.find((error) => !(error instanceof GatelineError));
    if (this.#servers.length === 1 || defect !== undefined || !(first instanceof GatelineError)) {
      return defect ?? first;
    }
    const message = `None of ${this.#servers.length} servers can be read; the first: ${first.message}`;
    return new GatelineError(first.code, message, { details: first.details });
  }

  #observed({ api }: Server, all: readonly StoredSeries[]): readonly StoredSeries[] {
    const { replicaLabel } = this.#options;
    if (!this.areSeveral) return all;
    if (replicaLabel === undefined) return all.map((series) => ({ ...series, observer: api.name }));
    return all.map((series) => {
      const { [replicaLabel]: replica = '', ...labels } = series.labels;
      return { ...series, labels, observer: `${api.name} ${replica}` };
    });
  }
}

interface Outcome {
  readonly server: Server;
  readonly series?: readonly StoredSeries[];
  readonly partial?: string | undefined;
  readonly error?: unknown;
}

function isUnreachable(error: unknown): boolean {
  return error instanceof GatelineError && error.code === 'source-unreachable';
}

function inPart(name: string, partial: string): GatelineError {
  const message = `${name} answers in part: ${partial}. Nothing of it is taken, so that nothing is missed; it is asked again.`;
  return new GatelineError('source-answer-invalid', message);
}

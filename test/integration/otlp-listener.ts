import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type RequestHandler } from 'express';
import { otlpGrpc } from '../../collectors/otlp/grpc/service.ts';
import { InFlight } from '../../collectors/otlp/in-flight.ts';
import { OtlpReceiver } from '../../collectors/otlp/receiver.ts';
import { DEFAULT_HTTP_LIMITS, otlpRoutes } from '../../collectors/otlp/routes.ts';
import { otlpSourceSchema } from '../../collectors/otlp/source-schema.ts';
import { GatelineError } from '../../core/errors.ts';
import type { Distribution } from '../../core/measure/distribution.ts';
import type { SourceCounter, WriteBatch, WriteOutcome } from '../../core/ports.ts';
import type { PriceBook } from '../../core/price/price-book.ts';
import { listenGrpc } from '../../server/http/grpc-server.ts';
import type { HttpServer } from '../../server/http/http-server.ts';
import { MemoryStore } from '../../server/store/memory/memory-store.ts';

const clock = { now: () => Date.now() };
const ROOM = 1024 * 1024;

/** A store that falls behind when it is told to. */
class BusyStore extends MemoryStore {
  /** So many writes are refused, to be tried again. */
  refuse = 0;
  readonly #batches: WriteBatch[] = [];

  /** All that was ever written, as text. */
  everything(): string {
    return JSON.stringify(this.#batches);
  }

  override async write(batch: WriteBatch): Promise<WriteOutcome> {
    this.#batches.push(batch);
    if (this.refuse > 0) {
      this.refuse -= 1;
      throw new GatelineError('store-busy', 'The store is behind.');
    }
    return await super.write(batch);
  }
}

export interface OtlpListenerOptions {
  /** Of the one source, product `tickets`. */
  readonly source: object;
  readonly prices?: PriceBook;
}

/** Gateline's OTLP receiver behind real ports of HTTP and gRPC; it can be killed and started again on the same ports and store. */
export class OtlpListener {
  readonly store = new BusyStore();
  readonly counts: Partial<Record<SourceCounter, number>> = {};
  /** How many bodies were refused, by the code of the error. */
  readonly refusals: Record<string, number> = {};
  /** Answers of so many requests over HTTP get lost on the way, though what they brought is durable. */
  loseAnswers = 0;
  readonly #options: OtlpListenerOptions;
  readonly #inFlight = new InFlight(ROOM);
  #full = 0;
  #http: Server | undefined;
  #grpc: HttpServer | undefined;
  #httpPort = 0;
  #grpcPort = 0;

  constructor(options: OtlpListenerOptions) {
    this.#options = options;
  }

  /** Where HTTP is taken: `http://127.0.0.1:4318`. */
  get origin(): string {
    return `http://127.0.0.1:${this.#httpPort}`;
  }

  /** Where gRPC is taken. */
  get grpcOrigin(): string {
    return `http://127.0.0.1:${this.#grpcPort}`;
  }

  /** There is no room for bodies until so many were refused. */
  refuseBodies(count: number): void {
    this.#inFlight.take(ROOM);
    this.#full = count;
  }

  async start(): Promise<void> {
    const { source, prices } = this.#options;
    const { store } = this;
    const monitor = {
      count: (_: string, what: SourceCounter, n: number, reason?: string) => this.#count(what, n, reason),
      succeeded: () => undefined,
      failed: () => undefined,
      warned: () => undefined,
    };
    const receiver = new OtlpReceiver({
      sources: [otlpSourceSchema.parse({ name: 'sdk', product: 'tickets', ...source })],
      store,
      clock,
      monitor,
      ...(prices === undefined ? {} : { prices: () => prices }),
    });
    await receiver.start();
    const intake = { receiver, store, clock, monitor, limits: DEFAULT_HTTP_LIMITS, inFlight: this.#inFlight };
    const app = express();
    app.use(this.#unreliable());
    app.use(otlpRoutes(intake));
    this.#http = createServer(app).listen(this.#httpPort, '127.0.0.1');
    await once(this.#http, 'listening');
    this.#httpPort = (this.#http.address() as AddressInfo).port;
    this.#grpc = await listenGrpc(otlpGrpc({ ...intake, admit: () => undefined }), {
      address: { host: '127.0.0.1', port: this.#grpcPort },
      maxConnections: 100,
      chosenBy: 'the test',
    });
    this.#grpcPort = this.#grpc.address.port;
  }

  async kill(): Promise<void> {
    const closed = this.#http && once(this.#http, 'close');
    this.#http?.close();
    this.#http?.closeAllConnections();
    await this.#grpc?.close(0);
    await closed;
  }

  #count(what: SourceCounter, n: number, reason = ''): void {
    this.counts[what] = (this.counts[what] ?? 0) + n;
    const [, code] = /^a body: (.*)/.exec(reason) ?? [];
    if (code === undefined) return;
    this.refusals[code] = (this.refusals[code] ?? 0) + n;
    if (this.#full === 0) return;
    this.#full -= 1;
    if (this.#full === 0) this.#inFlight.release(ROOM);
  }

  #unreliable(): RequestHandler {
    return (_request, response, next) => {
      const end = response.end.bind(response);
      response.end = ((...body: Parameters<typeof end>) => {
        if (this.loseAnswers === 0 || response.statusCode !== 200) return end(...body);
        this.loseAnswers -= 1;
        response.socket?.destroy();
        return response;
      }) as typeof response.end;
      next();
    };
  }

  async #read(measure: string, kind: 'counter' | 'distribution' | 'gauge', where: Record<string, string[]>) {
    const window = { from: Date.now() - 3_600_000, to: Date.now() + 3_600_000 };
    const { selections } = await this.store.read({
      product: 'tickets',
      ...window,
      select: [{ measure, kind, where }],
    });
    return selections[0]?.groups[0];
  }

  async total(measure: string, where: Record<string, string[]> = {}): Promise<number> {
    const group = await this.#read(measure, 'counter', where);
    return group?.kind === 'counter' ? (group.totals[0] ?? 0) : Number.NaN;
  }

  async distribution(measure: string): Promise<Distribution> {
    const group = await this.#read(measure, 'distribution', {});
    return (group?.kind === 'distribution' && group.steps[0]) || { cells: [] };
  }

  async last(measure: string): Promise<number | undefined> {
    const group = await this.#read(measure, 'gauge', {});
    return group?.kind === 'gauge' ? group.steps[0]?.last : undefined;
  }
}

import { fileURLToPath } from 'node:url';
import type { Totals } from '../../examples/ticket-routing/service/totals.ts';
import { Child } from './child-process.ts';
import { eventually } from './prometheus-server.ts';

const MAIN = fileURLToPath(new URL('../../examples/ticket-routing/service/main.ts', import.meta.url));

/** The controls of an example service that runs somewhere. */
export class ServiceControls {
  readonly address: string;

  constructor(address: string) {
    this.address = address;
  }

  async totals(): Promise<Totals> {
    return (await (await fetch(`${this.address}/control/totals`)).json()) as Totals;
  }

  async requests(): Promise<number> {
    const { counters } = await this.totals();
    return counters
      .filter(({ name }) => name === 'ticket_routing_requests_total')
      .reduce((sum, { value }) => sum + value, 0);
  }

  /** Lets tickets arrive until so many more were answered. */
  async traffic(requests: number): Promise<void> {
    const wanted = (await this.requests()) + requests;
    await this.post('resume');
    await eventually(`${requests} more requests`, async () => (await this.requests()) >= wanted);
  }

  async post(path: string): Promise<void> {
    const answer = await fetch(`${this.address}/control/${path}`, { method: 'POST' });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  }
}

/** The example service as a process of a test's own, on a port that its next lives have too. */
export class TicketService extends ServiceControls implements AsyncDisposable {
  readonly #args: readonly string[];
  #child: Child | undefined;

  constructor(port: number, otlp: string, args: readonly string[] = []) {
    super(`http://127.0.0.1:${port}`);
    this.#args = [MAIN, '--port', String(port), '--otlp', otlp, ...args];
  }

  async start(): Promise<void> {
    this.#child = new Child(this.#args);
    await this.#child.said(/listening on/);
  }

  async stop(): Promise<void> {
    await this.#child?.kill('SIGTERM');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child?.[Symbol.asyncDispose]();
  }
}

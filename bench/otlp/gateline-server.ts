import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import manifest from '../../package.json' with { type: 'json' };
import { DuckdbStore } from '../../server/store/duckdb/duckdb-store.ts';
import { Child } from '../../test/integration/child-process.ts';
import { freePort } from '../../test/setup/free-port.ts';
import { METRICS } from './export-body.ts';

/** What `npm start` runs: flags of Node, the program, its command. */
const [, ...SERVE] = manifest.scripts.start
  .split(' ')
  .map((word) => (word.endsWith('.js') ? resolve(word) : word));
const PRODUCT = 'bench';
const DAY_MS = 86_400_000;

/** A whole Gateline in a process of its own: embedded store, its gates judged every few seconds, as a team runs it. */
export class GatelineServer implements AsyncDisposable {
  readonly metricsUrl: string;
  readonly #folder: string;
  readonly #child: Child;

  private constructor(folder: string, child: Child, otlpPort: number) {
    this.#folder = folder;
    this.#child = child;
    this.metricsUrl = `http://127.0.0.1:${otlpPort}/v1/metrics`;
  }

  static async start(folder: string): Promise<GatelineServer> {
    const [pages, otlp] = [await freePort(), await freePort()];
    writeFileSync(join(folder, 'gateline.yaml'), stringify(configuration(pages, otlp)));
    writeFileSync(join(folder, 'roadmap.yaml'), stringify(ROADMAP));
    const child = new Child(SERVE, { cwd: folder });
    await child.said(/is on http/);
    return new GatelineServer(folder, child, otlp);
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** The most memory that its process has had at once, MB; `undefined` where the system does not tell (it is Linux that does). */
  peakMemoryMb(): number | undefined {
    try {
      const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
      return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1]) / 1024;
    } catch {
      return undefined;
    }
  }

  /** Ends it as a machine that loses its power would, then sums up what its store holds, by metric. */
  async totalsAfterKill(): Promise<readonly number[]> {
    await this.#child.kill('SIGKILL');
    const store = await DuckdbStore.open({ file: join(this.#folder, 'data', 'gateline.duckdb') });
    const window = { from: Date.now() - DAY_MS, to: Date.now() + DAY_MS };
    const select = MEASURES.map((measure) => ({ measure, kind: 'counter' as const }));
    const { selections } = await store.read({ product: PRODUCT, ...window, select });
    await store.close();
    return selections.map(({ groups: [group] }) => (group?.kind === 'counter' ? (group.totals[0] ?? 0) : 0));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child[Symbol.asyncDispose]();
  }
}

const MEASURES = Array.from({ length: METRICS }, (_, m) => `m${m}`);

function configuration(pages: number, otlp: number): object {
  const metrics = MEASURES.map((measure, m) => ({ metric: `app.metric.${m}`, measure, keep: ['route'] }));
  const attribution = { item: { label: 'version' } };
  return {
    listen: `127.0.0.1:${pages}`,
    data: './data',
    roadmaps: ['roadmap.yaml'],
    otlp: { listen: `127.0.0.1:${otlp}`, grpc_listen: 'off' },
    sources: [{ type: 'otlp', name: 'bench', product: PRODUCT, attribution, metrics }],
  };
}

const ROADMAP = {
  product: PRODUCT,
  name: 'Bench',
  models: [
    { id: 'v1', title: 'First version', lifecycle: 'live', gate: { criteria: ['requests > 1k over 7d'] } },
  ],
};

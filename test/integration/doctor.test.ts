import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../setup/free-port.ts';
import { Child } from './child-process.ts';
import { eventually, PrometheusServer } from './prometheus-server.ts';
import { TicketService } from './ticket-service.ts';

const LAUNCHER = resolve('server/cli/gateline.js');
const SECRET = 'a-token-that-nobody-may-see';

/** A bucket of the service ends at 2 s and none at 1.9 s; nobody brings grades; v4 serves nobody. */
const ROADMAP = `product: ticket-routing
name: Ticket routing
models:
  - id: v2
    title: Two
    lifecycle: live
    gate:
      criteria:
        - latency_p99 < 1.9s over 24h
        - latency_p95 < 2s over 24h
        - success_rate >= 50% over 24h
        - accuracy >= 90%
        - accuracy >= 90% on evaluation of golden-set
  - id: v4
    title: Four
    lifecycle: planned
    gate:
      criteria:
        - latency_p99 < 2s
`;

function configuration(ports: Ports, listen = ports.pages): string {
  const measures = `
    attribution: { item: { label: version }, build: { label: build }, environment: { label: environment } }
    metrics:
      - { metric: ticket_routing_requests_total, measure: requests }
      - { metric: ticket_routing_requests_total, measure: requests_failed, where: { outcome: error } }
      - { metric: ticket_routing_request_duration_seconds, measure: request_duration }`;
  return `listen: 127.0.0.1:${listen}
otlp: { enabled: false }
data: ./data
roadmaps: [roadmap.yaml]
evaluation: { interval: 1s }
sources:
  - type: scrape
    name: service
    product: ticket-routing
    interval: 1s
    authorization: { type: bearer, token_env: SERVICE_TOKEN }
    targets: ["http://127.0.0.1:${ports.service}/metrics"]${measures}
      - { metric: ticket_routing_suggestion_total, measure: suggestions_shown }
  - type: prometheus
    name: central
    product: ticket-routing
    interval: 1s
    compare: true
    preset: tgi
    url: "http://127.0.0.1:${ports.prometheus}"${measures}
  - type: scrape
    name: away
    product: ticket-routing
    preset: vllm
    targets: ["http://127.0.0.1:${ports.nobody}/metrics"]
`;
}

interface Ports {
  readonly service: number;
  readonly prometheus: number;
  readonly pages: number;
  readonly nobody: number;
}

interface Told {
  readonly healthy: boolean;
  readonly findings: readonly {
    readonly level: string;
    readonly about: string;
    readonly code: string;
    readonly source?: string;
    readonly item?: string;
    readonly criterion?: string;
    readonly sentence: string;
    readonly wayOut?: string;
  }[];
  readonly store?: {
    readonly usage: { readonly kinds: readonly { readonly kind: string; readonly bytes?: number }[] };
  };
}

describe('gateline doctor, at the example service and a real Prometheus', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gateline-doctor-'));
  const started = new AsyncDisposableStack();
  let ports: Ports;
  let service: TicketService;

  beforeAll(async () => {
    ports = { service: await freePort(), prometheus: 0, pages: await freePort(), nobody: await freePort() };
    const prometheus = await PrometheusServer.start([`127.0.0.1:${ports.service}`]);
    started.defer(() => prometheus.remove());
    ports = { ...ports, prometheus: Number(new URL(prometheus.url).port) };
    service = started.use(
      new TicketService(ports.service, `http://127.0.0.1:${ports.nobody}`, ['--rate', '60', '--paused']),
    );
    await service.start();
    await service.traffic(50);
    await eventually(
      'Prometheus has scraped it',
      async () => (await prometheus.sum('ticket_routing_requests_total')) > 0,
    );
    writeFileSync(join(folder, 'roadmap.yaml'), ROADMAP);
    writeFileSync(join(folder, 'gateline.yaml'), configuration(ports));
  });
  afterAll(async () => {
    await started.disposeAsync();
    rmSync(folder, { recursive: true, force: true });
  });

  async function doctor(...args: string[]): Promise<{ readonly text: string; readonly code: unknown }> {
    const environment = { SERVICE_TOKEN: SECRET };
    await using child = new Child([LAUNCHER, 'doctor', ...args], { cwd: folder, environment });
    const code = await child.exit();
    return { text: child.out + child.err, code };
  }

  async function findings(...args: string[]): Promise<Told> {
    const { text } = await doctor('--json', ...args);
    return JSON.parse(text) as Told;
  }

  function of(told: Told, about: string) {
    return told.findings
      .filter((one) => (one.about === 'source' ? one.source : one.criterion) === about)
      .map(({ level, code }) => `${level} ${code}`);
  }

  it('without a server says what the sources show, and what could not be decided', async () => {
    const told = await findings();
    expect(told.healthy).toBe(false);
    expect(of(told, 'service')).toEqual(['problem metric-absent', 'fine source-read']);
    expect(of(told, 'central')).toEqual(['problem preset-absent', 'fine source-read']);
    expect(of(told, 'away')).toEqual(['problem target-unreadable']);
    expect(of(told, 'latency_p99 < 1.9s over 24h')).toEqual(['problem bucket-undecided']);
    expect(of(told, 'latency_p95 < 2s over 24h')).toEqual(['fine criterion-ready']);
    expect(of(told, 'accuracy >= 90%')).toEqual(['problem measure-unmapped']);
    const sentences = told.findings.map(({ sentence, wayOut }) => `${sentence} → ${wayOut}`).join('\n');
    expect(sentences).toContain('ticket_routing_suggestion_total is not there');
    expect(sentences).toContain('is it ticket_routing_suggestions');
    expect(sentences).toContain('add a bucket boundary at 1.9 s');
    expect(sentences).toContain('nothing has been stored yet');
  });

  it('with a server says what is stored as well; without one it opens the store, which another process may have', async () => {
    const environment = { SERVICE_TOKEN: SECRET };
    {
      await using server = new Child([LAUNCHER, 'serve'], { cwd: folder, environment });
      await server.said(/is on http/);
      const origin = `http://127.0.0.1:${ports.pages}`;
      const stored = async () => {
        const answer = await fetch(`${origin}/api/v1/products/ticket-routing/evidence`);
        const { traffic, compared } = (await answer.json()) as {
          traffic: { total: number };
          compared: unknown[];
        };
        return traffic.total > 0 && compared.length > 0;
      };
      await eventually('both sources have counted', async () => {
        await service.traffic(20);
        return stored();
      });
      const told = await findings();
      const codes = told.findings.map(({ level, code }) => `${level} ${code}`);
      expect(codes).toContain('fine traffic-attributed');
      expect(codes.some((code) => code.endsWith('sources-compared'))).toBe(true);
      expect(codes).not.toContain('problem counted-twice');
      expect(of(told, 'accuracy >= 90% on evaluation of golden-set')).toEqual(['problem run-missing']);
      expect(told.store?.usage.kinds.map(({ kind }) => kind)).toContain('increments');

      mkdirSync(join(folder, 'elsewhere'), { recursive: true });
      const other = join(folder, 'other.yaml');
      writeFileSync(other, configuration(ports, ports.nobody));
      const locked = await findings('--config', other);
      const [trouble] = locked.findings.filter(({ code }) => code === 'store-unknown');
      expect(trouble?.level).toBe('problem');
      expect(trouble?.sentence).toMatch(/gateline\.duckdb/);
      expect(trouble?.sentence.split('. ').length).toBeLessThan(3);
      await server.kill('SIGTERM');
    }
    const { text, code } = await doctor();
    expect(code).toBe(1);
    expect(text).toMatch(/what is stored was told by the store .*gateline\.duckdb/);
    expect(text).toMatch(/✔ all of .* production requests belong to a version/);
    expect(text).toMatch(
      /counts and histograms, as they came +[\d.,kM ]+ rows +[\d.]+ [kM]?B +kept for 90 days/,
    );
    expect(text).not.toContain(SECRET);
  });
});

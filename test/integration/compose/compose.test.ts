import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { run } from '../../../server/cli/program.ts';
import type { SourcesResponse } from '../../../server/http/contract/operations.ts';
import { SERVICES, servicePath } from '../../setup/service-paths.ts';
import { Child } from '../child-process.ts';
import { eventually } from '../prometheus-server.ts';
import { promtool } from '../promtool.ts';
import { CollectorStandIn } from './collector-stand-in.ts';
import { buildFolder, filesOf, imageFolder, userOfContainer } from './image-folder.ts';
import { LaidOut } from './laid-out.ts';

const NOBODY = 10_001;

describe('docker-compose.yml with the programs themselves', () => {
  let house: LaidOut;
  let app: string;
  let user: number | undefined;
  let shipped: readonly string[];
  const running: AsyncDisposable[] = [];

  beforeAll(async () => {
    house = await LaidOut.make();
    app = house.path('app');
    imageFolder(app);
    // The command that the image has on its PATH.
    mkdirSync(house.path('bin'));
    symlinkSync(join(app, 'server/cli/gateline.js'), house.path('bin/gateline'));
    chmodSync(house.root, 0o755);
    user = userOfContainer(NOBODY, [house.path('volumes/gateline-data'), house.path('volumes/tokens')], app);
    shipped = filesOf(app);
  });
  afterAll(async () => {
    for (const one of running.toReversed()) await one[Symbol.asyncDispose]();
    house.remove();
  });

  const environment = () => ({
    PATH: [house.path('bin'), dirname(process.execPath), process.env.PATH].join(delimiter),
    GATELINE_CONFIG: house.path('etc/gateline/gateline.yaml'),
  });
  const asNobody = () => ({ cwd: app, environment: environment(), ...(user === undefined ? {} : { user }) });

  it('is made of an image whose pages can be built of what is sent to the builder', () => {
    const build = house.path('build');
    const [program = '', ...args] = buildFolder(build);
    execFileSync(join(build, 'node_modules/.bin', program), args, { cwd: build, stdio: 'pipe' });
    expect(readdirSync(join(build, 'dist/web'))).toContain('index.html');
  });

  it('makes the tokens of the machines', async () => {
    expect(house.services.tokens?.entrypoint).toEqual(['/bin/sh', '-euc']);
    await using child = new Child(['-euc', ...house.args('tokens')], { ...asNobody(), program: '/bin/sh' });
    expect(await child.exit(), child.err).toBe(0);
    const held = ['prometheus', 'alertmanager', 'otel-collector'].map((name) =>
      house.text(`run/gateline/${name}`),
    );
    expect(new Set(held).size).toBe(3);
  });

  it('gives Prometheus a configuration and rules that it takes', () => {
    const rules = readFileSync('deploy/gateline.rules.yml', 'utf8').match(/- (alert|record): /g)?.length;
    expect(rules).toBeGreaterThan(30);
    expect(promtool(house.path('etc/prometheus'), 'check', 'config', 'prometheus.yml')).toContain(
      `${rules} rules found`,
    );
  });

  it('has the rules of the roadmap that it shows', async () => {
    const told = { out: '', err: '' };
    const terminal = {
      cwd: process.cwd(),
      environment: {},
      interactive: false,
      out: (text: string) => {
        told.out += text;
      },
      err: (text: string) => {
        told.err += text;
      },
    };
    const roadmap = 'examples/ticket-routing/roadmap.yaml';
    const args = ['export', 'prometheus-rules', roadmap, '--url', 'http://localhost:4600'];
    expect(await run(args, terminal), told.err).toBe(0);
    expect(readFileSync('deploy/gateline.rules.yml', 'utf8')).toBe(told.out);
  });

  it('gives Alertmanager a configuration that it takes', () => {
    const said = execFileSync(
      servicePath(SERVICES.amtool),
      ['check-config', house.path('etc/alertmanager/alertmanager.yml')],
      { encoding: 'utf8' },
    );
    expect(said).toContain('SUCCESS');
  });

  it('gives InfluxDB settings that it knows', () => {
    const file = house.path('etc/influxdb/gateline.conf');
    const taken = settings(
      execFileSync(servicePath(SERVICES.influxdb), ['config', '-config', file], {
        encoding: 'utf8',
        stdio: 'pipe',
      }),
    );
    for (const [key, value] of settings(readFileSync(file, 'utf8'))) {
      if (key.endsWith('reporting-disabled')) continue; // some builds say it the other way round
      expect(taken.get(key)?.replace('268435456', '"256m"').replace('"1m0s"', '"60s"'), key).toBe(value);
    }
  });

  it('gives the Collector pipelines of parts that it configures', () => {
    const { service, ...parts } = parse(house.text('etc/otel-collector/config.yaml')) as {
      service: { extensions: string[]; pipelines: Record<string, Record<string, string[]>> };
    } & Record<string, object>;
    expect(service.extensions).toEqual(Object.keys(parts.extensions ?? {}));
    for (const pipeline of Object.values(service.pipelines)) {
      for (const [kind, names] of Object.entries(pipeline)) {
        for (const name of names) expect(Object.keys(parts[kind] ?? {}), kind).toContain(name);
      }
    }
  });

  it('gives Gateline files that it takes', async () => {
    const files = [
      'gateline.yaml',
      'ticket-routing/roadmap.yaml',
      'ticket-routing/prices.yaml',
      'dashboards/wall.yaml',
    ];
    const paths = files.map((file) => house.path(join('etc/gateline', file)));
    await using child = new Child(['server/cli/gateline.js', 'validate', ...paths], asNobody());
    expect(await child.exit(), child.out + child.err).toBe(0);
  });

  it('runs: what the service counts arrives by Prometheus and by OTLP, and alerts come back', async () => {
    faster();
    const start = (child: Child) => {
      running.push(child);
      return child;
    };
    const influxd = servicePath(SERVICES.influxdb);
    const conf = house.path('etc/influxdb/gateline.conf');
    const influxdb = start(new Child(['-config', conf], { program: influxd }));
    await eventually('InfluxDB answers', async () => (await fetch(`${house.url('influxdb:8086')}/ping`)).ok);
    const gateline = start(
      new Child(['server/cli/gateline.js', ...(house.services.gateline?.command ?? ['serve'])], asNobody()),
    );
    await gateline.said(/is on http/);
    running.push(await CollectorStandIn.start(house.text('etc/otel-collector/config.yaml')));
    const [main = ''] = house.services['ticket-routing']?.entrypoint?.slice(1) ?? [];
    const service = start(
      new Child([main, ...house.args('ticket-routing'), '--rate', '50', '--flush-interval', '1'], asNobody()),
    );
    await service.said(/listening on/);
    const flag = (address: 'prometheus:9090' | 'alertmanager:9093') =>
      `--web.listen-address=127.0.0.1:${house.port(address)}`;
    start(
      new Child([...house.args('alertmanager'), flag('alertmanager:9093')], {
        program: servicePath(SERVICES.alertmanager),
      }),
    );
    start(
      new Child([...house.args('prometheus'), flag('prometheus:9090')], {
        program: servicePath(SERVICES.prometheus),
      }),
    );
    await eventually(
      'every source brings something',
      async () => {
        const { sources } = await api<SourcesResponse>('sources');
        const told = sources.filter(({ counts }) => (counts.accepted ?? 0) > 0).map(({ name }) => name);
        return (
          sources.every(({ state }) => state === 'ok') &&
          told.includes('prometheus') &&
          told.includes('telemetry')
        );
      },
      90_000,
    );
    expect((await api<SourcesResponse>('sources')).store).toMatchObject({ kind: 'influxdb', state: 'ready' });
    await eventually('Prometheus scrapes both', async () => (await prometheus('up == 1')).length === 2);
    await eventually(
      'the verdicts are there',
      async () => (await prometheus('gateline_gate_state == 1')).length > 3,
    );

    await alert();
    await eventually('the webhook is taken', async () => {
      const text = await (await fetch(`${house.url('alertmanager:9093')}/metrics`)).text();
      return /^alertmanager_notifications_total\{integration="webhook"\} [1-9]/m.test(text);
    });
    const failed = await (await fetch(`${house.url('alertmanager:9093')}/metrics`)).text();
    expect(failed).not.toMatch(
      /^alertmanager_notifications_failed_total\{integration="webhook"[^}]*\} [1-9]/m,
    );
    await eventually('the alert is on the page', async () =>
      JSON.stringify(await api('products/ticket-routing/alerts')).includes('DiskAlmostFull'),
    );

    await service.kill('SIGTERM');
    expect(await gateline.kill('SIGTERM')).toBe(0);
    expect(filesOf(app)).toEqual(shipped);
    expect(influxdb.running).toBe(true);
  });

  /** The waiting times of the files are for years, not for tests. */
  function faster(): void {
    for (const file of [
      'etc/prometheus/prometheus.yml',
      'etc/gateline/gateline.yaml',
      'etc/alertmanager/alertmanager.yml',
    ]) {
      const text = house.text(file).replaceAll(/: (15|30)s$/gm, ': 1s');
      writeFileSync(house.path(file), text);
    }
  }

  async function api<T>(path: string): Promise<T> {
    const answer = await fetch(`${house.url('gateline:4600')}/api/v1/${path}`, {
      headers: { authorization: `Bearer ${house.text('run/gateline/prometheus')}` },
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return (await answer.json()) as T;
  }

  async function prometheus(expression: string): Promise<unknown[]> {
    const query = `query?query=${encodeURIComponent(expression)}`;
    const answer = await fetch(`${house.url('prometheus:9090')}/api/v1/${query}`);
    return ((await answer.json()) as { data: { result: unknown[] } }).data.result;
  }

  async function alert(): Promise<void> {
    const labels = { alertname: 'DiskAlmostFull', product: 'ticket-routing', severity: 'warning' };
    await fetch(`${house.url('alertmanager:9093')}/api/v2/alerts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([{ labels }]),
    });
  }
});

/** Keys of a TOML file with their section, as InfluxDB writes it. */
function settings(text: string): Map<string, string> {
  let section = '';
  const found = new Map<string, string>();
  for (const line of text.split('\n')) {
    section = /^\s*\[+([\w_]+)\]+/.exec(line)?.[1] ?? section;
    const [, key, value] = /^\s*([\w-]+) = (.+)$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) found.set(`${section}.${key}`, value);
  }
  return found;
}

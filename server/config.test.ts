import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { metricMappingSchema, type SourceMapping } from '../core/measure/mapping.ts';
import type { SourceType } from './config/sources.ts';
import { loadConfig, parseConfig } from './config.ts';
import { formatProblem } from './yaml/format-problem.ts';

const schema = z.strictObject({
  name: z.string(),
  product: z.string(),
  url: z.url({ protocol: /^https?$/, message: 'expected an address' }),
  interval: z.number().min(1).optional(),
  bearer_token: z.string().min(20).optional(),
  metrics: z.array(metricMappingSchema).default([]),
  attribution: z
    .strictObject({ environment: z.string().optional(), item: z.string().optional() })
    .default({}),
});

const probe: SourceType = {
  schema,
  mapping: (settings) => {
    const { product, metrics, attribution } = settings as z.infer<typeof schema>;
    return { product, metrics, attribution, breakers: [], maxLabelSets: 1 } as SourceMapping;
  },
};

function read(text: string, environment: Record<string, string> = {}) {
  const { config, problems } = parseConfig('/srv/gateline.yaml', text, {
    environment,
    sourceTypes: { probe },
  });
  return { config, problems: problems.map(formatProblem) };
}

const SOURCE = 'sources:\n  - type: probe\n    name: prod\n    product: desk\n    url: http://p:9090\n';

describe('gateline.yaml', () => {
  it('may be empty: every key has a default', () => {
    const { config } = read('');
    expect(config).toMatchObject({
      listen: { host: '127.0.0.1', port: 4600 },
      otlp: {
        enabled: true,
        listen: { host: '127.0.0.1', port: 4318 },
        grpcListen: { host: '127.0.0.1', port: 4317 },
      },
      data: '/srv/data',
      store: { kind: 'duckdb' },
      roadmaps: ['/srv/roadmap.yaml'],
      dashboards: { folder: '/srv/dashboards', chosen: false },
      sources: [],
      evaluationIntervalMs: 15_000,
      logLevel: 'info',
      metricsOpen: false,
    });
  });

  it('has paths that are relative to itself', () => {
    const { config } = read('data: ../var\nroadmaps: [a.yaml, /etc/b.yaml]\ndashboards: walls');
    expect(config?.data).toBe('/var');
    expect(config?.roadmaps).toEqual(['/srv/a.yaml', '/etc/b.yaml']);
    expect(config?.dashboards).toEqual({ folder: '/srv/walls', chosen: true });
  });

  it.each([
    ['4600', { host: '127.0.0.1', port: 4600 }],
    ['":4600"', { host: '::', port: 4600 }],
    ['0.0.0.0:80', { host: '0.0.0.0', port: 80 }],
    ['"[::1]:0"', { host: '::1', port: 0 }],
    ['gateline.internal:4600', { host: 'gateline.internal', port: 4600 }],
  ])('listens at %s', (text, expected) => {
    expect(read(`listen: ${text}`).config?.listen).toEqual(expected);
  });

  it('keeps what the schema of a source made of it', () => {
    expect(read(SOURCE).config?.sources).toEqual([
      {
        type: 'probe',
        name: 'prod',
        product: 'desk',
        settings: { name: 'prod', product: 'desk', url: 'http://p:9090', metrics: [], attribution: {} },
        priced: false,
      },
    ]);
  });

  it('takes values from the environment', () => {
    const { config } = read(`listen: 127.0.0.1:\${PORT}\nlog: { level: "\${LEVEL:-warn}" }`, { PORT: '99' });
    expect(config?.listen.port).toBe(99);
    expect(config?.logLevel).toBe('warn');
  });

  describe('that is wrong', () => {
    it.each([
      [
        'listn: 1',
        'gateline.yaml:1:1: error: `listn` is no key of this file; there are listen, public_url, trusted_hosts, trusted_proxies, otlp, data, store, roadmaps, prices, dashboards, sources, evaluation, metrics, log, telemetry, limits. Did you mean: listen',
      ],
      [
        'data: x\nstore:\n  kind: duckdbb',
        'gateline.yaml:3:9: error: `duckdbb` was read under `store.kind`, where duckdb, influxdb or memory was expected. Did you mean: duckdb',
      ],
      [
        'store:\n  treads: 2',
        'gateline.yaml:2:3: error: `treads` is no key under `store`; there are kind, memory_limit, threads, retention, url, database, retention_policy, username, password_file, password_env, token_file, token_env, spool. Did you mean: threads',
      ],
      [
        'store: { threads: 0 }',
        'gateline.yaml:1:19: error: `0` was read under `store.threads`, where a number of 1 or more was expected.',
      ],
      [
        'store: { memory_limit: 256 }',
        'gateline.yaml:1:24: error: `256` was read under `store.memory_limit`, where a text was expected.',
      ],
      [
        'listen: 127.0.0.1',
        'gateline.yaml:1:9: error: `127.0.0.1` was read under `listen`, where an address such as 127.0.0.1:4600 or :4600 was expected.',
      ],
      [
        'listen: 127.0.0.1:99999',
        'gateline.yaml:1:9: error: `127.0.0.1:99999` was read under `listen`, where an address such as 127.0.0.1:4600 or :4600 was expected.',
      ],
      [
        'evaluation: { interval: soon }',
        'gateline.yaml:1:25: error: `soon` was read under `evaluation.interval`, where a duration such as 15s was expected.',
      ],
      [
        'evaluation: { interval: 1ms }',
        'gateline.yaml:1:25: error: `1ms` was read under `evaluation.interval`, where a duration from 1 s to 1 hour was expected.',
      ],
      [
        'trusted_proxies: [10.0.0.0/8, ::1, loopback, 10.0.0.0/99]',
        'gateline.yaml:1:46: error: `10.0.0.0/99` was read under `trusted_proxies[3]`, where an address such as 10.0.0.7, or a subnet such as 10.0.0.0/8 was expected.',
      ],
      [
        'roadmaps: []',
        'gateline.yaml:1:11: error: A list was read under `roadmaps`, where a list of 1 or more entries was expected.',
      ],
      [
        '- a\n- b',
        'gateline.yaml:1:1: error: A list was read, where a mapping of keys and values was expected.',
      ],
      [
        'a: [1',
        'gateline.yaml:1:6: error: This is not valid YAML: flow sequence in block collection must be sufficiently indented and end with a ].',
      ],
      ['data: x\ndata: y', 'gateline.yaml:2:1: error: This is not valid YAML: map keys must be unique.'],
      [
        `listen: \${NOWHERE}`,
        `gateline.yaml:1:9: error: The environment variable NOWHERE is not set; set it, or write \${NOWHERE:-…} with what holds otherwise.`,
      ],
      ['sources: [{}]', 'gateline.yaml:1:11: error: `type` is missing; probe was expected.'],
      [
        'sources:\n  - type: prob\n    name: x',
        'gateline.yaml:2:11: error: `prob` is no type of source; probe was expected. Did you mean: probe',
      ],
      [
        `${SOURCE}    intervall: 3`,
        'gateline.yaml:6:5: error: `intervall` is no key under `sources[0]`; there are name, product, url, interval, bearer_token, metrics, attribution. Did you mean: interval',
      ],
      [
        SOURCE.replace('    product: desk\n', ''),
        'gateline.yaml:2:5: error: `product` is missing in `sources[0]`; a text was expected.',
      ],
      [
        SOURCE.replace('http://p:9090', 'p:9090'),
        'gateline.yaml:5:10: error: `p:9090` was read under `sources[0].url`, where an address was expected.',
      ],
      [`${SOURCE}    scope: 3`, 'gateline.yaml:6:12: error: A scope is a name such as eu.'],
    ])('%j says so in its place', (text, expected) => {
      const { config, problems } = read(text);
      expect(problems).toEqual([expected]);
      expect(config).toBeUndefined();
    });

    it('says everything at once, in the order of the file', () => {
      const { problems } = read(
        `lisen: 1\n${SOURCE.replace('http', 'ftp')}evaluation: { interval: never }\n`,
      );
      expect(problems.map((line) => line.split(' ')[0])).toEqual([
        'gateline.yaml:1:1:',
        'gateline.yaml:6:10:',
        'gateline.yaml:7:25:',
      ]);
    });

    it('never repeats a secret, only where it stands', () => {
      const { problems } = read(`${SOURCE}    bearer_token: hunter2-short`);
      expect(problems).toEqual([
        'gateline.yaml:6:19: error: `sources[0].bearer_token` is not right; a text of 20 or more letters was expected.',
      ]);
    });

    it('never repeats what came from the environment', () => {
      const { problems } = read(`store: { kind: "\${KIND}" }`, { KIND: 'hunter2' });
      expect(problems).toEqual([
        'gateline.yaml:1:16: error: `store.kind` is not right; duckdb, influxdb or memory was expected.',
      ]);
    });

    it('never repeats a password in an address', () => {
      const { problems } = read(SOURCE.replace('http://p:9090', 'ftp://me:hunter2@p:9090'));
      expect(problems.join()).toContain('where an address was expected');
      expect(problems.join()).not.toContain('hunter2');
    });

    it('is not a bomb', () => {
      const bomb = [
        'a: &a [x,x,x,x,x,x,x,x,x]',
        ...'bcdefgh'.split('').map((c, i) => `${c}: &${c} [${Array(9).fill(`*${'abcdefg'[i]}`)}]`),
      ];
      expect(read(bomb.join('\n')).problems[0]).toContain('Excessive alias count'.toLowerCase());
    });
  });

  describe('gives each measure one source', () => {
    const two = (first: string, second: string) =>
      [
        'sources:',
        ...[first, second].map(
          (own, i) =>
            `  - { type: probe, name: s${i}, product: desk, url: "http://p", metrics: [{ metric: a, measure: requests }], ${own} }`,
        ),
      ].join('\n');

    it('and names both sources that would count it twice', () => {
      expect(read(two('scope: eu', '')).problems).toEqual([
        'gateline.yaml:3:71: error: `s1` and `s0` both bring requests of desk, which would count it twice; take it out of one of them, write `compare: [requests]` in the one that is only to be compared, or give each a scope if they see different traffic.',
      ]);
    });

    it.each([
      ['scopes of their own', 'scope: eu', 'scope: us'],
      ['environments of their own', 'attribution: { environment: staging }', ''],
      ['items of their own', 'attribution: { item: v1 }', 'attribution: { item: v2 }'],
    ])('unless they have %s', (_, first, second) => {
      expect(read(two(first, second)).problems).toEqual([]);
    });

    it('and each source one name', () => {
      const text = two('scope: eu', 'scope: us').replace('name: s1', 'name: s0');
      expect(read(text).problems).toEqual([
        'gateline.yaml:3:26: error: The name `s0` is taken by another source.',
      ]);
    });
  });
});

describe('loading the configuration', () => {
  it('says how to make one when there is none', async () => {
    const options = { cwd: '/nowhere', environment: {}, sourceTypes: {} };
    await expect(loadConfig(options)).rejects.toMatchObject({
      code: 'config-missing',
      message: 'There is no /nowhere/gateline.yaml. Make one to begin with: gateline init',
    });
  });

  it('prefers the command line to the environment', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gateline-config-'));
    await writeFile(join(folder, 'a.yaml'), 'listen: 1');
    await writeFile(join(folder, 'b.yaml'), 'listen: 2');
    const options = { cwd: folder, environment: { GATELINE_CONFIG: 'b.yaml' }, sourceTypes: {} };
    expect((await loadConfig(options)).listen.port).toBe(2);
    expect((await loadConfig({ ...options, file: 'a.yaml' })).listen.port).toBe(1);
    await rm(folder, { recursive: true });
  });

  it('throws every problem in one error', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gateline-config-'));
    const file = join(folder, 'gateline.yaml');
    await writeFile(file, 'a: 1\nb: 2\n');
    const error = await loadConfig({ cwd: folder, environment: {}, sourceTypes: {} }).catch(
      (thrown) => thrown,
    );
    expect(error).toMatchObject({ code: 'config-invalid' });
    expect(error.message.split('\n')).toHaveLength(3);
    expect(error.details.problems).toHaveLength(2);
    await rm(folder, { recursive: true });
  });
});

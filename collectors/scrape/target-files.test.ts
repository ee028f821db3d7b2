import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RecordingMonitor, RecordingStore } from '../testing/recording-store.ts';
import { TestServers } from '../testing/serve.ts';
import { scrapeSourceSchema } from './schema.ts';
import { createScrapeCollector } from './scrape-collector.ts';
import { TargetFiles } from './target-files.ts';

const servers = new TestServers();
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gateline-targets-'));
});
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  await servers.close();
});

const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
const group = (...targets: string[]) => JSON.stringify([{ targets }]);

function filesOf(...patterns: string[]) {
  const files = new TargetFiles(patterns, folder, { scheme: 'http', metricsPath: '/metrics' });
  return async () => {
    const { targets, warnings } = await files.read();
    return { urls: targets.map(({ url }) => url), warnings };
  };
}

describe('files of targets', () => {
  it('are read again when they change', async () => {
    write('a.json', group('a:1'));
    const read = filesOf('a.json');
    expect(await read()).toEqual({ urls: ['http://a:1/metrics'], warnings: [] });
    write('a.json', group('a:1', 'b:1'));
    expect((await read()).urls).toEqual(['http://a:1/metrics', 'http://b:1/metrics']);
    write('new.json', group('c:1'));
    renameSync(join(folder, 'new.json'), join(folder, 'a.json'));
    expect((await read()).urls).toEqual(['http://c:1/metrics']);
  });

  it('are found by their pattern, and gone when they are gone', async () => {
    mkdirSync(join(folder, 'sd'));
    write('sd/b.yml', '- targets: [b:1]');
    write('sd/a.yml', '- targets: [a:1]');
    write('sd/a.json', group('c:1'));
    const read = filesOf('sd/*.yml');
    expect((await read()).urls).toEqual(['http://a:1/metrics', 'http://b:1/metrics']);
    rmSync(join(folder, 'sd/a.yml'));
    expect((await read()).urls).toEqual(['http://b:1/metrics']);
    rmSync(join(folder, 'sd/b.yml'));
    expect(await read()).toEqual({ urls: [], warnings: ['There is no file of targets sd/*.yml.'] });
  });

  it('that are wrong keep their last good list, and say what is wrong', async () => {
    write('a.yaml', '- targets: [a:1]');
    write('b.yaml', '- targets: [b:1]');
    const read = filesOf('a.yaml', 'b.yaml');
    await read();
    write('a.yaml', '- targets: [a:1\n');
    write('b.yaml', '- targets: [b:1, c:1]');
    const { urls, warnings } = await read();
    expect(urls).toEqual(['http://a:1/metrics', 'http://b:1/metrics', 'http://c:1/metrics']);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/^a\.yaml:2:1: .*\. The last good list is used\.$/);
    rmSync(join(folder, 'a.yaml'));
    expect(await read()).toMatchObject({
      urls: ['http://a:1/metrics', 'http://b:1/metrics', 'http://c:1/metrics'],
      warnings: ['The file of targets a.yaml cannot be read (ENOENT). The last good list is used.'],
    });
    write('a.yaml', '- targets: [d:1]');
    expect(await read()).toMatchObject({ warnings: [] });
  });

  it('may name single targets that are none, which cost the others nothing', async () => {
    write('a.yaml', '- targets: [a:1, b:99999]');
    expect(await filesOf('a.yaml')()).toEqual({
      urls: ['http://a:1/metrics'],
      warnings: ['a.yaml:1: b:99999: it is no address such as 10.0.0.7:9464.'],
    });
  });

  it('may be links into a folder that is exchanged as a whole', async () => {
    for (const [n, target] of ['a:1', 'b:1'].entries()) {
      mkdirSync(join(folder, `v${n}`));
      write(`v${n}/a.json`, group(target));
    }
    symlinkSync('v0', join(folder, '..data'));
    symlinkSync('..data/a.json', join(folder, 'a.json'));
    const read = filesOf('a.json');
    expect((await read()).urls).toEqual(['http://a:1/metrics']);
    symlinkSync('v1', join(folder, 'next'));
    renameSync(join(folder, 'next'), join(folder, '..data'));
    expect((await read()).urls).toEqual(['http://b:1/metrics']);
  });

  it('that are far too large are not read', async () => {
    write('a.yaml', `#${'x'.repeat(2_100_000)}`);
    expect((await filesOf('a.yaml')()).warnings).toEqual(['a.yaml is larger than 2 MiB.']);
  });
});

describe('a scraper with a file of targets', () => {
  async function counting(start: number): Promise<string> {
    let value = start;
    const url = await servers.serve((_, answer) => {
      answer.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' });
      answer.end(`# TYPE requests_total counter\nrequests_total ${value++}\n`);
    });
    return new URL(url).host;
  }

  function setUp(more: object) {
    const store = new RecordingStore();
    const monitor = new RecordingMonitor();
    const clock = { time: 1_795_000_000_000, now: () => clock.time };
    const source = scrapeSourceSchema.parse({
      name: 's',
      product: 'p',
      attribution: { item: 'v1', environment: { label: 'env' } },
      metrics: [{ metric: 'requests_total', measure: 'requests' }],
      ...more,
    });
    const collector = createScrapeCollector(source, { store, monitor, clock, folder });
    const collect = () =>
      collector.collect(new AbortController().signal).finally(() => {
        clock.time += 15_000;
      });
    return { store, monitor, collect };
  }

  it('takes up changes without a restart, and goes on with a target that comes back', async () => {
    const [a, b] = [await counting(100), await counting(7)];
    write('a.json', JSON.stringify([{ targets: [a], labels: { env: 'eu' } }]));
    const { store, collect } = setUp({ target_files: ['*.json'] });
    await collect();
    await collect();
    write('a.json', group(b));
    await collect();
    await collect();
    write('a.json', JSON.stringify([{ targets: [a], labels: { env: 'eu' } }, { targets: [b] }]));
    await collect();
    expect(store.total('requests', { environment: 'eu' })).toBe(2);
    expect(store.total('requests', { environment: 'production' })).toBe(2);
  });

  it('names what is amiss, and goes on with the targets of the configuration', async () => {
    const a = await counting(1);
    const { store, monitor, collect } = setUp({
      targets: [`http://${a}/metrics`],
      target_files: ['missing.yaml'],
    });
    await collect();
    await collect();
    expect(store.total('requests')).toBe(1);
    expect(monitor.warnings).toEqual(['The file of targets missing.yaml cannot be read (ENOENT).']);
  });

  it('counts a target once that is named twice', async () => {
    const a = await counting(1);
    write('a.json', group(a, a));
    const { store, monitor, collect } = setUp({ target_files: ['a.json'] });
    await collect();
    await collect();
    expect(store.total('requests')).toBe(1);
    expect(monitor.warnings).toEqual([`http://${a}/metrics is named twice; the first labels hold.`]);
  });

  it('without any target is one clear error', async () => {
    const { collect } = setUp({ target_files: ['a.yaml'] });
    await expect(collect()).rejects.toMatchObject({
      code: 'config-invalid',
      message: 'There is no target to scrape: The file of targets a.yaml cannot be read (ENOENT).',
    });
    write('a.yaml', '[]');
    await expect(collect()).rejects.toMatchObject({
      message: 'There is no target to scrape: its files name none.',
    });
  });

  it.each([
    [{}, 'needs targets or target_files'],
    [{ target_files: ['a.txt'] }, 'ends in .json, .yml or .yaml'],
    [{ target_files: ['*/a.json'] }, 'only the last part of the path may have stars'],
    [{ target_files: ['a.json'], metrics_path: 'm' }, 'Invalid string'],
  ])('refuses %j', (more, message) => {
    const result = scrapeSourceSchema.safeParse({ name: 's', product: 'p', ...more });
    expect(JSON.stringify(result.error?.issues)).toContain(message);
  });
});

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DuckdbStore } from '../../store/duckdb/duckdb-store.ts';
import { run } from '../program.ts';

const ROADMAP = `product: desk
name: Desk
models:
  - id: v1
    title: One
    lifecycle: live
  - id: v2
    title: Two
    lifecycle: live
    gate:
      criteria:
        - accuracy >= 85% on evaluation of golden-set
        - accuracy >= 85% on evaluation of golden-sett
        - accuracy >= v1 - 1pp on evaluation of golden-set
        - criterion: cost_per_request <= 50% of v1
          advisory: true
`;

describe('what there is of data', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gateline-validate-'));
    await writeFile(join(folder, 'roadmap.yaml'), ROADMAP);
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function validate(...args: string[]): Promise<{ readonly out: string; readonly code: number }> {
    let [out, err] = ['', ''];
    const code = await run(['validate', ...args], {
      out: (text) => {
        out += text;
      },
      err: (text) => {
        err += text;
      },
      cwd: folder,
      environment: {},
      interactive: false,
    });
    return { out: out + err, code };
  }

  /** A store beside the roadmap, with one run of v2. */
  async function fill(): Promise<void> {
    await writeFile(join(folder, 'gateline.yaml'), 'roadmaps: [roadmap.yaml]\nsources: []\n');
    await mkdir(join(folder, 'data'));
    const store = await DuckdbStore.open({ file: join(folder, 'data', 'gateline.duckdb') });
    const items = Array.from({ length: 1240 }, (_, i) => ({
      id: `i${i}`,
      cluster: `i${i}`,
      values: { correct: i < 1100 ? 1 : 0 },
    }));
    const evaluation = {
      id: 'r1',
      product: 'desk',
      item: 'v2',
      build: '2.0',
      environment: 'ci',
      dataset: 'golden-set',
      revision: 'r3',
      judge: '',
      judgeVersion: '',
      author: 'ci',
      at: Date.UTC(2026, 10, 1),
      metrics: { correct: 'outcome' },
      items,
    } as const;
    await store.write({ source: 'test', id: '1', evaluations: [evaluation] });
    await store.close();
  }

  it('is not known without a configuration, and nothing is said of it', async () => {
    const { out, code } = await validate('roadmap.yaml');
    expect(code).toBe(0);
    expect(out).toContain('roadmap.yaml: no problems');
    expect(out).toContain('with 50 items it passes only at 47 or more');
  });

  it('is asked of the store: how much there is, datasets that no run names, baselines without data', async () => {
    await fill();
    const { out, code } = await validate('roadmap.yaml');
    expect(code).toBe(0);
    expect(out).toContain('with the 1,240 items that there are it passes only at 1,075 or more');
    const [misspelt, first] = ['golden-sett', 'v1'].map((name) =>
      out.match(new RegExp(`roadmap.yaml:(\\d+:\\d+): warning: .*\`${name}\`.*`))?.slice(0, 2),
    );
    expect(misspelt?.[1]).toBe('13:44');
    expect(misspelt?.[0]).toContain(
      'No evaluation run names the dataset `golden-sett`: there are runs on golden-set.',
    );
    expect(out).toContain('= try: golden-set\n');
    expect(first?.[1]).toBe('14:23');
    expect(first?.[0]).toContain('The baseline `v1` has no data to compare with.');
  });

  it('says so when a server that was named cannot be asked', async () => {
    const { out, code } = await validate('--server', 'http://127.0.0.1:9', 'roadmap.yaml');
    expect(code).toBe(69);
    expect(out).toContain('http://127.0.0.1:9 cannot be reached');
  });
});

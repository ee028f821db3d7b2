import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EvaluationRun } from '../../core/measure/evaluation.ts';
import type { Item } from '../../core/roadmap/roadmap.ts';
import { CATALOGUE } from '../../core/signal/catalogue.ts';
import { type AppUnderTest, appUnderTest, loaded, roadmapOf } from '../http/testing/app-under-test.ts';
import { MemoryStore } from '../store/memory/memory-store.ts';
import { run } from './program.ts';

const NOW = Date.UTC(2026, 10, 23, 12);

function version(id: string): Item {
  const lists = { needs: [], milestones: [], experience: [] };
  return { id, title: `Model ${id}`, track: 'models', lifecycle: 'live', ...lists };
}

function evaluation(item: string, correct: number): EvaluationRun {
  return {
    id: `run-${item}`,
    product: 'desk',
    item,
    build: '1.0.0',
    environment: 'ci',
    dataset: 'golden',
    revision: 'r1',
    judge: 'exact-match',
    judgeVersion: '',
    author: 'ci',
    at: NOW - 86_400_000,
    metrics: { correct: 'outcome' },
    items: Array.from({ length: 500 }, (_, i) => ({
      id: `i${i}`,
      cluster: `i${i}`,
      values: { correct: i < correct ? 1 : 0 },
    })),
  };
}

describe('gateline compare', () => {
  let app: AppUnderTest;
  beforeAll(async () => {
    const store = new MemoryStore();
    await store.write({ source: 'ci', id: '1', evaluations: [evaluation('v1', 450), evaluation('v2', 400)] });
    const items = [version('v1'), version('v2')];
    app = await appUnderTest({
      roadmaps: [loaded(roadmapOf({ items, signals: CATALOGUE }))],
      deps: { store },
    });
  });
  afterAll(() => app.close());

  async function command(...args: string[]) {
    const told = { out: '', err: '' };
    const code = await run(['compare', ...args, '--server', app.origin], {
      cwd: '/',
      environment: {},
      interactive: false,
      out: (text) => {
        told.out += text;
      },
      err: (text) => {
        told.err += text;
      },
    });
    return { code, ...told };
  }

  it('tells each signal in a sentence, and the items that changed', async () => {
    const { code, out } = await command('v1', 'v2', '--items', '2');
    expect(code).toBe(0);
    expect(out).toBe(
      `v2 differs from v1 by more than noise on 1 of 1 signal: worse on 1.
  accuracy on golden: v2 is 10 pp below v1: 80.0 % against 90.0 % (−12.9 pp to −7.67 pp at 95 %), more than noise.
Items of accuracy on golden:
  right with v1, wrong with v2: 50: i400, i401, and 48 more
  wrong with v1, right with v2: 0
`,
    );
  });

  it('is JSON for machines, and passes on what the server refuses', async () => {
    const { out } = await command('v1', 'v2', '--json');
    expect(JSON.parse(out)).toMatchObject({ rows: [{ better: 'a' }], confidence: 0.95 });
    const refused = await command('v1', 'v9');
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('has no item "v9"');
    expect((await command('v1', 'v2', '--from', 'soon')).code).toBe(64);
  });
});

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DuckdbStore } from '../../store/duckdb/duckdb-store.ts';
import { run } from '../program.ts';

/** A roadmap that is wrong in every way that is known; each line says what is to be told of it, and where. */
const ROADMAP = `product: desk
name: Desk
success_metrics:
  - { title: Sure, criterion: "accuracy >= 85% on evaluation of silver-set" } # 65 No evaluation run names the dataset
  - { title: Swift, criterion: "latency_p99 < 3%" }       # 47 is a percentage
models:
  - id: v1
    title: One
    start: 2026-09-01
    due: 2026-03-01                                       # 10 before its item starts
    needs: [v1]                                           # 13 needs itself
    gate:
      criteria:
        - acuracy >= 85% on evaluation                    # 11 no signal
        - latency_p99 < 3%                                # 25 is a percentage
        - accuracy >= 120%                                # 23 can never be met
        - accuracy >= v1 - 1pp on evaluation              # 23 its own baseline
        - criterion: error_rate < 1%
          waiver: { by: head of support, until: 2027-01-31 } # 11 is missing in
        - accuracy >= 85% on evaluation of golden-sett    # 44 No evaluation run names the dataset
  - id: v2
    title: Two
    gate:
      criteria:
        - accuracy >= v1 - 1pp on evaluation of golden-set # 23 has no data to compare with
`;

/** The lines that say what is to be told of them: line, column, words. */
const EXPECTED = ROADMAP.split('\n').flatMap((line, i): [number, number, string][] => {
  const [, column, words] = / # (\d+) (.+)$/.exec(line) ?? [];
  return column === undefined || words === undefined ? [] : [[i + 1, Number(column), words]];
});

interface Told {
  readonly problems: readonly {
    readonly line: number;
    readonly column: number;
    readonly message: string;
  }[];
}

describe('a roadmap that is wrong in every way', () => {
  let folder: string;
  let told: Told;
  let code: number;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gateline-bad-'));
    await writeFile(join(folder, 'roadmap.yaml'), ROADMAP);
    await writeFile(join(folder, 'gateline.yaml'), 'roadmaps: [roadmap.yaml]\nsources: []\n');
    await mkdir(join(folder, 'data'));
    await oneRunOfV2(join(folder, 'data', 'gateline.duckdb'));
    let out = '';
    const terminal = { cwd: folder, environment: {}, interactive: false, err: () => {} };
    code = await run(['validate', '--json', 'roadmap.yaml'], {
      ...terminal,
      out: (text) => {
        out += text;
      },
    });
    told = JSON.parse(out) as Told;
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is refused', () => {
    expect(code).toBe(1);
  });

  it.each(EXPECTED)('is told line %i, column %i: %s', (line, column, words) => {
    const there = told.problems.filter((problem) => problem.line === line);
    expect(there.map((problem) => [problem.column, problem.message])).toContainEqual([
      column,
      expect.stringContaining(words),
    ]);
  });

  it('is told all of it at once, in the order of the file, and nothing else', () => {
    const lines = told.problems.map(({ line }) => line);
    expect(lines).toEqual(EXPECTED.map(([line]) => line));
  });
});

/** A store with one evaluation run: of v2, on golden-set. */
async function oneRunOfV2(file: string): Promise<void> {
  const store = await DuckdbStore.open({ file });
  const items = Array.from({ length: 200 }, (_, i) => ({
    id: `i${i}`,
    cluster: `i${i}`,
    values: { correct: i < 180 ? 1 : 0 },
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

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EvaluationIntake } from '../../collectors/evaluations/intake.ts';
import { readEvaluationFiles } from '../../collectors/evaluations/read-evaluation-files.ts';
import { retractRun, runToRetract } from '../../collectors/evaluations/retraction.ts';
import type { EvaluationRun } from '../../core/measure/evaluation.ts';
import type { EvaluationDefaults } from '../../core/measure/evaluation-import.ts';
import type { EventLog, MeasurementStore } from '../../core/ports.ts';
import { DuckdbStore } from '../../server/store/duckdb/duckdb-store.ts';
import { MemoryEventLog } from '../../server/store/memory/memory-event-log.ts';
import { MemoryStore } from '../../server/store/memory/memory-store.ts';

const NOW = Date.UTC(2026, 10, 24);
const ITEMS = ['v1', 'v2', 'v3'];

async function runsOf(
  text: string | object,
  { name = 'results.json', ...own }: Partial<EvaluationDefaults> & { name?: string } = {},
): Promise<readonly EvaluationRun[]> {
  const content = typeof text === 'string' ? text : JSON.stringify(text);
  const given = { product: 'desk', versions: [{ item: 'v2' }], now: NOW, ...own };
  const { runs, problems } = await readEvaluationFiles([{ name, text: content }], given);
  expect(problems).toEqual([]);
  return runs;
}

const file = (correct: number, id?: string) => ({
  run: { dataset: 'golden', metrics: { correct: 'outcome' }, ...(id === undefined ? {} : { id }) },
  items: [
    { id: 'a', values: { correct } },
    { id: 'b', values: {}, error: 'Bearer abcdefghijklmnop was refused' },
  ],
});

describe.each(['memory', 'duckdb'] as const)('the intake of evaluations into %s', (kind) => {
  let folder: string;
  let store: MeasurementStore;
  let events: EventLog;
  let intake: EvaluationIntake;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gateline-intake-'));
    if (kind === 'memory') [store, events] = [new MemoryStore(), new MemoryEventLog()];
    else {
      const opened = await DuckdbStore.open({ file: join(folder, 'x.duckdb') });
      [store, events] = [opened, opened.events];
    }
    intake = new EvaluationIntake({
      store,
      events,
      clock: { now: () => NOW },
      products: () => ['desk'],
      items: (product) => (product === 'desk' ? ITEMS : undefined),
      redact: (text) => text.replace(/Bearer \S+/, 'Bearer [redacted]'),
    });
  });
  afterEach(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });

  const take = async (...args: Parameters<typeof runsOf>) =>
    (await intake.take(await runsOf(...args), { source: 'test' })).map(({ outcome, run, instead }) => [
      outcome,
      run.id,
      ...(instead === undefined ? [] : [instead]),
    ]);
  const kept = () => store.evaluationRuns({ product: 'desk', includeRetracted: true });
  const retract = async (id: string) =>
    retractRun({ store, events }, await runToRetract(store, 'desk', id), {
      at: NOW,
      by: 'data lead',
      why: 'wrong key',
    });

  it('takes a file once, under whatever name, and whoever is said to have judged it when', async () => {
    const [first] = await take(file(1), { name: 'a.json' });
    expect(first?.[0]).toBe('imported');
    expect(await take(file(1), { name: 'b.json' })).toEqual([['known', first?.[1]]]);
    expect(await take(file(1), { judge: 'people', at: NOW - 1 })).toEqual([['known', first?.[1]]]);
    expect(await kept()).toHaveLength(1);
    expect((await kept())[0]).toMatchObject({ dataset: 'golden', item: 'v2', itemCount: 2, errorCount: 1 });
  });

  it('takes a file once for each version, build and dataset that it is said to be of', async () => {
    const others = [{}, { versions: [{ item: 'v3' }] }, { build: '2.1' }, { dataset: 'silver' }];
    for (const said of others) expect(await take(file(1), said)).toEqual([['imported', expect.any(String)]]);
    for (const said of others) expect(await take(file(1), said)).toEqual([['known', expect.any(String)]]);
    expect((await kept()).map(({ item, build, dataset }) => [item, build, dataset]).sort()).toEqual([
      ['v2', '', 'golden'],
      ['v2', '', 'silver'],
      ['v2', '2.1', 'golden'],
      ['v3', '', 'golden'],
    ]);
  });

  it('keeps errors without what looks like a secret', async () => {
    const [[, id] = []] = await take(file(1));
    expect((await store.evaluationItems('desk', String(id)))[1]?.error).toBe('Bearer [redacted] was refused');
    expect(await take(file(1))).toEqual([['known', id]]);
  });

  it.each([
    ['other values', file(0, 'ci-17'), {}, 'its items or values are others'],
    [
      'another version',
      file(1, 'ci-17'),
      { versions: [{ item: 'v3' }] },
      'it is of the version v2, and not of v3',
    ],
    [
      'another build',
      file(1, 'ci-17'),
      { build: '2.1' },
      'it is of the build without a name, and not of 2.1',
    ],
  ])(
    'refuses a run of the same id with %s, and takes nothing of its file',
    async (_, second, own, differs) => {
      await take(file(1, 'ci-17'));
      const both = { runs: [{ run: { id: 'new', dataset: 'x' }, items: second.items.slice(0, 1) }, second] };
      await expect(take(both, own)).rejects.toMatchObject({
        code: 'evaluation-conflict',
        message: expect.stringMatching(
          `^There is another run ci-17 of v2 on golden of 2026-11-24 already: ${differs}\\. A run does not change; take that one back first: gateline evaluations retract ci-17 --why …$`,
        ),
      });
      expect(await kept()).toHaveLength(1);
    },
  );

  it('lets another take the place of a run that was taken back, and that one stay so', async () => {
    await take(file(1, 'ci-17'), { versions: [{ item: 'v3' }] });
    await retract('ci-17');
    expect(await take(file(1, 'ci-17'), { versions: [{ item: 'v3' }] })).toEqual([['retracted', 'ci-17']]);
    expect(await take(file(1, 'ci-17'))).toEqual([['imported', 'ci-17~2']]);
    expect(await take(file(1, 'ci-17'))).toEqual([['known', 'ci-17~2']]);
    const counting = await store.evaluationRuns({ product: 'desk' });
    expect(counting.map(({ id, item }) => [id, item])).toEqual([['ci-17~2', 'v2']]);
  });

  it('takes a run once more that was taken back by mistake, when somebody says so', async () => {
    await take(file(1, 'ci-17'));
    await retract('ci-17');
    const runs = await runsOf(file(1, 'ci-17'));
    const again = await intake.take(runs, { source: 'test', again: true });
    expect(again.map(({ outcome, run }) => [outcome, run.id])).toEqual([['imported', 'ci-17~2']]);
  });

  it('records who took a run back, and why', async () => {
    await take(file(1, 'ci-17'));
    await retract('ci-17');
    expect(await events.events({ product: 'desk' })).toMatchObject([
      {
        at: NOW,
        item: 'v2',
        type: 'evaluation-retracted',
        data: {
          run: 'ci-17',
          by: 'data lead',
          why: 'wrong key',
          sentence: 'data lead took back the evaluation of v2 on golden of 2026-11-24, run ci-17: wrong key',
        },
      },
    ]);
    await expect(runToRetract(store, 'desk', 'ci-17')).rejects.toMatchObject({
      code: 'evaluation-retracted',
      message: 'The run ci-17 was taken back on 2026-11-24 by data lead already: wrong key',
    });
    await take(file(1, 'ci-18'));
    await expect(runToRetract(store, 'desk', 'ci-81')).rejects.toThrow(
      'desk has no evaluation run "ci-81". Is it ci-18?',
    );
  });

  it.each([
    [{ versions: [{ item: 'v22' }] }, 'The roadmap of desk has no version "v22". Is it v2?'],
    [{ versions: [{ item: 'model' }] }, 'The roadmap of desk has no version "model"; there are v1, v2, v3.'],
    [{ product: 'dsk' }, 'There is no product "dsk" here. Is it desk?'],
  ])('refuses what the roadmap does not know: %j', async (own, message) => {
    await expect(take(file(1), own)).rejects.toMatchObject({ code: 'not-found', message });
  });

  it('takes one of two that come at once', async () => {
    const runs = await Promise.all([
      runsOf(file(1, 'ci-17')),
      runsOf(file(0, 'ci-17')),
      runsOf(file(1, 'ci-17')),
    ]);
    const outcomes = await Promise.allSettled(runs.map((one) => intake.take(one, { source: 'test' })));
    expect(
      outcomes.map((one) => (one.status === 'fulfilled' ? one.value[0]?.outcome : one.reason.code)),
    ).toEqual(['imported', 'evaluation-conflict', 'known']);
  });

  describe('of a harness that writes results and samples apart', () => {
    const results = {
      results: { gsm8k: { 'acc,none': 0.75, 'perplexity,none': 3 } },
      versions: { gsm8k: 3 },
      'n-samples': { gsm8k: { effective: 4 } },
      date: 1_740_959_572,
    };
    const name = 'samples_gsm8k_2025-03-03T00-13-03.861538.jsonl';
    const samples = [1, 1, 0, 1]
      .map((acc, doc_id) => JSON.stringify({ doc_id, filter: 'none', metrics: ['acc'], acc, resps: [] }))
      .join('\n');

    it('puts the samples in the place of the results, and counts neither twice', async () => {
      const [[, whole] = []] = await take(results);
      const [taken] = await take(samples, { name });
      expect(taken).toEqual(['imported', expect.stringMatching(/^lm-eval-/), whole]);
      expect(await store.evaluationRuns({ product: 'desk' })).toMatchObject([
        { itemCount: 4, dataset: 'gsm8k' },
      ]);
      expect((await kept()).find(({ id }) => id === whole)?.retracted).toMatchObject({
        by: 'gateline',
        why: `its items came in as the run ${taken?.[1]}`,
      });
      // Neither changes anything when it comes once more.
      expect((await take(samples, { name }))[0]?.[0]).toBe('known');
      expect(await take(results)).toEqual([['known', taken?.[1]]]);
      expect(await store.evaluationRuns({ product: 'desk' })).toHaveLength(1);
    });

    it('knows the results when the samples are there', async () => {
      const [[, itemised] = []] = await take(samples, { name });
      expect(await take(results)).toEqual([['known', itemised]]);
      expect(await kept()).toHaveLength(1);
    });

    it('keeps both when they are not of one evaluation', async () => {
      await take(results);
      await take(samples.replace('"acc":0', '"acc":1'), { name });
      expect(await store.evaluationRuns({ product: 'desk' })).toHaveLength(2);
    });
  });

  it('knows a run of before runs had hashes', async () => {
    const [run] = await runsOf(file(1, 'ci-17'));
    const { contentHash: _, ...old } = run as EvaluationRun;
    const items = old.items.map((item) =>
      item.error === undefined ? item : { ...item, error: 'Bearer [redacted] was refused' },
    );
    await store.write({ source: 'old', id: '1', evaluations: [{ ...old, items }] });
    await expect(take(file(0, 'ci-17'))).rejects.toMatchObject({ code: 'evaluation-conflict' });
    const plain = { run: file(1, 'ci-18').run, items: file(1).items.slice(0, 1) };
    const [other] = await runsOf(plain);
    const { contentHash: __, ...older } = other as EvaluationRun;
    await store.write({ source: 'old', id: '2', evaluations: [older] });
    expect(await take(plain)).toEqual([['known', 'ci-18']]);
  });
});

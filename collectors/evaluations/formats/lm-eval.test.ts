import { describe, expect, it } from 'vitest';
import { readEvaluationFiles } from '../read-evaluation-files.ts';
import { byId, complaints, NOW, notes, read, readRun } from '../testing/read.ts';

/** Results of 0.4 with a group of two tasks inside a group. */
const GROUPED = {
  results: {
    gsm8k: {
      alias: 'gsm8k',
      'exact_match,strict-match': 0.5,
      'exact_match_stderr,strict-match': 0.05,
      'exact_match,flexible-extract': 0.6,
      'exact_match_stderr,flexible-extract': 'N/A',
    },
    mmlu: { 'acc,none': 0.55, 'acc_stderr,none': 0.02, alias: 'mmlu' },
    mmlu_stem: { 'acc,none': 0.5, 'acc_stderr,none': 0.03, alias: ' - stem' },
    mmlu_physics: { 'acc,none': 0.4, 'acc_stderr,none': 0.04, 'acc_norm,none': 0.45, alias: '  - physics' },
    mmlu_algebra: { 'acc,none': 0.7, 'acc_stderr,none': 0.05, alias: '  - algebra' },
    mmlu_law: { 'acc,none': 0.6, 'acc_stderr,none': 0.05, alias: ' - law' },
    wikitext: { 'word_perplexity,none': 12.5, 'word_perplexity_stderr,none': 'N/A' },
    heading: { alias: 'heading' },
  },
  groups: { mmlu: { 'acc,none': 0.55 }, mmlu_stem: { 'acc,none': 0.5 } },
  group_subtasks: { mmlu: ['mmlu_stem', 'mmlu_law'], mmlu_stem: ['mmlu_physics', 'mmlu_algebra'], gsm8k: [] },
  configs: {},
  versions: { gsm8k: 3, mmlu: 2, mmlu_physics: 1 },
  'n-shot': { gsm8k: 5, mmlu_physics: 0 },
  'n-samples': {
    gsm8k: { original: 1319, effective: 100 },
    mmlu_physics: { original: 200, effective: 200 },
    mmlu_algebra: { original: 100, effective: 100 },
    mmlu_law: { original: 300, effective: 300 },
    wikitext: { original: 62, effective: 62 },
  },
  config: { model: 'hf', model_args: 'pretrained=x', limit: null },
  model_name: 'org/model',
  date: 1_740_959_572.26,
  total_evaluation_time_seconds: '751.79',
  git_hash: '82b812f',
};

/** Two filters of one task, of which nobody says which one counts. */
const UNDECIDED =
  'The exact_match of gsm8k comes through several filters, so none of them is taken for right or wrong; --metric correct=exact_match_strict_match or --metric correct=exact_match_flexible_extract says which.';

describe('results of the lm-evaluation-harness', () => {
  it('are a run for each task, known as a whole', async () => {
    const { runs, problems } = await read(GROUPED);
    expect(problems.map(({ message }) => message)).toEqual([UNDECIDED]);
    expect(runs.map(({ dataset }) => dataset)).toEqual([
      'gsm8k',
      'mmlu',
      'mmlu_stem',
      'mmlu_physics',
      'mmlu_algebra',
      'mmlu_law',
      'wikitext',
    ]);
    expect(runs[3]).toMatchObject({
      revision: '1',
      model: 'org/model',
      tool: 'lm-evaluation-harness 82b812f',
      at: Math.round(1_740_959_572_260 + 751_790),
      metrics: { correct: 'outcome', acc_norm: 'outcome' },
      items: [],
      aggregates: { correct: { value: 0.4, n: 200, standardError: 0.04 }, acc_norm: { value: 0.45, n: 200 } },
    });
  });

  it('count each sample of a group once, however groups nest', async () => {
    const { runs } = await read(GROUPED);
    const of = (dataset: string) => runs.find((run) => run.dataset === dataset);
    expect(of('mmlu')).toMatchObject({
      aggregates: { correct: { n: 600 } },
      madeOf: ['mmlu_stem', 'mmlu_law'],
    });
    expect(of('mmlu_stem')).toMatchObject({ aggregates: { correct: { n: 300 } } });
    const own = runs.filter(({ madeOf }) => madeOf === undefined);
    expect(
      own.reduce(
        (sum, { aggregates }) => sum + Math.max(...Object.values(aggregates ?? {}).map(({ n }) => n)),
        0,
      ),
    ).toBe(762);
    const twice = {
      ...GROUPED,
      group_subtasks: { mmlu: ['mmlu_stem', 'mmlu_physics', 'mmlu_stem'], mmlu_stem: ['mmlu_physics'] },
    };
    const again = (await read(twice)).runs.find(({ dataset }) => dataset === 'mmlu');
    expect(again?.aggregates?.correct?.n).toBe(200);
  });

  it('keep metrics behind several filters apart, and name none of them right', async () => {
    const run = (await read(GROUPED)).runs.find(({ dataset }) => dataset === 'gsm8k');
    expect(run?.aggregates).toEqual({
      exact_match_strict_match: { value: 0.5, n: 100, standardError: 0.05 },
      exact_match_flexible_extract: { value: 0.6, n: 100 },
    });
    expect(run?.revision).toBe('3, 5-shot');
    const named = await read(GROUPED, { metrics: { correct: 'exact_match_strict_match' } });
    expect(JSON.stringify(named.problems)).not.toContain('several filters');
    expect(named.runs[0]?.aggregates?.correct?.value).toBe(0.5);
    expect(named.runs[3]?.aggregates?.correct?.value).toBe(0.4);
  });

  it('under a dataset that somebody names are told apart by their tasks', async () => {
    const { runs } = await read(GROUPED, { dataset: 'public', only: [{ kind: 'task', name: 'mmlu_*' }] });
    expect(runs.map(({ dataset }) => dataset)).toEqual([
      'public/mmlu_stem',
      'public/mmlu_physics',
      'public/mmlu_algebra',
      'public/mmlu_law',
    ]);
  });

  const OLD = {
    results: { arc: { acc: 0.25, acc_stderr: 0 } },
    versions: { arc: 0 },
    config: { model: 'gpt2', limit: 50 },
  };

  it('of 0.3 have as many samples as share and standard error tell together', async () => {
    const n = 1319;
    const acc = 7 / n;
    const error = Math.sqrt((acc * (1 - acc)) / (n - 1));
    const run = await readRun({ ...OLD, results: { gsm8k: { acc, acc_stderr: error } } });
    expect(run).toMatchObject({
      dataset: 'gsm8k',
      revision: 'limit 50',
      aggregates: { correct: { value: acc, n } },
    });
  });

  it('that do not say over how many samples they are say nothing', async () => {
    expect(await complaints(OLD)).toEqual([
      'results.json: Nothing in it can be judged. arc does not say over how many samples its acc is; import its samples_*.jsonl.',
    ]);
  });

  it('that are spoilt are refused with the place', async () => {
    expect(await complaints({ ...GROUPED, group_subtasks: { mmlu: 'all' } })).toEqual([
      expect.stringMatching(/^results\.json:\d+:\d+: group_subtasks\.mmlu: Expected a list, not "all"\.$/),
    ]);
  });
});

describe('samples of the lm-evaluation-harness', () => {
  const name = 'samples_mmlu_physics_2025-03-03T00-13-03.861538.jsonl';
  const row = (doc_id: number, acc: unknown, own: object = {}) =>
    JSON.stringify({
      doc_id,
      doc: { q: 'secret' },
      filtered_resps: ['x'],
      filter: 'none',
      metrics: ['acc', 'acc_norm'],
      acc,
      acc_norm: 1,
      ...own,
    });

  it('are items of the task that their file is named after', async () => {
    const run = await readRun([row(0, 1), row(1, 0), row(2, null)].join('\n'), { name });
    expect(run).toMatchObject({ dataset: 'mmlu_physics', at: Date.UTC(2025, 2, 3, 0, 13, 3) });
    expect(byId(run)).toEqual({
      0: { values: { correct: 1, acc_norm: 1 } },
      1: { values: { correct: 0, acc_norm: 1 } },
      2: { values: { acc_norm: 1 } },
    });
    expect(JSON.stringify(run)).not.toContain('secret');
  });

  it('are the same run under another name', async () => {
    const text = [row(0, 1), row(1, 0)].join('\n');
    const [one, other] = [await readRun(text, { name }), await readRun(text, { name: 'copy.jsonl' })];
    expect(other.id).toBe(one.id);
    expect(other.contentHash).toBe(one.contentHash);
    expect(other.dataset).toBe('lm-evaluation-harness');
  });

  it('have one item a document, whatever the filters', async () => {
    const filtered = (doc_id: number, filter: string, exact_match: number) =>
      JSON.stringify({ doc_id, filtered_resps: [], filter, metrics: ['exact_match'], exact_match });
    const rows = [
      filtered(0, 'strict-match', 0),
      filtered(1, 'strict-match', 1),
      filtered(0, 'flexible-extract', 1),
      filtered(1, 'flexible-extract', 1),
    ];
    expect(byId(await readRun(rows.join('\n'), { name }))).toEqual({
      0: { values: { exact_match_strict_match: 0, exact_match_flexible_extract: 1 } },
      1: { values: { exact_match_strict_match: 1, exact_match_flexible_extract: 1 } },
    });
  });

  it('leave aside what is no number, and say so', async () => {
    const text = [row(0, [1, 2]), row(1, 0)].join('\n');
    expect(await notes(text, { name })).toEqual(['acc is no number in each row, and is left aside.']);
  });

  it('with a broken line are refused with its number', async () => {
    expect(await complaints([row(0, 1), '{"doc_id": '].join('\n'), { name })).toEqual([
      `${name}:2:12: This is not JSON: it ends too early, where a value was expected.`,
    ]);
    expect(await complaints([row(0, 1), JSON.stringify({ doc_id: null })].join('\n'), { name })).toEqual([
      `${name}:2:11: doc_id: Expected the number of a document, not null.`,
    ]);
  });

  it('given with their results are one run, with the items of the one and the facts of the other', async () => {
    const rows = Array.from({ length: 200 }, (_, i) => row(i, Number(i < 80), { acc_norm: Number(i < 90) }));
    const files = [
      { name, text: rows.join('\n') },
      { name: 'results.json', text: JSON.stringify(GROUPED) },
    ];
    const { runs, problems } = await readEvaluationFiles(files, {
      product: 'desk',
      versions: [{ item: 'v2' }],
      now: NOW,
    });
    expect(problems.map(({ message }) => message)).toEqual([UNDECIDED]);
    expect(runs).toHaveLength(7);
    const physics = runs.filter(({ dataset }) => dataset === 'mmlu_physics');
    expect(physics).toHaveLength(1);
    expect(physics[0]).toMatchObject({ model: 'org/model', revision: '1' });
    expect(physics[0]?.items).toHaveLength(200);
    expect(physics[0]).not.toHaveProperty('aggregates');
  });

  it('that do not agree with the results are a run of their own', async () => {
    const rows = Array.from({ length: 200 }, (_, i) => row(i, Number(i < 81)));
    const files = [
      { name: 'results.json', text: JSON.stringify(GROUPED) },
      { name, text: rows.join('\n') },
    ];
    const { runs } = await readEvaluationFiles(files, {
      product: 'desk',
      versions: [{ item: 'v2' }],
      now: NOW,
    });
    expect(runs).toHaveLength(8);
  });
});

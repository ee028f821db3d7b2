import { afterAll, describe, expect, it } from 'vitest';
import { readEvaluationFiles } from '../../collectors/evaluations/read-evaluation-files.ts';
import type { EvaluationRun } from '../../core/measure/evaluation.ts';
import { Corpus } from './corpus.ts';

interface LmEval {
  readonly model: string;
  readonly tasks: number;
  readonly metric_values: number;
  readonly groups: readonly string[];
  readonly n_samples: Readonly<Record<string, { readonly effective: number }>> | null;
  readonly first: Readonly<Record<string, Readonly<Record<string, number>>>>;
}
interface Inspect {
  readonly task: string;
  readonly model: string;
  readonly scores: readonly { readonly name: string; readonly metrics: { readonly accuracy: number } }[];
}
interface Junit {
  readonly tests: number;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}
interface Promptfoo {
  readonly stats: { readonly successes: number; readonly failures: number; readonly errors: number };
  readonly tokenUsage: { readonly prompt: number; readonly completion: number; readonly total: number };
  readonly perPrompt: readonly {
    readonly provider: string;
    readonly testPassCount: number;
    readonly testFailCount: number;
    readonly testErrorCount: number;
    readonly cost: number;
    readonly namedScores: Readonly<Record<string, number>>;
  }[];
}
interface Expected {
  readonly lm_eval: Readonly<Record<string, LmEval>>;
  readonly inspect: Readonly<Record<string, Inspect>>;
  readonly junit: Readonly<Record<string, Junit>>;
  readonly promptfoo: Promptfoo;
}

const corpus = new Corpus('evaluations');
const NOTHING = { lm_eval: {}, inspect: {}, junit: {}, promptfoo: undefined };
const expected = corpus.present ? corpus.json<Expected>('EXPECTED.json') : NOTHING;

async function runsOf(path: string): Promise<readonly EvaluationRun[]> {
  const files = [{ name: path, chunks: [corpus.bytes(path)] }];
  const now = Date.UTC(2027, 0, 1);
  const { runs, problems } = await readEvaluationFiles(files, {
    product: 'p',
    versions: [{ item: 'v2' }],
    now,
  });
  expect(
    problems.filter(({ severity }) => severity === 'error'),
    path,
  ).toEqual([]);
  return runs;
}

/** The mean of a metric, out of items or as a whole. */
function meanOf({ items, aggregates }: EvaluationRun, metric: string): number | undefined {
  const whole = aggregates?.[metric]?.value;
  if (whole !== undefined) return whole;
  const values = items.flatMap((item) => item.values[metric] ?? []);
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function sumOf(runs: readonly EvaluationRun[], metric: string): number {
  return runs.flatMap(({ items }) => items).reduce((sum, { values }) => sum + (values[metric] ?? 0), 0);
}

function tally(items: EvaluationRun['items']) {
  return {
    passed: items.filter(({ values }) => values.correct === 1).length,
    failed: items.filter(({ values }) => values.correct === 0).length,
    errors: items.filter(({ error }) => error !== undefined).length,
    skipped: items.filter(({ notAsked }) => notAsked?.includes('correct')).length,
  };
}

afterAll(() => corpus.report());

describe('real results', () => {
  it.each(Object.entries(expected.lm_eval))('of lm-eval, %s: every task and value', async (name, wanted) => {
    const runs = await runsOf(`lm-eval/${name}`);
    const values = runs.flatMap(({ aggregates }) => Object.values(aggregates ?? {}));
    corpus.judge(runs.length === wanted.tasks && values.length === wanted.metric_values);
    expect([runs.length, values.length]).toEqual([wanted.tasks, wanted.metric_values]);
    expect(new Set(runs.map(({ model }) => model))).toEqual(new Set([wanted.model]));
    const groups = runs.filter(({ madeOf }) => madeOf !== undefined);
    expect(groups.map(({ dataset }) => dataset).sort()).toEqual([...wanted.groups].sort());
    for (const [task, metrics] of Object.entries(wanted.first)) {
      const run = runs.find(({ dataset }) => dataset === task);
      expect(run?.aggregates?.correct?.value).toBe(metrics['acc,none'] ?? metrics.acc);
      expect(run?.aggregates?.acc_norm?.value).toBe(metrics['acc_norm,none']);
    }
  });

  it.each(Object.entries(expected.lm_eval))(
    'of lm-eval, %s: no sample twice',
    async (name, { n_samples }) => {
      const runs = await runsOf(`lm-eval/${name}`);
      const own = runs.filter(({ madeOf }) => madeOf === undefined);
      const counts = Object.fromEntries(
        own.map(({ dataset, aggregates }) => [dataset, Object.values(aggregates ?? {})[0]?.n]),
      );
      if (n_samples === null) {
        // GSM8K has 1,319 questions; the file says so by its standard error alone.
        expect(counts).toEqual({ gsm8k: 1319 });
        return;
      }
      expect(counts).toEqual(
        Object.fromEntries(Object.entries(n_samples).map(([task, { effective }]) => [task, effective])),
      );
      const mmlu = Object.entries(n_samples).filter(([task]) => task.startsWith('mmlu_'));
      const all = mmlu.reduce((sum, [, { effective }]) => sum + effective, 0);
      const group = runs.find(({ dataset }) => dataset === 'mmlu')?.aggregates?.correct;
      expect(group?.n).toBe(all);
      // The group's value is the mean over its samples.
      const right = own
        .filter(({ dataset }) => dataset.startsWith('mmlu_'))
        .reduce(
          (sum, { aggregates }) => sum + (aggregates?.correct?.value ?? 0) * (aggregates?.correct?.n ?? 0),
          0,
        );
      expect(group?.value).toBeCloseTo(right / all, 9);
    },
  );

  it.each(Object.entries(expected.inspect))('of Inspect, %s', async (name, wanted) => {
    const [run, ...others] = await runsOf(`inspect/${name}`);
    expect(others).toEqual([]);
    expect([run?.dataset, run?.model]).toEqual([wanted.task, wanted.model]);
    expect(run && meanOf(run, 'correct')).toBe(wanted.scores[0]?.metrics.accuracy);
    expect(corpus.judge(run?.judge === wanted.scores.map((score) => score.name).join(', '))).toBe(true);
  });

  it.each(Object.entries(expected.junit))('of tests, %s', async (path, wanted) => {
    const [run, ...others] = await runsOf(`junit/${path.split('/').at(-1)}`);
    expect(others).toEqual([]);
    const { passed, failed, skipped } = tally(run?.items ?? []);
    expect(corpus.judge(run?.items.length === wanted.tests)).toBe(true);
    expect({ passed, failed, skipped }).toEqual({
      passed: wanted.passed,
      failed: wanted.failed,
      skipped: wanted.skipped,
    });
  });

  it.each(corpus.present ? ['output.json', 'output.yaml', 'output.jsonl'] : [])(
    'of promptfoo, %s',
    async (name) => {
      const wanted = expected.promptfoo as Promptfoo;
      const runs = await runsOf(`promptfoo/${name}`);
      const all = tally(runs.flatMap(({ items }) => items));
      expect([all.passed, all.failed, all.errors]).toEqual([
        wanted.stats.successes,
        wanted.stats.failures,
        wanted.stats.errors,
      ]);
      expect([sumOf(runs, 'tokens_input'), sumOf(runs, 'tokens_output'), sumOf(runs, 'tokens')]).toEqual([
        wanted.tokenUsage.prompt,
        wanted.tokenUsage.completion,
        wanted.tokenUsage.total,
      ]);
      const perPrompt = runs.map((run) => ({ provider: run.model, ...tally(run.items) }));
      expect(perPrompt.map(({ skipped: _, ...rest }) => rest)).toEqual(
        wanted.perPrompt.map((one) => ({
          provider: one.provider,
          passed: one.testPassCount,
          failed: one.testFailCount,
          errors: one.testErrorCount,
        })),
      );
      for (const [i, { cost, namedScores }] of wanted.perPrompt.entries()) {
        const run = runs[i] as EvaluationRun;
        expect(sumOf([run], 'cost_usd')).toBeCloseTo(cost, 12);
        for (const [metric, score] of Object.entries(namedScores)) expect(sumOf([run], metric)).toBe(score);
      }
      corpus.judge(true);
    },
  );

  it('of promptfoo are the same runs as JSON and as YAML', async () => {
    if (!corpus.present) return;
    expect(await runsOf('promptfoo/output.yaml')).toEqual(await runsOf('promptfoo/output.json'));
  });
});

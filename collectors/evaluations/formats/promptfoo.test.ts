import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { byId, complaints, notes, read, readRun } from '../testing/read.ts';

interface Spec {
  readonly description?: string;
  readonly vars?: object;
  readonly provider?: string;
  readonly prompt?: number;
  readonly own?: object;
}

const PROMPTS = ['Answer: {{q}}', 'Q: {{q}}'];

/** A result as promptfoo 0.121 writes it, as far as it matters. */
function result({ description, vars = { q: 'x' }, provider = 'gpt', prompt = 0, own = {} }: Spec) {
  return {
    success: true,
    score: 1,
    failureReason: 0,
    namedScores: {},
    gradingResult: { pass: true, score: 1, reason: 'All assertions passed', componentResults: [{}] },
    latencyMs: 250,
    cost: 0.002,
    provider: { id: provider },
    promptId: `p${prompt}`,
    promptIdx: prompt,
    testIdx: 0,
    prompt: { raw: 'Answer: x', label: PROMPTS[prompt] },
    response: { cached: false, tokenUsage: { total: 30, prompt: 20, completion: 10 } },
    testCase: {
      ...(description === undefined ? {} : { description }),
      vars,
      assert: [{ type: 'contains', value: 'x' }],
    },
    ...own,
  };
}

const WRONG = { success: false, score: 0.25, failureReason: 1, error: 'Expected output to contain "x"' };
const FAILED = {
  success: false,
  score: 0,
  failureReason: 2,
  error: '429 Too Many Requests\nbody: hunter2',
  gradingResult: null,
};

function file(results: readonly object[], own: object = {}) {
  return {
    evalId: 'eval-abc-2026-11-23T02:43:09',
    results: {
      version: 3,
      timestamp: '2026-11-23T02:00:00.000Z',
      prompts: PROMPTS.map((raw, i) => ({ id: `p${i}`, raw, label: raw, provider: 'gpt' })),
      results,
      stats: { successes: 0, failures: 0, errors: 0, durationMs: 60_000.25 },
    },
    config: { description: 'support answers' },
    metadata: { promptfooVersion: '0.121.20' },
    ...own,
  };
}

describe('a file of promptfoo', () => {
  it('is one run where there is one prompt and one provider', async () => {
    const run = await readRun(file([result({ description: 'greeting' })]));
    expect(run).toMatchObject({
      id: 'eval-abc-2026-11-23T02:43:09',
      item: 'v2',
      dataset: 'support answers',
      at: Date.UTC(2026, 10, 23, 2, 1),
      tool: 'promptfoo 0.121.20',
      model: 'gpt',
      metrics: { correct: 'outcome', latency: 'score' },
    });
    expect(run.items).toMatchObject([
      {
        id: 'greeting',
        values: {
          correct: 1,
          score: 1,
          latency: 0.25,
          cost_usd: 0.002,
          tokens: 30,
          tokens_input: 20,
          tokens_output: 10,
        },
      },
    ]);
  });

  it('tells wrong answers from errors of the run, and keeps no more than the first line of those', async () => {
    const run = await readRun(
      file([
        result({ description: 'a' }),
        result({ description: 'b', own: WRONG }),
        result({ description: 'c', own: FAILED }),
      ]),
    );
    expect(run.items.map(({ values, error }) => [values.correct, error])).toEqual([
      [1, undefined],
      [0, undefined],
      [undefined, '429 Too Many Requests'],
    ]);
  });

  it('of an older version, without reasons, takes what was graded for an answer', async () => {
    const { failureReason: _, ...wrong } = { ...result({ description: 'a' }), ...WRONG };
    const { failureReason: __, ...failed } = { ...result({ description: 'b' }), ...FAILED };
    const run = await readRun(file([wrong, failed]));
    expect(run.items.map(({ values, error }) => [values.correct, error])).toEqual([
      [0, undefined],
      [undefined, '429 Too Many Requests'],
    ]);
  });

  it('is a run for each prompt and provider, on datasets of their own', async () => {
    const results = ['gpt', 'claude'].flatMap((provider) =>
      [0, 1].map((prompt) => result({ description: 'a', provider, prompt })),
    );
    const { runs, problems } = await read(file(results));
    expect(problems).toEqual([]);
    expect(runs.map(({ id, dataset }) => [id, dataset])).toEqual([
      ['eval-abc-2026-11-23T02:43:09.gpt.prompt-1', 'support answers/gpt/prompt 1'],
      ['eval-abc-2026-11-23T02:43:09.gpt.prompt-2', 'support answers/gpt/prompt 2'],
      ['eval-abc-2026-11-23T02:43:09.claude.prompt-1', 'support answers/claude/prompt 1'],
      ['eval-abc-2026-11-23T02:43:09.claude.prompt-2', 'support answers/claude/prompt 2'],
    ]);
    const [gpt] = (await read(file(results), { only: [{ kind: 'provider', name: 'gpt' }] })).runs;
    expect(gpt?.dataset).toBe('support answers/prompt 1');
    expect(gpt?.id).toBe(runs[0]?.id);
  });

  it('that compares two versions is one dataset of each', async () => {
    const results = ['old', 'new', 'other'].map((provider) => result({ description: 'a', provider }));
    const { runs, problems } = await read(file(results), {
      versions: [
        { part: 'old', item: 'v2' },
        { part: 'new', item: 'v3' },
      ],
    });
    expect(runs.map(({ item, dataset }) => [item, dataset])).toEqual([
      ['v2', 'support answers'],
      ['v3', 'support answers'],
    ]);
    expect(problems.map(({ message }) => message)).toEqual([
      'Left aside, for no version was named for them: “provider other, prompt prompt 1”.',
    ]);
  });

  it('takes repeats of a test for one cluster', async () => {
    const repeated = [0, 1, 2].map((i) => result({ vars: { q: 'same' }, own: { testIdx: i } }));
    const { items } = await readRun(file([...repeated, result({ vars: { q: 'other' } })]));
    expect(new Set(items.map(({ id }) => id)).size).toBe(4);
    expect(new Set(items.map(({ cluster }) => cluster)).size).toBe(2);
  });

  it('knows a test again in another run and by another provider, whatever its number', async () => {
    const cluster = async (spec: Spec) => (await readRun(file([result(spec)]))).items[0]?.cluster;
    const one = await cluster({ vars: { q: 'x', r: 1 } });
    expect(
      await cluster({ vars: { r: 1, q: 'x' }, provider: 'claude', prompt: 1, own: { testIdx: 7 } }),
    ).toBe(one);
    expect(await cluster({ vars: { q: 'y', r: 1 } })).not.toBe(one);
  });

  it('does not take tests that say nothing of themselves for repeats', async () => {
    const bare = [0, 1].map((testIdx) => result({ own: { testIdx, testCase: {}, vars: {} } }));
    const { items } = await readRun(file(bare));
    expect(items.map(({ cluster }) => cluster)).toEqual(['test 1', 'test 2']);
  });

  it('asks named scores only of the tests that have them', async () => {
    const named = (description: string, metric: string, namedScores: object) =>
      result({
        description,
        own: {
          namedScores,
          testCase: { description, vars: {}, assert: [{ type: 'llm-rubric', metric, provider: 'judge-1' }] },
        },
      });
    const run = await readRun(
      file([
        named('a', 'Tone of Voice', { 'Tone of Voice': 0.5 }),
        named('b', 'Length', { Length: 1 }),
        named('c', 'Length', {}),
      ]),
    );
    expect(run.judge).toBe('judge-1');
    expect(byId(run)).toMatchObject({
      a: { values: { tone_of_voice: 0.5 }, notAsked: ['length'] },
      b: { values: { length: 1 }, notAsked: ['tone_of_voice'] },
      // It was asked, and gave nothing.
      c: { notAsked: ['tone_of_voice'] },
    });
    expect(run.items[2]?.values).not.toHaveProperty('length');
  });

  it('takes a named score called correct for another one than the outcome', async () => {
    const run = await readRun(file([result({ description: 'a', own: { namedScores: { correct: 0.5 } } })]));
    expect(run.items[0]?.values).toMatchObject({ correct: 1, correct_2: 0.5 });
  });

  it('counts a test without an assertion neither right nor wrong', async () => {
    const vacuous = { gradingResult: { pass: true, score: 1, reason: 'No assertions' } };
    const results = file([result({ description: 'a' }), result({ description: 'b', own: vacuous })]);
    expect((await readRun(results)).items[1]).toMatchObject({ notAsked: ['correct', 'score'] });
    expect(await notes(results)).toEqual([
      'Tests without an assertion prove nothing: they are neither right nor wrong here.',
    ]);
  });

  it('does not take what came out of the cache for fast and free', async () => {
    const run = await readRun(
      file([result({ description: 'a' }), result({ description: 'b', own: { response: { cached: true } } })]),
    );
    expect(run.items[1]?.values).toEqual({ correct: 1, score: 1 });
  });

  it('still is a run when every test failed to run', async () => {
    const run = await readRun(file([result({ description: 'a', own: FAILED })]));
    expect(run.metrics).toEqual({ correct: 'outcome' });
  });

  it('is the same run as YAML, and without its wrapper', async () => {
    const whole = file([result({ description: 'a' }), result({ description: 'b', own: WRONG })]);
    const json = await readRun(whole);
    expect(await readRun(stringify(whole), { name: 'results.yaml' })).toEqual(json);
    expect((await readRun(whole.results)).items).toEqual(json.items);
  });

  it('as lines holds the results alone', async () => {
    const lines = [
      result({ description: 'a' }),
      result({ description: 'b', provider: 'claude', own: FAILED }),
    ];
    const { runs } = await read(lines.map((line) => JSON.stringify(line)).join('\n'), { name: 'r.jsonl' });
    expect(runs.map(({ dataset, items }) => [dataset, items.length])).toEqual([
      ['promptfoo/gpt', 1],
      ['promptfoo/claude', 1],
    ]);
  });

  it.each([
    [
      'a success that is none',
      { success: 'yes' },
      'results.json:16:20: results.results[0].success: Expected true or false, not "yes".',
    ],
    [
      'a score that is none',
      { score: {} },
      'results.json:17:18: results.results[0].score: Expected a number, not an object.',
    ],
  ])('with %s is refused', async (_, own, message) => {
    expect(await complaints(file([{ ...own, ...result({}), ...own }]))).toEqual([
      expect.stringMatching(
        new RegExp(
          `^results.json:\\d+:\\d+: ${message.replace(/^[^ ]* /, '').replace(/[[\]().]/g, '\\$&')}$`,
        ),
      ),
    ]);
  });

  it.each([
    ['XML', '<promptfoo>\n  <evalId>e</evalId>\n</promptfoo>', /promptfoo's XML/],
    ['CSV', 'q,[gpt] x,Status,Score,Named Scores,Grader Reason,Comment\na,b,PASS,1,,,\n', /promptfoo's CSV/],
  ])('as %s asks for JSON', async (_, text, message) => {
    expect((await complaints(text))[0]).toMatch(message);
  });
});

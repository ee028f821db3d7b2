import { describe, expect, it } from 'vitest';
import { byId, complaints, readRun } from '../testing/read.ts';

const metric = (name: string, success: boolean, score: number | null, own: object = {}) => ({
  name,
  threshold: 0.5,
  success,
  score,
  reason: 'because',
  evaluationModel: 'gpt-4o',
  ...own,
});

function testCase(name: string, metricsData: object[], own: object = {}) {
  const success = metricsData.every((one) => (one as { success: boolean }).success);
  return {
    name,
    input: `question of ${name}`,
    actualOutput: 'secret',
    success,
    metricsData,
    runDuration: 1.5,
    ...own,
  };
}

const run = (...testCases: object[]) => ({
  testCases,
  conversationalTestCases: [],
  metricsScores: [],
  testPassed: 1,
  testFailed: 1,
});

describe('a test run of DeepEval', () => {
  it('has an outcome for each case, and a score for each metric', async () => {
    const read = await readRun(
      run(
        testCase('refund', [metric('Answer Relevancy', true, 0.9), metric('Politeness (GEval)', true, 0.8)]),
        testCase('address', [metric('Answer Relevancy', false, 0.2)]),
      ),
    );
    expect(read).toMatchObject({ dataset: 'deepeval', judge: 'gpt-4o', tool: 'deepeval' });
    expect(read.items.map(({ id, values, notAsked }) => [id, values, notAsked])).toEqual([
      ['refund', { correct: 1, answer_relevancy: 0.9, politeness_geval: 0.8, latency: 1.5 }, undefined],
      ['address', { correct: 0, answer_relevancy: 0.2, latency: 1.5 }, ['politeness_geval']],
    ]);
    expect(JSON.stringify(read)).not.toContain('secret');
    expect(JSON.stringify(read)).not.toContain('question');
  });

  it('does not take a metric that could not be computed for a wrong answer', async () => {
    const error = { error: 'Rate limit', success: false, score: null };
    const read = await readRun(
      run(
        testCase('a', [metric('Faithfulness', true, 1), metric('Bias', false, null, error)]),
        testCase('b', [metric('Faithfulness', false, 0.1), metric('Bias', false, null, error)]),
      ),
    );
    expect(byId(read)).toMatchObject({
      a: { values: { faithfulness: 1, latency: 1.5 } },
      b: { values: { faithfulness: 0.1, correct: 0 } },
    });
    expect(read.items[0]?.values).not.toHaveProperty('correct');
    expect(read.items[0]).not.toHaveProperty('notAsked');
  });

  it('is known though its first case broke off before anything was measured, which is no wrong answer', async () => {
    const { metricsData: _, ...broken } = testCase('a', [], { success: false });
    const vacuous = testCase('b', []);
    const read = await readRun(run(broken, vacuous, testCase('c', [metric('Bias', true, 1)])));
    expect(read.items.map(({ values, notAsked }) => [values, notAsked])).toEqual([
      [{ latency: 1.5 }, ['bias']],
      [{ latency: 1.5 }, ['correct', 'bias']],
      [{ bias: 1, correct: 1, latency: 1.5 }, undefined],
    ]);
  });

  it('does not take positions for names, and one question asked twice for two', async () => {
    const one = (position: number, input: string) =>
      testCase(`test_case_${position}`, [metric('Bias', true, 1)], { input });
    const first = await readRun(run(one(0, 'x'), one(1, 'y'), one(2, 'x')));
    const second = await readRun(run(one(0, 'y'), one(1, 'x')));
    expect(first.items[0]?.cluster).toBe(first.items[2]?.cluster);
    expect(first.items[1]?.id).toBe(second.items[0]?.id);
  });

  it('keeps cases apart that tell neither a name nor a question', async () => {
    const bare = { success: true, metricsMetadata: [{ metric: 'Bias', score: 0.4, minimumScore: 0.5 }] };
    const { items } = await readRun(run(bare, bare));
    expect(items.map(({ cluster, values }) => [cluster, values])).toEqual([
      ['case 1', { bias: 0.4, correct: 0 }],
      ['case 2', { bias: 0.4, correct: 0 }],
    ]);
  });

  it('is read in Python names, as a list of results, and inside its newest wrapper', async () => {
    const result = { name: 'a', success: true, metrics_data: [metric('Bias', true, 1)], input: 'x' };
    const expected = [expect.objectContaining({ id: 'a', values: { bias: 1, correct: 1 } })];
    expect((await readRun({ test_results: [result] })).items).toEqual(expected);
    expect((await readRun([result])).items).toEqual(expected);
    expect(
      (await readRun({ testRunData: run({ ...result, metricsData: result.metrics_data }) })).items,
    ).toEqual(expected);
  });

  it('without a case is refused', async () => {
    expect(await complaints(run())).toEqual([
      'results.json:1:1: the file: Expected at least one item, not [].',
    ]);
  });
});

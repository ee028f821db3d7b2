import { describe, expect, it } from 'vitest';
import { byId, notes, readRun } from '../testing/read.ts';

const SPEC = {
  spec: {
    completion_fns: ['gpt-4o'],
    eval_name: 'test-match.s1.simple-v0',
    base_eval: 'test-match',
    split: 's1',
    created_by: 'ci',
    run_id: '2611230243ABCDE',
    created_at: '2026-11-23 02:43:09.000001',
  },
};

function event(sample_id: string, type: string, data: object, created_at = '2026-11-23 02:44:00.5+00:00') {
  return { run_id: '2611230243ABCDE', event_id: 1, sample_id, type, data, created_by: '', created_at };
}
const match = (sample: string, correct: boolean) =>
  event(sample, 'match', { correct, expected: 'secret', picked: 'x' });

function log(...rows: object[]): string {
  return `${rows.map((row) => JSON.stringify(row)).join('\n')}\n`;
}

describe('a log of OpenAI evals', () => {
  it('is one run, an item a sample', async () => {
    const run = await readRun(
      log(
        SPEC,
        event('s.0', 'sampling', { prompt: 'secret', sampled: ['x'] }),
        match('s.0', true),
        match('s.1', false),
        { final_report: { accuracy: 0.5 } },
      ),
      { name: 'log.jsonl' },
    );
    expect(run).toMatchObject({
      id: '2611230243ABCDE',
      dataset: 'test-match.s1.simple-v0',
      author: 'ci',
      model: 'gpt-4o',
      at: Date.UTC(2026, 10, 23, 2, 44, 0, 500),
      metrics: { correct: 'outcome' },
    });
    expect(byId(run)).toEqual({ 's.0': { values: { correct: 1 } }, 's.1': { values: { correct: 0 } } });
    expect(JSON.stringify(run)).not.toContain('secret');
  });

  it('takes several matches of a sample for repeats', async () => {
    const { items } = await readRun(log(SPEC, match('s', true), match('s', false), match('s', true)));
    expect(items.map(({ id, cluster, values }) => [id, cluster, values.correct])).toEqual([
      ['s', 's', 1],
      ['s#2', 's', 0],
      ['s#3', 's', 1],
    ]);
  });

  it('counts a sample that only failed apart, and one that was tried again not', async () => {
    const failed = (sample: string) =>
      event(sample, 'error', { type: 'RateLimitError', message: 'too many requests' });
    const { items } = await readRun(log(SPEC, failed('a'), failed('b'), match('b', true)));
    expect(items).toEqual([
      { id: 'a', cluster: 'a', values: {}, error: 'too many requests' },
      { id: 'b', cluster: 'b', values: { correct: 1 } },
    ]);
  });

  it('keeps what else was measured', async () => {
    const run = await readRun(log(SPEC, event('a', 'metrics', { f1: 0.5, choice: 'B', score: 0.75 })));
    expect(run.items[0]?.values).toEqual({ f1: 0.5, score: 0.75 });
    expect(run.metrics).toEqual({ f1: 'score', score: 'score' });
  });

  it.each([
    [[SPEC, match('a', true)], 'The log has no final_report: the run may not have come to its end.'],
    [
      [SPEC, match('a', true), { final_report: { accuracy: 0.25 } }],
      'The log reports an accuracy of 0.25; its events make it 1, which is taken.',
    ],
  ])('says what is strange about it', async (rows, note) => {
    expect(await notes(log(...rows))).toEqual([note]);
  });
});

import { describe, expect, it } from 'vitest';
import { byId, complaints, notes, readRun } from '../testing/read.ts';

function sample(id: string | number, value: unknown, own: object = {}) {
  return {
    id,
    epoch: 1,
    input: 'secret',
    scores: { match: { value, answer: 'x' } },
    total_time: 2,
    working_time: 1.5,
    ...own,
  };
}

function log(samples: readonly object[], own: object = {}, spec: object = {}) {
  return {
    version: 2,
    status: 'success',
    eval: {
      eval_id: 'hj8C8q8gxzHhwyCT67xh4L',
      run_id: 'run',
      task_id: 'task',
      created: '2026-11-23T09:59:40-04:00',
      task: 'popularity',
      task_version: 2,
      dataset: { name: 'popularity', samples: 100, sample_ids: [1, 2] },
      model: 'ollama/gemma3',
      config: { epochs: 2 },
      packages: { inspect_ai: '0.3.95' },
      ...spec,
    },
    results: {
      total_samples: samples.length,
      completed_samples: samples.length,
      scores: [
        {
          name: 'match',
          scorer: 'match',
          metrics: { accuracy: { name: 'accuracy', value: 0.75 }, stderr: { value: 0.1 } },
        },
      ],
    },
    stats: { completed_at: '2026-11-23T09:59:43-04:00' },
    samples,
    ...own,
  };
}

describe('a log of Inspect', () => {
  it('is one run, with what its letters are worth', async () => {
    const usage = {
      model_usage: { a: { input_tokens: 10, output_tokens: 2, total_tokens: 12 }, b: { total_tokens: 3 } },
    };
    const run = await readRun(log([sample(1, 'C', usage), sample(2, 'I'), sample(3, 'P'), sample(4, 'N')]));
    expect(run).toMatchObject({
      id: 'hj8C8q8gxzHhwyCT67xh4L',
      dataset: 'popularity',
      revision: '2',
      judge: 'match',
      model: 'ollama/gemma3',
      tool: 'inspect 0.3.95',
      at: Date.UTC(2026, 10, 23, 13, 59, 43),
    });
    expect(run.items.map(({ values }) => values.correct)).toEqual([1, 0, 0.5, 0]);
    expect(run.items[0]?.values).toMatchObject({
      latency: 1.5,
      tokens: 15,
      tokens_input: 10,
      tokens_output: 2,
    });
    expect(JSON.stringify(run)).not.toContain('secret');
  });

  it('takes epochs for repeats of a sample', async () => {
    const epochs = [1, 2].flatMap((epoch) => [sample('a', 'C', { epoch }), sample('b', 'I', { epoch })]);
    const { items } = await readRun(log(epochs));
    expect(items.map(({ id, cluster }) => [id, cluster])).toEqual([
      ['a', 'a'],
      ['b', 'b'],
      ['a#2', 'a'],
      ['b#2', 'b'],
    ]);
  });

  it('counts samples that failed, and such that have no score, apart', async () => {
    const run = await readRun(
      log([
        sample(1, 'C'),
        sample(2, 'C', { error: { message: 'TimeoutError\n  at x', traceback: 'secret' } }),
        sample(3, 'C', { scores: {} }),
        sample(4, null),
      ]),
    );
    expect(byId(run)).toEqual({
      1: { values: { correct: 1, latency: 1.5 } },
      2: { values: {}, error: 'TimeoutError' },
      3: { values: { latency: 1.5 } },
      4: { values: { latency: 1.5 } },
    });
  });

  it('has a metric for each scorer, and for each value of one', async () => {
    const scores = { judge: { value: { tone: 0.5, facts: 1 } }, includes: { value: 'C' } };
    const run = await readRun(
      log([sample(1, 'C', { scores }), sample(2, 'C', { scores: { includes: { value: 'I' } } })]),
    );
    expect(run.items[0]?.values).toMatchObject({ correct: 1, judge_tone: 0.5, judge_facts: 1 });
    expect(run.items[1]).not.toHaveProperty('notAsked');
  });

  it('without samples is known as a whole, its epochs no more of them', async () => {
    const { samples: _, ...header } = log([]);
    const results = { ...header.results, completed_samples: 4 };
    const run = await readRun({ ...header, results });
    expect(run).toMatchObject({
      items: [],
      aggregates: { correct: { value: 0.75, n: 2, standardError: 0.1 } },
    });
  });

  it.each(['started', 'cancelled', 'error'])('that is %s is not taken', async (status) => {
    const broken = log([sample(1, 'C')], { status, error: { message: 'out of memory\nat x' } });
    const results = { ...broken.results, total_samples: 100 };
    expect(await complaints({ ...broken, results })).toEqual([
      `results.json:3:13: status: This run did not come to its end: its status is ${status} after 1 of 100 samples (out of memory). Finish it with \`inspect eval-retry\`, and import that log.`,
    ]);
  });

  it('says when it has not all of its samples', async () => {
    const part = log([sample(1, 'C')]);
    const results = { ...part.results, completed_samples: 100 };
    expect(await notes({ ...part, results })).toEqual([
      'The log has 1 of the 100 samples that it completed; those are taken.',
    ]);
  });

  it('in the binary format asks for JSON', async () => {
    const zip = `PK\u0003\u0004\u0014\u0000\u0000\u0000_journal/start.json${'x'.repeat(100)}`;
    expect(await complaints(zip, { name: 'logs/2026 run.eval' })).toEqual([
      "logs/2026 run.eval: This is Inspect's binary log format; write it as JSON first: inspect log dump '2026 run.eval' > '2026 run.json'",
    ]);
  });
});

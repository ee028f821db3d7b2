import { describe, expect, it } from 'vitest';
import { byId, complaints, notes, read, readRun } from '../testing/read.ts';

describe('scores of Ragas', () => {
  const rows = [
    { user_input: 'q1', response: 'secret', faithfulness: 0.9, answer_relevancy: 0.8 },
    { user_input: 'q2', response: '4', faithfulness: Number.NaN, answer_relevancy: 0.7 },
    { user_input: 'q1', response: 'x', faithfulness: 1, answer_relevancy: 0.6 },
  ];
  /** As Python writes it. */
  const python = JSON.stringify(rows).replaceAll('null', 'NaN');

  it('as a list have no score where there is NaN', async () => {
    const run = await readRun(python);
    expect(run).toMatchObject({
      dataset: 'ragas',
      tool: 'ragas',
      metrics: { faithfulness: 'score', answer_relevancy: 'score' },
    });
    expect(run.items.map(({ values }) => values)).toEqual([
      { faithfulness: 0.9, answer_relevancy: 0.8 },
      { answer_relevancy: 0.7 },
      { faithfulness: 1, answer_relevancy: 0.6 },
    ]);
    expect(run.items[1]).not.toHaveProperty('notAsked');
    expect(run.items[0]?.cluster).toBe(run.items[2]?.cluster);
    expect(JSON.stringify(run)).not.toContain('secret');
  });

  it.each([
    ['records', python],
    ['scores alone', JSON.stringify({ scores: rows })],
    [
      'columns',
      `{"user_input": {"0": "q1", "1": "q2", "2": "q1"}, "faithfulness": {"0": 0.9, "1": NaN, "2": 1}}`,
    ],
    ['CSV', ',user_input,response,faithfulness\n0,q1,"a\nb",0.9\n1,q2,4,\n2,q1,x,1\n'],
    ['lines', rows.map((row) => JSON.stringify(row)).join('\n')],
    [
      'a split table',
      JSON.stringify({
        columns: ['user_input', 'faithfulness'],
        index: [0, 1, 2],
        data: [
          ['q1', 0.9],
          ['q2', null],
          ['q1', 1],
        ],
      }),
    ],
  ])('written as %s are the same items', async (_, text) => {
    const { items, dataset } = await readRun(text);
    expect(dataset).toBe('ragas');
    expect(items.map(({ values }) => values.faithfulness)).toEqual([0.9, undefined, 1]);
    expect(items.map(({ cluster }) => cluster)).toEqual(
      (await readRun(python)).items.map(({ cluster }) => cluster),
    );
  });

  it('without anything that tells items apart are told apart by their position', async () => {
    expect(byId(await readRun('[{"faithfulness": 0.5}, {"faithfulness": NaN}]'))).toEqual({
      'row 1': { values: { faithfulness: 0.5 } },
      'row 2': { values: {} },
    });
  });
});

describe("MLflow's eval_results_table.json", () => {
  const table = (columns: string[], data: unknown[][]) => JSON.stringify({ columns, data });

  it('has a metric for each column of scores, by its name without version', async () => {
    const text = table(
      [
        'inputs',
        'outputs',
        'token_count',
        'latency',
        'toxicity/v1/score',
        'exact_match/v1',
        'similarity/v1/justification',
        'correctness/value',
      ],
      [
        ['q1', 'secret', 12, 0.5, 0.01, 1, '9', 'yes'],
        ['q2', 'x', 9, 1.5, null, 0, 'because', 'no'],
      ],
    );
    const run = await readRun(text, { metrics: { correct: 'exact_match' } });
    expect([run.tool, run.dataset]).toEqual(['mlflow', 'mlflow']);
    expect(run.items.map(({ values }) => values)).toEqual([
      { tokens: 12, latency: 0.5, toxicity: 0.01, correct: 1, correctness: 1 },
      { tokens: 9, latency: 1.5, correct: 0, correctness: 0 },
    ]);
    expect(run.metrics).toMatchObject({ correct: 'outcome', correctness: 'outcome', toxicity: 'score' });
    expect(JSON.stringify(run)).not.toContain('secret');
  });

  it('keeps two versions of a metric apart', async () => {
    const run = await readRun(table(['id', 'tone/v1/score', 'tone/v2/score'], [['a', 1, 0.5]]));
    expect(run.items[0]?.values).toEqual({ tone: 1, tone_2: 0.5 });
  });

  it('with a row that is too short is refused', async () => {
    expect(await complaints(table(['id', 'x'], [['a', 1], ['b']]))).toEqual([
      'results.json:1:39: data[1]: Expected a list of 2 cells, one a column.',
    ]);
  });
});

describe('a plain CSV', () => {
  const HEADER = 'id,correct,score,latency_ms,cost_usd,error,cluster,dataset,version,judge,at';

  it('says everything in its columns', async () => {
    const text = [
      HEADER,
      'a,1,0.9,800,0.01,,,golden,v3,rules,2026-11-23T10:00:00Z',
      'b,no,NaN,1200,,,a,golden,v3,rules,2026-11-23T11:00:00+02:00',
      'c,,,,,timed out,,golden,v3,rules,',
    ].join('\r\n');
    const run = await readRun(`\uFEFF${text}\r\n`, { name: 'x.csv', versions: [] });
    expect(run).toMatchObject({
      item: 'v3',
      dataset: 'golden',
      judge: 'rules',
      at: Date.UTC(2026, 10, 23, 10),
    });
    expect(byId(run)).toEqual({
      a: { values: { correct: 1, score: 0.9, latency: 0.8, cost_usd: 0.01 } },
      b: { cluster: 'a', values: { correct: 0, latency: 1.2 }, notAsked: ['cost_usd'] },
      c: { values: {}, error: 'timed out' },
    });
  });

  it('of several datasets is several runs', async () => {
    const text = 'id;correct;dataset\na;1;golden\na;0;red-team\nb;1;golden\n';
    const { runs } = await read(text, { name: 'x.csv' });
    expect(runs.map(({ dataset, items }) => [dataset, items.length])).toEqual([
      ['golden', 2],
      ['red-team', 1],
    ]);
    expect(new Set(runs.map(({ id }) => id)).size).toBe(2);
    const named = await read(text, { name: 'x.csv', dataset: 'all' });
    expect(named.runs.map(({ dataset }) => dataset)).toEqual(['all/golden', 'all/red-team']);
  });

  it('says what it left aside', async () => {
    expect(await notes('id,correct,remark\na,1,fine\nb,0,not so\n')).toEqual([
      'No numbers stand under remark: left aside.',
    ]);
  });

  it('with tabs is read as well', async () => {
    expect((await readRun('id\tcorrect\na\t1\n')).items).toHaveLength(1);
  });

  it.each([
    [
      'a number that is none',
      'id,tone\na,0.5\nb,0.7\nc,"0,9"\n',
      'x.csv:4: Expected a number under "tone", not "0,9".',
    ],
    [
      'an outcome that is a share',
      'id,correct\na,1\nb,0.5\n',
      'x.csv:3: Expected 1 or 0 under "correct", not 0.5.',
    ],
    [
      'an outcome that is a word',
      'id,correct\na,maybe\n',
      'x.csv:2: Expected 1 or 0 under "correct", not "maybe".',
    ],
    [
      'a negative cost',
      'id,correct,cost\na,1,-3\n',
      'x.csv:2: Expected a number that is not negative under "cost", not "-3".',
    ],
    [
      'a time that is none',
      'id,correct,at\na,1,yesterday\n',
      'x.csv:2: Expected a time such as 2026-11-23T10:00:00Z under "at", not "yesterday".',
    ],
    [
      'a line that is too long',
      'id,correct\na,1\nb,1,2\n',
      'x.csv:3: This line has not as many cells as the header.',
    ],
    ['a quote that does not end', 'id,correct\na,1\n"b,0\n', 'x.csv:3: A quoted cell does not end.'],
    [
      'a quote inside a cell',
      'id,correct\na"b,1\n',
      'x.csv:2: A quote stands inside a cell; double it, and put the cell into quotes.',
    ],
    ['two columns of one name', 'id,correct,correct\na,1,0\n', 'x.csv: Two columns are called "correct".'],
    [
      'no scores',
      'id,text\na,b\n',
      'x.csv: No column has scores; there are id, text. Right or wrong stands under correct, a score under a name of its own.',
    ],
    ['a header alone', 'id,correct\n', 'x.csv: There is a header, and not one item.'],
  ])('with %s is refused, with the line', async (_, text, message) => {
    expect(await complaints(text, { name: 'x.csv' })).toEqual([message]);
  });
});

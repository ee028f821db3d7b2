import { describe, expect, it } from 'vitest';
import { complaints, NOW, read, readRun } from '../testing/read.ts';

const run = {
  product: 'desk',
  item: 'v2',
  dataset: 'golden-set',
  at: '2026-11-23T10:00:00Z',
  metrics: { correct: 'outcome', latency: 'score' },
};
const items = [
  { id: 'a', values: { correct: 1, latency: 0.8 } },
  { id: 'b', cluster: 'a', values: { correct: 0 } },
  { id: 'c', error: 'timed out' },
  { id: 'd', values: { correct: 1 }, notAsked: ['latency'] },
];
const name = 'golden.json';

describe('our own JSON', () => {
  it('is read with its defaults', async () => {
    expect(await readRun({ run, items })).toEqual({
      ...run,
      id: expect.stringMatching(/^json-[0-9a-f]{16}$/),
      at: Date.parse(run.at),
      build: '',
      environment: 'production',
      revision: '',
      judge: '',
      judgeVersion: '',
      author: '',
      contentHash: expect.stringMatching(/^[0-9a-f]{32}$/),
      items: [
        { id: 'a', cluster: 'a', values: { correct: 1, latency: 0.8 } },
        { id: 'b', cluster: 'a', values: { correct: 0 } },
        { id: 'c', cluster: 'c', values: {}, error: 'timed out' },
        { id: 'd', cluster: 'd', values: { correct: 1 }, notAsked: ['latency'] },
      ],
    });
  });

  it('needs no more than items', async () => {
    expect(await readRun({ run: {}, items: [{ id: 'a', values: { correct: 1, tone: 0.5 } }] })).toMatchObject(
      {
        product: 'desk',
        item: 'v2',
        dataset: 'json',
        at: NOW,
        metrics: { correct: 'outcome', tone: 'score' },
      },
    );
  });

  it('without an id has one that follows from its content', async () => {
    const id = async (value: object) => (await readRun(value)).id;
    expect(await id({ run, items })).toBe(await id({ run, items }));
    expect(await id({ run, items })).not.toBe(await id({ run, items: items.slice(1) }));
    expect(await id({ run: { ...run, id: 'ci-17' }, items })).toBe('ci-17');
  });

  it('may hold several runs', async () => {
    const { runs, problems } = await read({
      runs: [
        { run: { ...run, id: 'one' }, items },
        { run: { ...run, dataset: 'red-team' }, items },
        { run: { ...run, dataset: 'public', aggregates: { correct: { value: 0.5, n: 10 } }, madeOf: ['x'] } },
      ],
    });
    expect(problems).toEqual([]);
    expect(runs.map(({ id, dataset }) => [id.replace(/[0-9a-f]{16}/, '#'), dataset])).toEqual([
      ['one', 'golden-set'],
      ['json-#.red-team', 'red-team'],
      ['json-#.public', 'public'],
    ]);
    expect(runs[2]).toMatchObject({
      items: [],
      aggregates: { correct: { value: 0.5, n: 10 } },
      madeOf: ['x'],
    });
  });

  it('keeps a metric with a name that objects have of themselves', async () => {
    const odd = await readRun({
      run: { ...run, metrics: { constructor: 'score' } },
      items: [{ id: 'a', values: {} }],
    });
    expect(odd.metrics).toEqual({ constructor: 'score' });
    expect((await complaints({ run, items: [{ id: 'a', values: { toString: 1 } }] }))[0]).toContain(
      'run.metrics does not say what toString is',
    );
  });

  it.each([
    ['nothing', '', 'golden.json: This file is empty.'],
    [
      'half of one',
      '{"run": {\n  "item": "v2"',
      'golden.json:2:15: This is not JSON: it ends too early, where a comma or } was expected.',
    ],
    [
      'no items',
      { run, items: [] },
      'golden.json:12:12: items: Expected at least one item, or aggregates of the run.',
    ],
    [
      'a wrong key',
      { run: { ...run, biuld: '2.1' }, items },
      'golden.json:11:14: run.biuld: There is no such key; did you mean build?',
    ],
    [
      'a wrong key of an item',
      { run, items: [{ id: 'a', values: {}, clster: 'x' }] },
      /items\[0\]\.clster: There is no such key; did you mean cluster\?/,
    ],
    [
      'a time that is none',
      { run: { ...run, at: 'yesterday' }, items },
      'golden.json:6:11: run.at: Expected a time: Unix ms, or such as 2026-11-23T10:00:00Z, not "yesterday".',
    ],
    [
      'an outcome that is a share',
      { run, items: [{ id: 'a', values: { correct: 0.5 } }] },
      'golden.json:16:20: items[0].values.correct: correct is an outcome: expected 1 or 0, not 0.5.',
    ],
    [
      'a value of no metric',
      { run, items: [{ id: 'a', values: { corect: 1 } }] },
      /items\[0\]\.values\.corect: run\.metrics does not say .* Did you mean correct\?$/,
    ],
    [
      'a text for a number',
      { run, items: [{ id: 'a', values: { correct: '1' } }] },
      'golden.json:16:20: items[0].values.correct: Expected a number, not "1".',
    ],
    [
      'neither values nor an error',
      { run, items: [{ id: 'a' }] },
      /This is missing; expected values, or the error/,
    ],
    ['more than a number', '{"run": {"at": 1e999}, "items": [{"id": "a", "values": {}}]}', /run\.at: /],
    [
      'an aggregate of nothing',
      { run: { ...run, aggregates: { correct: { value: 1, n: 0 } } } },
      /run\.aggregates\.correct\.n: /,
    ],
    ['no run', { items }, 'golden.json:1:1: run: This is missing; expected an object.'],
  ])('with %s is refused, with the place', async (_, value, message) => {
    expect((await complaints(value, { name })).join('\n')).toMatch(message);
  });

  it('tells every problem at once, but not for ever', async () => {
    const bad = Array.from({ length: 25 }, (_, i) => ({ id: `${i}`, values: { correct: 7 } }));
    const lines = await complaints({ run, items: bad }, { name });
    expect(lines).toHaveLength(11);
    expect(lines.at(-1)).toBe('golden.json: and 15 more.');
  });
});

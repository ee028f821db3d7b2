import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { LIMITS } from './limits.ts';
import { readEvaluationFiles } from './read-evaluation-files.ts';
import { complaints, NOW, notes, read, readRun } from './testing/read.ts';

const ONE = JSON.stringify({ run: {}, items: [{ id: 'a', values: { correct: 1 } }] });
const GIVEN = { product: 'desk', versions: [{ item: 'v2' }], now: NOW };

describe('files of evaluations', () => {
  it('that are wrong take nothing from the others', async () => {
    const files = [
      { name: 'a.json', text: ONE },
      { name: 'b.json', text: '{' },
      { name: 'c.csv', text: 'id,correct\na,1\n' },
    ];
    const { runs, files: read, problems } = await readEvaluationFiles(files, GIVEN);
    expect(runs).toHaveLength(2);
    expect(read.map(({ file }) => file)).toEqual(['a.json', 'c.csv']);
    expect(problems).toEqual([
      {
        severity: 'error',
        file: 'b.json',
        line: 1,
        column: 2,
        message: 'This is not JSON: it ends too early, where a name in double quotes or } was expected.',
      },
    ]);
  });

  it('have one identity by content, whatever their names', async () => {
    const { runs } = await readEvaluationFiles(
      [
        { name: 'a.json', text: ONE },
        { name: 'b.txt', text: ONE },
      ],
      GIVEN,
    );
    expect(runs[0]).toEqual(runs[1]);
  });

  it.each([
    [{ versions: [{ item: 'v1' }] }],
    [{ build: '2' }],
    [{ environment: 'staging' }],
    [{ dataset: 'golden' }],
    [{ revision: 'r2' }],
  ])('without an id are another run where they are said to be of another: %j', async (own) => {
    const [plain, of, again] = [await readRun(ONE), await readRun(ONE, own), await readRun(ONE, own)];
    expect(of.id).not.toBe(plain.id);
    expect(again).toEqual(of);
  });

  it('are the same run when somebody says what they say themselves', async () => {
    const plain = await readRun(ONE);
    for (const own of [{ dataset: 'json' }, { environment: 'production' }, { judge: 'rules' }]) {
      expect((await readRun(ONE, own)).id).toBe(plain.id);
    }
  });

  it('of several runs have the same identities, whichever of them are wanted', async () => {
    const table = 'id,correct,model\na,1,gpt 5\na,0,gpt-5\n';
    const { runs } = await read(table);
    const { runs: named } = await read(table, {
      versions: [
        { item: 'v2', part: 'gpt-5' },
        { item: 'v1', part: 'gpt 5' },
      ],
    });
    const alone = await readRun(table, { only: [{ kind: 'model', name: 'gpt-5' }] });
    expect(new Set([...runs, ...named].map(({ id }) => id)).size).toBe(3);
    expect([named[1]?.id, alone.id]).toEqual([runs[1]?.id, runs[1]?.id]);
  });

  it.each([
    ['nothing', '', 'x: This file is empty.'],
    ['white space', ' \n\n ', 'x: This file is empty.'],
    [
      'prose',
      'All went well.',
      /^x:1: This is no evaluation that is known\. Known are promptfoo, .* and plain JSON or CSV\.$/,
    ],
    [
      'another JSON',
      '{"hello": 1, "world": 2}',
      /^x: This is no evaluation that is known: an object with hello, world\. /,
    ],
    ['a number', '{"a": [1,\n2]}', /an object with a\. /],
    ['an empty list', '[]', /a list\. Known are/],
    ['a page', '<!DOCTYPE html><html></html>', /document type/],
    [
      'two documents',
      `${ONE}\n${ONE}`,
      'x:2: More stands after the first line, which is a whole json document.',
    ],
    ['zero bytes', 'id,correct\n\0'.repeat(20), 'x: This is no text: it has zero bytes.'],
  ])('with %s are refused in one sentence', async (_, text, message) => {
    expect((await complaints(text, { name: 'x' })).join('\n')).toMatch(message);
  });

  it.each([
    [gzipSync(ONE), 'This file is compressed (gzip); unpack it first.'],
    [Buffer.from(`\uFEFF${ONE}`, 'utf16le'), 'This text is in UTF-16; save it as UTF-8.'],
    [Buffer.from('PAR1xxxxPAR1'), 'This is a Parquet file; export it as CSV or JSON.'],
    [Buffer.from(`PK\u0003\u0004${'x'.repeat(100)}`), 'This is a zip archive; unpack it first.'],
    [
      Buffer.concat([Buffer.from('id,correct\n'), Buffer.from([0xff, 0xfe, 0xfd])]),
      'This text is not UTF-8; save it as UTF-8.',
    ],
  ])('that are no text say what to do', async (bytes, message) => {
    const { runs, problems } = await readEvaluationFiles([{ name: 'x', chunks: [bytes] }], GIVEN);
    expect(runs).toEqual([]);
    expect(problems).toEqual([{ severity: 'error', file: 'x', message }]);
  });

  it('are the same however their bytes come', async () => {
    const text = `\uFEFF{"run": {"dataset": "größe 🚦"}, "items": [{"id": "ä\\u00e4", "values": {"correct": 1}}]}`;
    const whole = await readRun(text);
    const bytes = Buffer.from(text);
    const pieces = Array.from(bytes, (_, i) => bytes.subarray(i, i + 1));
    const { runs } = await readEvaluationFiles([{ name: 'x', chunks: pieces }], GIVEN);
    expect(runs[0]).toEqual(whole);
    expect(whole.dataset).toBe('größe 🚦');
  });

  describe('have limits', () => {
    const rows = (n: number) => Array.from({ length: n }, (_, i) => `{"id":"${i}","correct":1}`).join('\n');
    it.each([
      ['items', { items: 10 }, rows(11), /There are more than 10 rows; split the file/],
      [
        'items of a document',
        { items: 1 },
        `{"run":{},"items":[{"id":"a","values":{"x":1}},{"id":"b","values":{"x":1}}]}`,
        /There are more than 1 items/,
      ],
      [
        'bytes',
        { streamBytes: 100 },
        rows(20),
        /larger than 100 bytes, which is the most that is read; split it/,
      ],
      [
        'bytes of a document',
        { documentBytes: 100 },
        JSON.stringify({ run: {}, items: [{ id: 'x'.repeat(150), values: {} }] }, null, 1),
        /larger than 100 bytes/,
      ],
      [
        'bytes of a line',
        { lineBytes: 100 },
        `${rows(3)}\n{"id": "${'x'.repeat(200)}", "correct": 1}`,
        /:4: A line is longer than 100 bytes/,
      ],
      [
        'bytes of a record',
        { lineBytes: 100 },
        `id,correct\n"${'x\n'.repeat(200)}`,
        /This record is too long; a quote may be open/,
      ],
      ['metrics', { metrics: 2 }, 'id,a,b,c\nx,1,1,1\n', /There are more than 2 metrics in one run/],
      [
        'runs',
        { runs: 2 },
        'id,correct,dataset\na,1,x\na,1,y\na,1,z\n',
        /There are more than 2 runs in one table/,
      ],
      [
        'depth',
        { depth: 5 },
        '{"run": [[[[[[]]]]]], "items": []}',
        /stand 7 deep inside each other; 5 are read/,
      ],
    ])('of %s', async (_, own, text, message) => {
      expect((await complaints(text, { limits: { ...LIMITS, ...own } })).join('\n')).toMatch(message);
    });

    it('that a hostile document meets quickly', async () => {
      const began = performance.now();
      expect((await complaints('['.repeat(1_000_000)))[0]).toContain('deep inside each other');
      expect((await complaints(`{"a":${'{"a":'.repeat(500_000)}`))[0]).toContain('deep inside each other');
      expect(performance.now() - began).toBeLessThan(20_000);
    });
  });
});

describe('who gives a file', () => {
  const file = {
    run: { dataset: 'golden', judge: 'rules', build: '2.1' },
    items: [{ id: 'a', values: { correct: 1 } }],
  };

  it('says what the file does not, and goes before what it says', async () => {
    const run = await readRun(file, {
      environment: 'staging',
      dataset: 'silver',
      revision: 'r7',
      judge: 'people',
      judgeVersion: '2',
      author: 'ci',
      at: 1_700_000_000_000,
    });
    expect(run).toMatchObject({
      environment: 'staging',
      dataset: 'silver',
      revision: 'r7',
      judge: 'people',
      judgeVersion: '2',
      author: 'ci',
      build: '2.1',
      at: 1_700_000_000_000,
    });
  });

  it.each([
    [{ build: '3.0' }, 'results.json: The file says that it evaluated the build 2.1, and not 3.0.'],
    [
      { versions: [] },
      'results.json: The file does not say which version was evaluated; name it (--version).',
    ],
    [{ at: NOW + 3 * 86_400_000 }, 'results.json: It was finished on 2026-11-27, which is still to come.'],
    [
      { only: [{ kind: 'task' as const, name: 'x' }] },
      'results.json: No evaluation in it is what --only asks for; there are “dataset golden”.',
    ],
    [
      { versions: [{ item: 'v2', part: 'gpt*' }] },
      'results.json: No evaluation in it is one that a version was named for; there are “dataset golden”.',
    ],
    [
      { metrics: { correct: 'corect' } },
      'results.json: There is no metric corect in it; did you mean correct?',
    ],
  ])('and is told when that cannot be: %j', async (options, message) => {
    expect(await complaints(file, options)).toEqual([message]);
  });

  it('contradicts neither version nor product', async () => {
    const own = { ...file, run: { ...file.run, item: 'v3', product: 'chat' } };
    expect(await complaints(own)).toEqual([
      'results.json: The file says that it evaluated the product chat, and not desk.',
      'results.json: The file says that it evaluated the version v3, and not v2.',
    ]);
    expect(await readRun(own, { product: 'chat', versions: [] })).toMatchObject({
      item: 'v3',
      product: 'chat',
    });
  });

  it('calls metrics otherwise, and loses none', async () => {
    const two = {
      run: {},
      items: [
        { id: 'a', values: { correct: 1, strict: 0 } },
        { id: 'b', values: { correct: 1 }, notAsked: ['strict'] },
      ],
    };
    const run = await readRun(two, { metrics: { correct: 'strict' } });
    expect(run.items).toMatchObject([
      { values: { correct: 0, correct_of_tool: 1 } },
      { values: { correct_of_tool: 1 }, notAsked: ['correct'] },
    ]);
    expect(run.metrics).toEqual({ correct_of_tool: 'outcome', correct: 'outcome' });
  });
});

describe('names', () => {
  it('that are very long stay apart', async () => {
    const long = 'x'.repeat(300);
    const rows = ['a', 'b'].map((end) => JSON.stringify({ id: long + end, correct: 1 })).join('\n');
    const { items } = await readRun(rows);
    expect(items.map(({ id }) => id.length)).toEqual([200, 200]);
    expect(new Set(items.map(({ cluster }) => cluster)).size).toBe(2);
  });

  it('hold nothing but letters, and stay apart', async () => {
    const run = await readRun({
      run: { dataset: 'golden\u001b[2J', judge: 'a\nb' },
      items: ['x\ty', 'x\ny'].map((id) => ({ id, error: 'gone\u0007\r\n  at secret.ts:1' })),
    });
    expect(run.dataset).toMatch(/^golden \[2J~[0-9a-f]{16}$/);
    expect(run.judge).toMatch(/^a b~[0-9a-f]{16}$/);
    const [first, second] = run.items;
    expect([first?.id, second?.id]).toEqual([expect.stringMatching(/^x y~/), expect.stringMatching(/^x y~/)]);
    expect(first?.id).not.toBe(second?.id);
    expect(first?.error).toBe('gone');
  });

  it('in what is said of a file are one line', async () => {
    expect(await complaints('id,col\u001b[31m\na,b\n')).toEqual([
      expect.stringMatching(/there are id, col \[31m\. /),
    ]);
  });

  it('of metrics are as signals write them', async () => {
    const text = 'id,Answer Relevancy,pass@1,95% ok,Ünï,日本\na,1,1,1,1,1\n';
    expect(Object.keys((await readRun(text)).metrics)).toEqual([
      'answer_relevancy',
      'pass_at_1',
      'm_95_percent_ok',
      'u_ni',
      'metric',
    ]);
  });

  it('nobody minds', async () => {
    expect(await notes(ONE)).toEqual([]);
    expect((await read('id,correct,__proto__\na,1,0\n')).runs[0]?.metrics).toEqual({
      correct: 'outcome',
      proto: 'outcome',
    });
  });
});

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../config.ts';
import { TokenFile } from '../../http/auth/token-file.ts';
import type { EvaluationResponse, EvaluationRunJson } from '../../http/contract/evaluations.ts';
import { wallClock } from '../../runtime/wall-clock.ts';
import { SOURCE_TYPES } from '../../source-types.ts';
import { run } from '../program.ts';

const LAUNCHER = resolve(import.meta.dirname, '../gateline.js');

const ROADMAP = `product: desk
name: Desk
models:
  - { id: v2, title: Two }
  - { id: v3, title: Three }
`;
const CONFIG = 'listen: 127.0.0.1:0\notlp: { enabled: false }\nlog: { level: silent }\n';

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function command(
  folder: string,
  args: readonly string[],
  environment: Record<string, string | undefined> = {},
): Promise<Outcome> {
  const told = { out: '', err: '' };
  const code = await run(args, {
    cwd: folder,
    environment,
    interactive: false,
    out: (text) => {
      told.out += text;
    },
    err: (text) => {
      told.err += text;
    },
  });
  return { code, ...told };
}

function csv(right: number, of = 100): string {
  return ['id,correct', ...Array.from({ length: of }, (_, i) => `t${i},${Number(i < right)}`)].join('\n');
}

describe('gateline import evaluations, into the store itself', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gateline-import-'));
    await write('gateline.yaml', CONFIG);
    await write('roadmap.yaml', ROADMAP);
  });
  afterEach(() => rm(folder, { recursive: true }));
  const write = (file: string, text: string) => writeFile(join(folder, file), text);
  const gateline = (...args: string[]) => command(folder, args);

  it('says the mean over items, of which repeats are one and those that failed are none', async () => {
    await write('a.csv', 'id,correct,error\na,1,\na,1,\na,0,\na,0,\nb,1,\nc,1,\nd,0,timed out\n');
    const { out } = await gateline('import', 'evaluations', 'a.csv', '--version', 'v2', '--dry-run');
    expect(out).toContain('7 items, 1 error  correct 83.3 %');
  });

  it('takes each run once, whatever the file is called, and says what it took', async () => {
    await write('a.csv', csv(91));
    await write('copy.csv', csv(91));
    const first = await gateline(
      'import',
      'evaluations',
      'a.csv',
      '--version',
      'v2',
      '--build',
      '2.1',
      '--dataset',
      'golden',
    );
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(first.out).toMatch(
      /^a\.csv: 1 run\n {2}imported {2}v2 \(2\.1\) {2}golden {2}100 items {2}correct 91\.0 % {2}run csv-[0-9a-f]{16}\n$/,
    );
    const again = ['import', 'evaluations', 'copy.csv', '--version', 'v2', '--dataset', 'golden', '--build'];
    expect((await gateline(...again, '2.1')).out).toContain('known already');
    expect((await gateline(...again, '2.2')).out).toContain('imported');
    const { out } = await gateline('evaluations', 'list', '--json');
    const { runs } = JSON.parse(out) as { runs: EvaluationRunJson[] };
    expect(runs.map(({ build, dataset, items }) => [build, dataset, items]).sort()).toEqual([
      ['2.1', 'golden', 100],
      ['2.2', 'golden', 100],
    ]);
  });

  it('takes nothing of what is wrong, and all of the rest', async () => {
    await write('good.csv', csv(3));
    await write('bad.csv', 'id,correct\na,maybe\n');
    const files = ['good.csv', 'bad.csv', 'nowhere.csv'];
    const { code, out, err } = await gateline('import', 'evaluations', ...files, '--version', 'v3');
    expect(code).toBe(1);
    expect(out).toContain('good.csv: 1 run');
    expect(err).toBe(
      'bad.csv:2: Expected 1 or 0 under "correct", not "maybe".\nnowhere.csv: This file cannot be read: it is not there.\n',
    );
  });

  it('refuses another run of the same id with a way out, and goes on with the other files', async () => {
    const file = (correct: number) =>
      JSON.stringify({ run: { id: 'ci-17', dataset: 'golden' }, items: [{ id: 'a', values: { correct } }] });
    await write('a.json', file(1));
    await write('b.json', file(0));
    await write('c.csv', csv(1));
    const { code, out, err } = await gateline(
      'import',
      'evaluations',
      'a.json',
      'b.json',
      'c.csv',
      '--version',
      'v2',
    );
    expect(code).toBe(1);
    expect(out).toContain('2 runs: 2 imported.');
    expect(err).toMatch(
      /^b\.json: There is another run ci-17 of v2 on golden .*: gateline evaluations retract ci-17 --why …\n$/,
    );
  });

  it('takes runs back, which stay in the list, and says so when there is nothing to take back', async () => {
    await write(
      'a.json',
      JSON.stringify({ run: { id: 'ci-17' }, items: [{ id: 'a', values: { correct: 1 } }] }),
    );
    await gateline('import', 'evaluations', 'a.json', '--version', 'v2');
    const retract = ['evaluations', 'retract', 'ci-17', '--why', 'wrong key', '--by', 'data lead'];
    expect(await gateline(...retract)).toMatchObject({
      code: 0,
      out: 'Took back ci-17 of v2 on json: wrong key\n',
    });
    expect((await gateline('evaluations', 'list')).out).toMatch(
      /taken back \d{4}-\d\d-\d\d by data lead: wrong key\n$/,
    );
    expect(await gateline(...retract)).toMatchObject({
      code: 1,
      err: expect.stringMatching(
        /^The run ci-17 was taken back on [\d-]+ by data lead already: wrong key\n$/,
      ),
    });
    expect((await gateline('evaluations', 'retract', 'ci-71', '--why', 'x')).err).toContain(
      'no evaluation run "ci-71"',
    );
    expect((await gateline('import', 'evaluations', 'a.json', '--version', 'v2')).out).toContain(
      'taken back',
    );
    expect((await gateline('import', 'evaluations', 'a.json', '--version', 'v2', '--again')).out).toContain(
      'run ci-17~2',
    );
  });

  it('says what it would take, and writes nothing, when that is all that is asked', async () => {
    await write('a.csv', csv(1));
    const { out } = await gateline('import', 'evaluations', 'a.csv', '--version', 'v2', '--dry-run');
    expect(out).toMatch(/read {2}v2 {2}csv {2}100 items[^\n]*\nNothing was written\.\n$/);
    expect((await gateline('evaluations', 'list')).out).toContain('There is no such run yet.');
  });

  it('speaks JSON to machines', async () => {
    await write('a.csv', csv(1));
    await write('b.csv', 'id,text\na,b\n');
    const { out, err } = await gateline(
      'import',
      'evaluations',
      'a.csv',
      'b.csv',
      '--version',
      'v2',
      '--json',
    );
    expect(err).toBe('');
    expect(JSON.parse(out)).toMatchObject({
      files: [{ file: 'a.csv', runs: [{ outcome: 'imported', run: { item: 'v2', items: 100 } }] }],
      problems: [{ severity: 'error', file: 'b.csv' }],
    });
  });

  it.each([
    [['--version', ''], 'A version is written such as v2'],
    [['--at', 'yesterday'], 'A time is written with its zone'],
    [['--only', 'colour=red'], 'A part is one of task, provider, prompt'],
    [['--metric', 'x'], 'A metric gets another name such as correct=acc_norm.'],
  ])('%j is a mistake in use: 64', async (args, sentence) => {
    await write('a.csv', csv(1));
    const { code, err } = await gateline('import', 'evaluations', 'a.csv', ...args);
    expect(code).toBe(64);
    expect(err).toContain(sentence);
  });

  it.each([
    [['--version', 'v22'], 'a.csv: The roadmap of desk has no version "v22". Is it v2?'],
    [['--version', 'v2', '--product', 'dsk'], 'a.csv: There is no product "dsk" here. Is it desk?'],
    [[], 'a.csv: The file does not say which version was evaluated; name it (--version).'],
  ])('%j is told as what is wrong', async (args, sentence) => {
    await write('a.csv', csv(1));
    expect(await gateline('import', 'evaluations', 'a.csv', ...args)).toMatchObject({
      code: 1,
      err: `${sentence}\n`,
    });
  });

  it('asks for a product where there are several', async () => {
    await write('chat.yaml', 'product: chat\nname: Chat\nmodels: [{ id: v2, title: Two }]\n');
    await write('gateline.yaml', `${CONFIG}roadmaps: [roadmap.yaml, chat.yaml]\n`);
    await write('a.csv', csv(1));
    expect(await gateline('import', 'evaluations', 'a.csv', '--version', 'v2')).toMatchObject({
      code: 64,
      err: 'There are several products (desk, chat): name one with --product.\n',
    });
    expect(
      (await gateline('import', 'evaluations', 'a.csv', '--version', 'v2', '--product', 'chat')).code,
    ).toBe(0);
  });
});

describe('gateline import evaluations, to a running server', () => {
  let folder: string;
  let child: ChildProcess;
  let url: string;
  let token: string;
  let signedIn: Record<string, string>;

  // In a process of its own: within one process nothing keeps two stores from one file.
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gateline-import-server-'));
    await writeFile(join(folder, 'roadmap.yaml'), ROADMAP);
    // A port of its own, so that the command finds by the configuration what has the store open.
    const port = 20_000 + (process.pid % 20_000);
    await writeFile(
      join(folder, 'gateline.yaml'),
      `listen: 127.0.0.1:${port}\notlp: { enabled: false }\nlog: { level: info }\n`,
    );
    const { data } = await loadConfig({ cwd: folder, environment: {}, sourceTypes: SOURCE_TYPES });
    token = (await TokenFile.in(data, wallClock).create({ role: 'editor', name: 'ci' })).token;
    signedIn = { GATELINE_TOKEN: token };
    const stdio = ['ignore', 'pipe', 'inherit'] as const;
    child = spawn(process.execPath, [LAUNCHER, 'serve'], { cwd: folder, stdio: [...stdio] });
    url = await new Promise((resolve) => {
      let out = '';
      child.stdout?.setEncoding('utf8').on('data', (text: string) => {
        out += text;
        const found = /is on (http:\/\/[\d.:]+)/.exec(out)?.[1];
        if (found !== undefined) resolve(found);
      });
    });
  });
  afterAll(async () => {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true });
  });
  const runs = async (): Promise<EvaluationRunJson[]> => {
    const { out } = await command(folder, ['evaluations', 'list', '--json'], signedIn);
    return (JSON.parse(out) as { runs: EvaluationRunJson[] }).runs;
  };

  it('finds the server that has the store open, and signs in by a file or by the environment', async () => {
    await writeFile(join(folder, 'a.csv'), csv(91));
    await writeFile(join(folder, 'token'), `${token}\n`);
    const args = ['import', 'evaluations', 'a.csv', '--version', 'v2', '--judge', 'rules', '--by', 'ci'];
    const refused = await command(folder, args);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('The token is read from $GATELINE_TOKEN.');
    expect((await command(folder, [...args, '--token-file', 'token'])).out).toContain('imported');
    expect((await command(folder, args, signedIn)).out).toContain('known already');
    const [kept] = await runs();
    expect(kept).toMatchObject({ item: 'v2', dataset: 'csv', judge: 'rules', author: 'ci', items: 100 });
    const there = await command(tmpdir(), ['evaluations', 'list', '--server', url], signedIn);
    expect(there.out).toContain(kept?.id);
    const why = ['--why', 'wrong key'];
    expect((await command(folder, ['evaluations', 'retract', kept?.id ?? '', ...why], signedIn)).code).toBe(
      0,
    );
    expect((await runs())[0]?.retracted).toMatchObject({ by: 'ci', why: 'wrong key' });
  });

  it('is the same run, sent by a command or as a file', async () => {
    const lines = [
      { spec: { run_id: 'r1', eval_name: 'e' } },
      { run_id: 'r1', event_id: 1, sample_id: 'a', type: 'match', data: { correct: true } },
      {
        run_id: 'r1',
        event_id: 2,
        sample_id: 'b',
        type: 'error',
        data: { message: 'Bearer abcdefgh12345678 refused' },
      },
      { run_id: 'r1', event_id: 3, sample_id: 'c', type: 'metrics', data: { f1: 0.5 } },
      { final_report: {} },
    ];
    const text = lines.map((line) => JSON.stringify(line)).join('\n');
    await writeFile(join(folder, 'log.jsonl'), text);
    const sent = await command(folder, ['import', 'evaluations', 'log.jsonl', '--version', 'v3'], signedIn);
    expect(sent.out).toContain('imported');
    const headers = { Authorization: `Bearer ${token}` };
    const posted = await fetch(`${url}/api/v1/evaluations?version=v3`, {
      method: 'POST',
      body: text,
      headers,
    });
    expect(await posted.json()).toMatchObject({ runs: [{ outcome: 'known', run: { id: 'r1' } }] });
    const answer = await fetch(`${url}/api/v1/products/desk/evaluations/r1`, { headers });
    const { items } = (await answer.json()) as EvaluationResponse;
    expect(items.map(({ error }) => error)).toEqual([undefined, 'Bearer [redacted] refused', undefined]);
  });

  it('says what the server refuses, file by file', async () => {
    await writeFile(join(folder, 'b.csv'), csv(1));
    const { code, err } = await command(
      folder,
      ['import', 'evaluations', 'b.csv', '--version', 'v9'],
      signedIn,
    );
    expect(code).toBe(1);
    expect(err).toContain(`b.csv: ${url}: The roadmap of desk has no version "v9"`);
  });

  it('says when there is no server: 69', async () => {
    await writeFile(join(folder, 'b.csv'), csv(1));
    const args = ['import', 'evaluations', 'b.csv', '--version', 'v2', '--server', 'http://127.0.0.1:1'];
    expect(await command(folder, args)).toMatchObject({
      code: 69,
      err: expect.stringContaining('cannot be reached'),
    });
  });
});

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { evaluationBatch } from '../../collectors/evaluations/evaluation-batch.ts';
import { readEvaluationFiles } from '../../collectors/evaluations/read-evaluation-files.ts';
import { loadConfig } from '../config.ts';
import { TokenFile } from '../http/auth/token-file.ts';
import type { Role } from '../http/contract/endpoint.ts';
import { type RunningGateline, startGateline } from '../main.ts';
import { SOURCE_TYPES } from '../source-types.ts';
import { run } from './program.ts';

const ROADMAP = `product: desk
name: Ticket desk
models:
  - id: v1
    title: First
    lifecycle: live
    gate:
      due: 2026-12-15
      criteria:
        - accuracy >= 85% on evaluation of golden
  - id: v2
    title: Second
    lifecycle: candidate
    gate:
      criteria:
        - accuracy >= 85% on evaluation of golden
        - latency_p99 < 2s
  - id: v3
    title: Third
    lifecycle: candidate
    gate:
      criteria:
        - latency_p99 < 2s
  - id: v4
    title: Fourth
    lifecycle: candidate
    gate:
      criteria:
        - accuracy >= 85% on evaluation of golden
        - criterion: hallucination_rate < 1% on evaluation of golden
          waiver: { by: head of support, why: measured anew in January, until: 2099-12-31 }
infrastructure:
  - id: tracing
    title: Tracing
`;

/** A run of 1,000 items, `correct` of them right. */
function evaluation(item: string, correct: number, more: Record<string, unknown> = {}, n = 1000): string {
  const items = Array.from({ length: n }, (_, i) => ({
    id: `item-${i}`,
    values: { correct: i < correct ? 1 : 0, hallucinated: i < n / 10 ? 1 : 0 },
  }));
  const metrics = { correct: 'outcome', hallucinated: 'outcome' };
  const about = { product: 'desk', item, dataset: 'golden', at: '2026-11-20T10:00:00Z', metrics };
  return JSON.stringify({ run: { ...about, ...more }, items });
}

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

describe('gateline check', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gateline-check-'));
    await write('roadmap.yaml', ROADMAP);
  });
  afterEach(() => rm(folder, { recursive: true }));

  describe('alone, with evaluation files', () => {
    it.each([
      ['what passes', 950, 0, /^✔ v1 passes its gate\n/],
      ['what fails', 700, 1, /^✖ v1 fails its gate\n/],
      ['what is unproven', 855, 2, /^◐ v1 is not proven\n/],
    ])('tells %s by its exit code', async (_, correct, code, head) => {
      await write('run.json', evaluation('v1', correct));
      const outcome = await check(['v1', '--results', 'run.json']);
      expect(outcome).toMatchObject({ code, err: '' });
      expect(outcome.out).toMatch(head);
    });

    it('reads the files of other tools as runs of what is checked', async () => {
      const rows = Array.from({ length: 400 }, (_, i) => `t${i},${Number(i < 390)},golden`);
      await write('run.csv', ['id,correct,dataset', ...rows].join('\n'));
      const { code, out } = await check(['v1', '--results', 'run.csv', '--build', '1.1.0']);
      expect(code).toBe(0);
      expect(out).toContain('v1 (build 1.1.0) passes its gate');
    });

    it('has no data where no run is about the item: 3', async () => {
      await write('run.json', evaluation('v2', 950));
      const { code, out } = await check(['v1', '--results', 'run.json']);
      expect(code).toBe(3);
      expect(out).toContain('no evaluation of golden has come in yet');
    });

    it('goes ahead with what is unproven where that is allowed, and says so', async () => {
      await write('run.json', evaluation('v1', 855));
      const { code, out } = await check(['v1', '--results', 'run.json', '--allow', 'unproven']);
      expect(code).toBe(0);
      expect(out).toContain('Not proven, and allowed: nothing records it but this output.');
    });

    it.each([
      ['fails', evaluation('v1', 700), 1],
      ['has no data', evaluation('v2', 950), 3],
    ])('never allows what %s', async (_, file, code) => {
      await write('run.json', file);
      const outcome = await check(['v1', '--results', 'run.json', '--allow', 'unproven']);
      expect(outcome.code).toBe(code);
      expect(outcome.out).not.toContain('allowed');
    });

    it('judges what files can show, and says what it did not judge', async () => {
      await write('run.json', evaluation('v2', 950));
      const { code, out } = await check(['v2', '--results', 'run.json']);
      expect(code).toBe(0);
      expect(out).toContain('v2 passes the 1 of its 2 criteria that were judged');
      expect(out).toContain('– not judged  latency_p99 < 2s');
      const strict = await check(['v2', '--results', 'run.json', '--strict']);
      expect(strict.code).toBe(3);
      expect(strict.out).toContain(
        'v2 has no data on p99 latency: no source has brought request_duration yet.',
      );
    });

    it('does not pass a gate of which files can show nothing', async () => {
      await write('run.json', evaluation('v3', 950));
      const { code, out } = await check(['v3', '--results', 'run.json']);
      expect(code).toBe(3);
      expect(out).toContain('none of its criteria can be judged by evaluation files');
    });

    it('shows a waived miss as waived', async () => {
      await write('run.json', evaluation('v4', 950));
      const { code, out } = await check(['v4', '--results', 'run.json']);
      expect(code).toBe(0);
      expect(out).toContain('⚑ waived  hallucination_rate < 1% on evaluation of golden');
    });

    it('judges one build by its own runs; a run that names none is of the build that is asked for', async () => {
      await write('old.json', evaluation('v1', 950, { build: '1.0.0', at: '2026-11-21T10:00:00Z' }));
      await write('new.json', evaluation('v1', 700, { build: '1.1.0-rc1' }));
      await write('unnamed.json', evaluation('v1', 700));
      const build = ['--build', '1.1.0-rc1'];
      expect((await check(['v1', '--results', 'old.json', 'new.json'])).code).toBe(0);
      const { code, out } = await check(['v1', '--results', 'old.json', 'new.json', ...build]);
      expect(code).toBe(1);
      expect(out).toContain('v1 (build 1.1.0-rc1) fails on accuracy');
      expect((await check(['v1', '--results', 'unnamed.json', ...build])).code).toBe(1);
      expect((await check(['v1', '--results', 'old.json', ...build])).code).toBe(3);
    });

    it('speaks JSON to machines and JUnit to everything else', async () => {
      await write('run.json', evaluation('v1', 855));
      const { code, out } = await check([
        'v1',
        '--results',
        'run.json',
        '--json',
        '--junit',
        'out/gateline.xml',
      ]);
      expect(code).toBe(2);
      expect(JSON.parse(out)).toMatchObject({
        product: 'desk',
        item: 'v1',
        state: 'unproven',
        exitCode: 2,
        due: '2026-12-15',
        criteria: [{ text: 'accuracy >= 85% on evaluation of golden', file: 'roadmap.yaml', line: 10 }],
      });
      expect(await readFile(join(folder, 'out/gateline.xml'), 'utf8')).toContain('<testsuite name="desk v1"');
    });

    it('tells GitHub beside the lines of the roadmap and on the page of the run', async () => {
      await write('run.json', evaluation('v1', 700));
      const GITHUB_STEP_SUMMARY = join(folder, 'summary.md');
      await writeFile(GITHUB_STEP_SUMMARY, 'Before.\n\n');
      const github = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY, GITHUB_WORKSPACE: folder };
      const { out } = await check(['v1', '--results', 'run.json'], github);
      expect(out).toMatch(
        /^::error file=roadmap\.yaml,line=10,title=v1%3A accuracy >= 85%25 on evaluation of golden::v1 fails/m,
      );
      expect(await readFile(GITHUB_STEP_SUMMARY, 'utf8')).toMatch(/^Before\.\n\n### ✖ v1 fails its gate\n/);
      const json = await check(['v1', '--results', 'run.json', '--json'], github);
      expect(() => JSON.parse(json.out)).not.toThrow();
      expect(json.err).toMatch(/^::error /);
    });
  });

  describe('against a running server', () => {
    let home: string;
    let server: RunningGateline;
    let url: string;
    let now = Date.UTC(2026, 10, 23, 12);
    const tokens: Partial<Record<Role, string>> = {};

    beforeAll(async () => {
      home = await mkdtemp(join(tmpdir(), 'gateline-check-server-'));
      await writeFile(join(home, 'roadmap.yaml'), ROADMAP);
      const config =
        'listen: 127.0.0.1:0\nstore: { kind: memory }\nevaluation: { interval: 1h }\nlog: { level: silent }\n';
      await writeFile(join(home, 'gateline.yaml'), config);
      const read = await loadConfig({ cwd: home, environment: {}, sourceTypes: SOURCE_TYPES });
      const made = TokenFile.in(read.data, { now: () => now });
      for (const role of ['viewer', 'editor'] as const) {
        tokens[role] = (await made.create({ role, name: `ci ${role}` })).token;
      }
      server = await startGateline(read, { clock: { now: () => now } });
      url = `http://127.0.0.1:${server.address.port}`;
      for (const [item, correct] of [
        ['v1', 855],
        ['v2', 950],
        ['v4', 700],
      ] as const) {
        const text = evaluation(item, correct, { build: '1.0.0' });
        const { runs } = await readEvaluationFiles([{ name: `${item}.json`, text }], { now });
        for (const one of runs) await server.store.write(evaluationBatch('test', one));
      }
    });
    afterAll(async () => {
      await server.close();
      await rm(home, { recursive: true });
    });

    it.each([
      ['v1', 2],
      ['v2', 3],
      ['v4', 1],
    ])('tells %s by its exit code, judged now and not when the loop last ran', async (item, code) => {
      now += 1000;
      const { code: ended, out } = await ask([item, '--json'], 'viewer');
      expect(ended).toBe(code);
      expect(JSON.parse(out)).toMatchObject({
        judgedAt: new Date(now).toISOString(),
        by: { kind: 'server', url },
      });
    });

    it('points at the line of the roadmap that is here, where one is', async () => {
      const { out } = await ask(['v1', '--json'], 'viewer');
      expect(JSON.parse(out).criteria[0]).toMatchObject({ file: 'roadmap.yaml', line: 10 });
      await write('roadmap.yaml', ROADMAP.replace('product: desk', 'product: other'));
      expect(JSON.parse((await ask(['v1', '--json'], 'viewer')).out).criteria[0]).not.toHaveProperty('file');
    });

    it('judges one build alone', async () => {
      const { code, out } = await ask(['v1', '--build', '2.0.0'], 'viewer');
      expect(code).toBe(3);
      expect(out).toContain('v1 (build 2.0.0) has no data on accuracy');
      expect((await ask(['v1', '--build', '1.0.0'], 'viewer')).code).toBe(2);
    });

    it('records in the event log that something went ahead unproven, by whom, and with which run', async () => {
      const github = {
        GITHUB_SERVER_URL: 'https://github.com',
        GITHUB_REPOSITORY: 'desk/app',
        GITHUB_RUN_ID: '7',
        GITHUB_SHA: 'c0ffee',
      };
      const { code, out } = await ask(['v1', '--allow', 'unproven'], 'editor', github);
      expect(code).toBe(0);
      expect(out).toMatch(/^◐ v1 is not proven, which was allowed\n/);
      expect(out).toContain("Not proven, and allowed: recorded in the server's event log.");
      const answer = await fetch(`${url}/api/v1/products/desk/events?types=unproven-allowed`, {
        headers: { Authorization: `Bearer ${tokens.viewer}` },
      });
      expect(await answer.json()).toMatchObject({
        events: [
          {
            item: 'v1',
            text: expect.stringMatching(
              /^ci editor went ahead with v1, which is not proven: v1 is unproven on accuracy/,
            ),
            data: { by: 'ci editor', commit: 'c0ffee', link: 'https://github.com/desk/app/actions/runs/7' },
          },
        ],
      });
    });

    it('does not go ahead when it cannot be recorded', async () => {
      const { code, err } = await ask(['v1', '--allow', 'unproven'], 'viewer');
      expect(code).toBe(64);
      expect(err).toContain('The role viewer may not do this; it needs editor.');
    });

    it.each([
      ['v2', 3],
      ['v4', 1],
    ])('never allows %s, which is not unproven', async (item, code) => {
      expect((await ask([item, '--allow', 'unproven'], 'editor')).code).toBe(code);
    });

    it.each([
      [['v9'], 'The roadmap of Ticket desk has no item "v9".'],
      [['tracing'], 'tracing has no gate in the roadmap of Ticket desk. Gates have: v1, v2, v3, v4.'],
      [['v1', '--product', 'dsk'], 'has no product "dsk". Is it desk?'],
    ])('%j is a mistake in use', async (args, sentence) => {
      const { code, err } = await ask(args, 'viewer');
      expect(code).toBe(64);
      expect(err).toContain(sentence);
    });

    it('says where the token comes from when it is missing or wrong', async () => {
      expect(await check(['v1', '--server', url])).toMatchObject({
        code: 64,
        err: expect.stringContaining('$GATELINE_TOKEN'),
      });
    });

    it('finds the server by $GATELINE_SERVER', async () => {
      const environment = { GATELINE_SERVER: url, GATELINE_TOKEN: tokens.viewer };
      expect((await check(['v1'], environment)).code).toBe(2);
    });

    function ask(
      args: readonly string[],
      role: 'viewer' | 'editor',
      environment: Record<string, string> = {},
    ) {
      return check([...args, '--server', url], { ...environment, GATELINE_TOKEN: tokens[role] });
    }
  });

  describe('when nobody can answer', () => {
    let other: Server;
    let url: string;
    let reply: { status: number; headers: Record<string, string>; body: string };
    beforeAll(async () => {
      other = createServer((_, response) => {
        response.writeHead(reply.status, reply.headers);
        response.end(reply.body);
      });
      await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
      url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    });
    afterAll(() => other.close());

    it.each([
      [
        'another program',
        { status: 200, headers: { 'Content-Type': 'text/html' }, body: '<h1>Hello</h1>' },
        'does not answer as a Gateline server: it answered 200 with text/html',
      ],
      [
        'other JSON',
        { status: 200, headers: { 'Content-Type': 'application/json' }, body: '{"a":1}' },
        'its answer is not what this version of Gateline expects',
      ],
      [
        'a redirect',
        { status: 302, headers: { Location: 'https://elsewhere.example.com/' }, body: '' },
        'it sends us elsewhere, to https://elsewhere.example.com/',
      ],
      [
        'a proxy without a server behind it',
        { status: 502, headers: { 'Content-Type': 'text/plain' }, body: 'bad gateway' },
        'it answered 502',
      ],
      [
        'a store that is away',
        {
          status: 503,
          headers: { 'Content-Type': 'application/problem+json' },
          body: '{"type":"x","title":"x","status":503,"code":"store-unavailable","detail":"The store is away."}',
        },
        'cannot answer now: The store is away.',
      ],
    ])('%s ends with 69', async (_, answer, sentence) => {
      reply = answer;
      const { code, err } = await check(['v1', '--server', url]);
      expect(code).toBe(69);
      expect(err).toContain(sentence);
    });

    it('a closed port ends with 69', async () => {
      const { code, err } = await check(['v1', '--server', 'http://127.0.0.1:2']);
      expect(code).toBe(69);
      expect(err).toBe('http://127.0.0.1:2 cannot be reached: nobody listens there.\n');
    });
  });

  describe('a mistake in use ends with 64, never with a verdict', () => {
    it.each([
      [[], "missing required argument 'item'"],
      [['v1', '--allow', 'fail'], 'Allowed choices are unproven'],
      [['v1', '--results', 'run.json', '--server', 'http://x'], 'two ways to judge'],
      [['v1', '--strict', '--server', 'http://x'], '--strict belongs to --results'],
      [['v1', '--results', 'run.json', '--json', '--junit', '-'], 'would both write to standard output'],
      [['v1', '--server', 'localhost'], 'is no address of a server'],
      [['v1', '--server', 'http://me:secret@localhost'], 'set $GATELINE_TOKEN instead'],
      [['v1', '--results', 'nowhere.json'], 'nowhere.json: This file cannot be read: it is not there.'],
      [['v1', '--results', 'roadmap.yaml'], 'roadmap.yaml:1: This is no evaluation that is known.'],
      [
        ['v1', '--results', 'other.json'],
        'other.json: The file says that it evaluated the product shop, and not desk.',
      ],
      [['v9', '--results', 'run.json'], 'has no item "v9"'],
      [
        ['v1', '--results', 'run.json', '--roadmap', 'nowhere.yaml'],
        'nowhere.yaml:1:1: error: The file is not there.',
      ],
      [['v1', '--results', 'run.json', '--product', 'dsk'], 'Is it desk?'],
    ])('%j', async (args, sentence) => {
      await write('run.json', evaluation('v1', 950));
      await write('other.json', evaluation('v1', 950, { product: 'shop' }));
      const { code, out, err } = await check(args);
      expect(code).toBe(64);
      expect(err).toContain(sentence);
      expect(err).not.toContain('secret');
      expect(out).toBe('');
    });
  });

  async function check(
    args: readonly string[],
    environment: Record<string, string | undefined> = {},
  ): Promise<Outcome> {
    const told = { out: '', err: '' };
    const code = await run(['check', ...args], {
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

  async function write(file: string, text: string): Promise<void> {
    await writeFile(join(folder, file), text);
  }
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluationBatch } from '../../collectors/evaluations/evaluation-batch.ts';
import { readEvaluationFiles } from '../../collectors/evaluations/read-evaluation-files.ts';
import { loadConfig } from '../config.ts';
import { TokenFile } from '../http/auth/token-file.ts';
import type { DecisionResponse, DecisionsResponse } from '../http/contract/decisions.ts';
import type { Role } from '../http/contract/endpoint.ts';
import type { EventsResponse } from '../http/contract/operations.ts';
import { type RunningGateline, startGateline } from '../main.ts';
import { SOURCE_TYPES } from '../source-types.ts';
import { run } from './program.ts';

const ROADMAP = `product: desk
name: Ticket desk
models:
  - { id: v1, title: First, lifecycle: live, gate: { criteria: [accuracy >= 85% on evaluation of golden] } }
  - { id: v2, title: Second, lifecycle: candidate, gate: { criteria: [accuracy >= 85% on evaluation of golden] } }
infrastructure:
  - { id: tracing, title: Tracing }
`;

function evaluation(item: string, correct: number): string {
  const items = Array.from({ length: 1000 }, (_, i) => ({
    id: `i${i}`,
    values: { correct: i < correct ? 1 : 0 },
  }));
  const about = { product: 'desk', item, dataset: 'golden', build: '1.0.0', at: '2026-11-20T10:00:00Z' };
  return JSON.stringify({ run: { ...about, metrics: { correct: 'outcome' } }, items });
}

describe('gateline decide', () => {
  let home: string;
  let server: RunningGateline;
  let url: string;
  let now = Date.UTC(2026, 10, 23, 12);
  const tokens: Partial<Record<Role, string>> = {};

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'gateline-decide-'));
    await writeFile(join(home, 'roadmap.yaml'), ROADMAP);
    await writeFile(
      join(home, 'gateline.yaml'),
      'listen: 127.0.0.1:0\nstore: { kind: memory }\nevaluation: { interval: 1h }\nlog: { level: silent }\n',
    );
    const config = await loadConfig({ cwd: home, environment: {}, sourceTypes: SOURCE_TYPES });
    const made = TokenFile.in(config.data, { now: () => now });
    for (const role of ['viewer', 'editor'] as const) {
      tokens[role] = (await made.create({ role, name: `desk ${role}` })).token;
    }
    server = await startGateline(config, { clock: { now: () => now } });
    url = `http://127.0.0.1:${server.address.port}`;
    for (const [item, correct] of [
      ['v1', 950],
      ['v2', 700],
    ] as const) {
      const text = evaluation(item, correct);
      const { runs } = await readEvaluationFiles([{ name: `${item}.json`, text }], { now });
      for (const one of runs) await server.store.write(evaluationBatch('test', one));
    }
  });
  afterAll(async () => {
    await server.close();
    await rm(home, { recursive: true });
  });

  it('records who shipped what, on which verdict and build, once', async () => {
    now += 1000;
    const github = {
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_REPOSITORY: 'desk/app',
      GITHUB_RUN_ID: '7',
      GITHUB_SHA: 'c0ffee',
    };
    const args = ['v1', '--ship', '--by', 'release board', '--build', '1.0.0', '--expect', 'pass'];
    const { code, out } = await decide(args, 'editor', github);
    expect(code).toBe(0);
    expect(out).toMatch(
      /^v1 \(build 1\.0\.0\) was shipped by release board on a pass\.\n {2}v1 \(build 1\.0\.0\) passes/,
    );
    const at = now;
    now += 1000;
    expect((await decide(args, 'editor', github)).out).toContain('It was recorded before.');
    const { decisions } = await get<DecisionsResponse>('gates/v1/decisions');
    expect(decisions).toMatchObject([
      {
        at,
        decision: 'ship',
        by: 'release board',
        recordedBy: 'desk editor',
        build: '1.0.0',
        link: 'https://github.com/desk/app/actions/runs/7',
        commit: 'c0ffee',
        state: 'pass',
        waived: false,
        revision: expect.stringMatching(/^[0-9a-f]{12}/),
        criteria: [
          {
            text: 'accuracy >= 85% on evaluation of golden',
            state: 'pass',
            sentence: expect.stringContaining('95.0 %'),
            value: 0.95,
            target: 0.85,
            n: 1000,
            evaluation: { dataset: 'golden' },
          },
        ],
      },
    ]);
    const { events } = await get<EventsResponse>('events?types=decision');
    expect(events.map(({ item, text }) => [item, text])).toEqual([
      ['v1', 'v1 (build 1.0.0) was shipped by release board on a pass.'],
    ]);
  });

  it('records what several say at one instant once', async () => {
    const args = ['v1', '--ship', '--by', 'night shift', '--json'];
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => decide(args, 'editor')));
    const answers = outcomes.map(({ out }) => JSON.parse(out) as DecisionResponse);
    expect(answers.filter(({ recorded }) => recorded)).toHaveLength(1);
    expect(new Set(answers.map(({ decision }) => decision.at)).size).toBe(1);
    const { decisions } = await get<DecisionsResponse>('gates/v1/decisions');
    expect(decisions.map(({ by }) => by)).toEqual(['night shift', 'release board']);
  });

  it('is told by gateline check', async () => {
    const { out } = await cli(['check', 'v1', '--server', url], 'viewer');
    expect(out).toContain('Decided on 23 Nov 2026 (UTC): v1 was shipped by night shift on a pass.');
  });

  it('asks for a reason where the gate does not pass', async () => {
    const args = ['v2', '--ship', '--by', 'head of support'];
    const refused = await decide(args, 'editor');
    expect(refused.code).toBe(1);
    expect(refused.err).toContain(
      'The gate of v2 is fail, so say why it is shipped all the same (why): v2 fails on',
    );
    const { code, out } = await decide([...args, '--why', 'v1 is switched off'], 'editor');
    expect(code).toBe(0);
    expect(out).toMatch(
      /^v2 was shipped by head of support although its gate was failing\. Why: v1 is switched off\.\n {2}v2 fails on/,
    );
  });

  it('rolls back, and tells the newest first', async () => {
    now += 1000;
    const { out } = await decide(['v2', '--roll-back', '--by', 'on call', '--json'], 'editor');
    expect(JSON.parse(out)).toMatchObject({
      recorded: true,
      decision: { sentence: 'v2 was rolled back by on call; its gate was failing.' },
    });
    const { decisions } = await get<DecisionsResponse>('gates/v2/decisions');
    expect(decisions.map(({ decision }) => decision)).toEqual(['roll-back', 'ship']);
  });

  it.each([
    [['v1', '--ship', '--by', 'x', '--expect', 'fail'], 1, 'The gate of v1 is pass now and not fail'],
    [['v1', '--by', 'x'], 64, 'either --ship or --roll-back'],
    [['v1', '--ship', '--roll-back', '--by', 'x'], 64, 'either --ship or --roll-back'],
    [['v1', '--ship'], 64, "required option '--by <role>'"],
    [['v1', '--ship', '--by', ' '], 64, 'at most 200 letters'],
    [['v9', '--ship', '--by', 'x'], 1, 'has no item "v9"'],
    [['tracing', '--ship', '--by', 'x'], 1, 'tracing has no gate'],
    [['v1', '--ship', '--by', 'a\u001b[31mb'], 64, 'one line of letters'],
  ])('%j records nothing', async (args, code, sentence) => {
    const outcome = await decide(args, 'editor');
    expect(outcome.err).toContain(sentence);
    expect(outcome.code).toBe(code);
  });

  it('wants the role editor', async () => {
    const { err } = await decide(['v1', '--ship', '--by', 'x'], 'viewer');
    expect(err).toContain('The role viewer may not do this; it needs editor.');
  });

  function decide(
    args: readonly string[],
    role: 'viewer' | 'editor',
    environment: Record<string, string> = {},
  ) {
    return cli(['decide', ...args, '--server', url], role, environment);
  }

  async function cli(
    args: readonly string[],
    role: 'viewer' | 'editor',
    environment: Record<string, string> = {},
  ) {
    let out = '';
    let err = '';
    const code = await run(args, {
      cwd: home,
      environment: { ...environment, GATELINE_TOKEN: tokens[role] },
      interactive: false,
      out: (text) => {
        out += text;
      },
      err: (text) => {
        err += text;
      },
    });
    return { code, out, err };
  }

  async function get<T>(path: string): Promise<T> {
    const answer = await fetch(`${url}/api/v1/products/desk/${path}`, {
      headers: { Authorization: `Bearer ${tokens.viewer}` },
    });
    return (await answer.json()) as T;
  }
});

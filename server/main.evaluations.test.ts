import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from './config.ts';
import { TokenFile } from './http/auth/token-file.ts';
import type { Role } from './http/contract/endpoint.ts';
import type {
  EvaluationResponse,
  EvaluationsResponse,
  ImportEvaluationsResponse,
} from './http/contract/evaluations.ts';
import type { EventsResponse, SourcesResponse } from './http/contract/operations.ts';
import type { GatesResponse } from './http/contract/verdict.ts';
import { type RunningGateline, startGateline } from './main.ts';
import { SOURCE_TYPES } from './source-types.ts';

const ROADMAP = `product: desk
name: Desk
models:
  - id: v2
    title: Two
    lifecycle: candidate
    gate:
      criteria: [accuracy >= 80% on evaluation of golden]
  - { id: v3, title: Three }
`;

function csv(right: number, dataset = 'golden'): string {
  const rows = Array.from({ length: 400 }, (_, i) => `t${i},${Number(i < right)},${dataset}`);
  return ['id,correct,dataset', ...rows].join('\n');
}

describe('evaluations over HTTP', () => {
  let folder: string;
  let server: RunningGateline;
  let origin: string;
  let now = Date.UTC(2026, 10, 24);
  const tokens = new Map<Role, string>();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gateline-evaluations-'));
    await writeFile(join(folder, 'roadmap.yaml'), ROADMAP);
    await mkdir(join(folder, 'nightly'));
    const config =
      'listen: 127.0.0.1:0\nstore: { kind: memory }\nevaluation: { interval: 1h }\nlimits: { evaluations: 200kB }\nsources: [{ type: evaluations, name: nightly, product: desk, folder: nightly, path: "{version}-*.csv" }]\nlog: { level: silent }\n';
    await writeFile(join(folder, 'gateline.yaml'), config);
    const read = await loadConfig({ cwd: folder, environment: {}, sourceTypes: SOURCE_TYPES });
    const file = TokenFile.in(read.data, { now: () => now });
    for (const role of ['viewer', 'ingest', 'editor'] as const) {
      tokens.set(role, (await file.create({ role, name: `the ${role}` })).token);
    }
    server = await startGateline(read, { clock: { now: () => now }, checkResponses: true });
    origin = `http://127.0.0.1:${server.address.port}`;
  });
  afterAll(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });

  async function ask<T>(
    role: Role,
    path: string,
    init: RequestInit = {},
  ): Promise<{ status: number; body: T }> {
    const headers = { ...init.headers, Authorization: `Bearer ${tokens.get(role)}` };
    const response = await fetch(`${origin}/api/v1${path}`, { ...init, headers });
    return { status: response.status, body: (await response.json()) as T };
  }
  const send = <T = ImportEvaluationsResponse>(
    query: string,
    body: NonNullable<RequestInit['body']>,
    init: RequestInit = {},
  ) => ask<T>('ingest', `/evaluations?${query}`, { method: 'POST', body, ...init });
  const state = async () => (await ask<GatesResponse>('viewer', '/products/desk/gates')).body.gates[0]?.state;

  it('are taken from whoever may send, judged at once, listed with all that is known of them, and taken back', async () => {
    expect(await state()).toBe('no-data');
    const query =
      'version=v2&build=2.1&revision=r7&judge=people&judge_version=3&author=nightly&at=2026-11-23T10:00:00Z&name=golden.csv';
    const sent = await send(query, csv(360));
    expect(sent.status).toBe(200);
    const [{ outcome, run } = {}] = sent.body.runs;
    expect(outcome).toBe('imported');
    expect(await state()).toBe('pass');

    const list = await ask<EvaluationsResponse>(
      'viewer',
      '/products/desk/evaluations?item=v2&dataset=golden',
    );
    expect(list.body.runs).toEqual([run]);
    expect(run).toEqual({
      id: expect.stringMatching(/^csv-/),
      item: 'v2',
      build: '2.1',
      environment: 'production',
      dataset: 'golden',
      revision: 'r7',
      judge: 'people',
      judgeVersion: '3',
      author: 'nightly',
      at: Date.UTC(2026, 10, 23, 10),
      metrics: { correct: 'outcome' },
      items: 400,
      errors: 0,
      skipped: 0,
      unscored: 0,
    });
    const one = await ask<EvaluationResponse>(
      'viewer',
      `/products/desk/evaluations/${run?.id}?offset=358&limit=3`,
    );
    expect(one.body.items.map(({ id, values }) => [id, values.correct])).toEqual([
      ['t358', 1],
      ['t359', 1],
      ['t360', 0],
    ]);

    now += 60_000;
    const back = {
      method: 'POST',
      body: JSON.stringify({ why: 'wrong key' }),
      headers: { 'Content-Type': 'application/json' },
    };
    const taken = await ask<{ run: unknown }>(
      'editor',
      `/products/desk/evaluations/${run?.id}/retraction`,
      back,
    );
    expect(taken.body.run).toMatchObject({
      id: run?.id,
      retracted: { at: now, by: 'the editor', why: 'wrong key' },
    });
    expect(await state()).toBe('no-data');
    const all = await ask<EvaluationsResponse>('viewer', '/products/desk/evaluations');
    expect(all.body.runs[0]?.retracted?.why).toBe('wrong key');
    expect(
      (await ask<EvaluationsResponse>('viewer', '/products/desk/evaluations?retracted=false')).body.runs,
    ).toEqual([]);
    const { body } = await ask<EventsResponse>('viewer', '/products/desk/events?types=evaluation-retracted');
    expect(body.events.map(({ item, text }) => [item, text])).toEqual([
      [
        'v2',
        `the editor took back the evaluation of v2 (build 2.1) on golden of 2026-11-23, run ${run?.id}: wrong key`,
      ],
    ]);
    const twice = await ask<{ code: string; detail: string }>(
      'editor',
      `/products/desk/evaluations/${run?.id}/retraction`,
      back,
    );
    expect(twice).toMatchObject({ status: 409, body: { code: 'evaluation-retracted' } });
    expect((await send(query, csv(360))).body.runs[0]?.outcome).toBe('retracted');
    const again = await send(`${query}&again=true`, csv(360));
    expect(again.body.runs[0]).toMatchObject({ outcome: 'imported', run: { id: `${run?.id}~2` } });
  });

  it('come in compressed, and as curl sends them when nobody says of what type they are', async () => {
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Encoding': 'gzip' };
    const { body } = await send('version=v3', gzipSync(csv(10, 'packed')), { headers });
    expect(body.runs).toMatchObject([{ outcome: 'imported', run: { item: 'v3', items: 400 } }]);
  });

  it('of several versions in one file are told apart', async () => {
    const rows = ['old', 'new'].flatMap((model) =>
      Array.from({ length: 3 }, (_, i) => `t${i},1,${model},duel`),
    );
    const text = ['id,correct,model,dataset', ...rows].join('\n');
    const { body } = await send('version=old=v2&version=new=v3', text);
    expect(body.runs.map(({ run }) => [run.item, run.dataset, run.model])).toEqual([
      ['v2', 'duel', 'old'],
      ['v3', 'duel', 'new'],
    ]);
  });

  it('that are wrong are refused with each place', async () => {
    const { status, body } = await send<{ code: string; errors: unknown; detail: string }>(
      'version=v2&name=bad.csv',
      'id,correct\na,2\nb,maybe\n',
    );
    expect([status, body.code]).toEqual([400, 'evaluation-invalid']);
    expect(body.errors).toEqual([
      { place: 'bad.csv:3', message: 'Expected 1 or 0 under "correct", not "maybe".' },
      { place: 'bad.csv:2', message: 'Expected 1 or 0 under "correct", not 2.' },
    ]);
  });

  it.each([
    ['an unknown version', 'version=v9', csv(1), 404, 'not-found', /no version "v9"/],
    ['no version', '', csv(1), 400, 'evaluation-invalid', /does not say which version was evaluated/],
    ['an unknown product', 'version=v2&product=chat', csv(1), 404, 'not-found', /no product "chat"/],
    ['an unknown parameter', 'verson=v2', csv(1), 400, 'bad-request', /verson/],
    [
      'a part that is none',
      'version=v2&only=colour=red',
      csv(1),
      400,
      'bad-request',
      /query\.only: "colour=red" was read/,
    ],
    ['a time that is none', 'version=v2&at=yesterday', csv(1), 400, 'bad-request', /query\.at/],
    ['nothing', 'version=v2', '', 400, 'evaluation-invalid', /is empty/],
    ['too much', 'version=v2', 'x'.repeat(300_000), 413, 'payload-too-large', /larger/],
    [
      'too much, compressed',
      'version=v2',
      gzipSync('x'.repeat(30_000_000)),
      413,
      'payload-too-large',
      /larger/,
    ],
  ])('with %s are refused', async (_, query, body, status, code, detail) => {
    const headers: Record<string, string> = typeof body === 'string' ? {} : { 'Content-Encoding': 'gzip' };
    const answer = await send<{ code: string; detail: string }>(query, body, { headers });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.body.detail).toMatch(detail);
  });

  it('in a form are refused with what to do', async () => {
    const form = new FormData();
    form.append('file', new Blob([csv(1)]), 'x.csv');
    const { status, body } = await send<{ detail: string }>('version=v2', form);
    expect([status, body.detail]).toEqual([
      415,
      'Send the file itself as the body, and no form: curl --data-binary @FILE.',
    ]);
  });

  it('come in from a watched folder, whose bad files are named at the source', async () => {
    await writeFile(join(folder, 'nightly/v3-a.csv'), csv(20, 'nightly'));
    await writeFile(join(folder, 'nightly/v3-b.csv'), 'id,correct\na,maybe\n');
    for (let i = 0; i < 2; i += 1) {
      now += 10_000;
      await server.collectNow();
    }
    const { body } = await ask<EvaluationsResponse>('viewer', '/products/desk/evaluations?dataset=nightly');
    expect(body.runs).toMatchObject([{ item: 'v3', items: 400 }]);
    const sources = await ask<SourcesResponse>('viewer', '/sources');
    expect(sources.body.sources[0]).toMatchObject({
      name: 'nightly',
      kind: 'evaluations',
      address: 'nightly',
      state: 'ok',
      counts: { accepted: 400, rejected: 1 },
      warnings: ['v3-b.csv:2: Expected 1 or 0 under "correct", not "maybe".'],
    });
  });

  it('of one id with other content are a conflict', async () => {
    const file = (correct: number) =>
      JSON.stringify({ run: { id: 'ci-17', dataset: 'x' }, items: [{ id: 'a', values: { correct } }] });
    await send('version=v2', file(1));
    const { status, body } = await send<{ code: string; detail: string }>('version=v2', file(0));
    expect([status, body.code]).toEqual([409, 'evaluation-conflict']);
    expect(body.detail).toContain('take that one back first: gateline evaluations retract ci-17');
  });
});

import { chmod, lstat, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from './config.ts';
import { TokenFile } from './http/auth/token-file.ts';
import type { ProblemDetails } from './http/contract/common.ts';
import type { RoadmapResponse } from './http/contract/roadmap.ts';
import type { RoadmapEditResponse } from './http/contract/roadmap-edit.ts';
import { type RunningGateline, startGateline } from './main.ts';
import { SOURCE_TYPES } from './source-types.ts';

const CONFIG =
  'listen: 127.0.0.1:0\nstore: { kind: memory }\nevaluation: { interval: 1h }\nlog: { level: silent }\n';
const ROADMAP = `# The desk's promise.
product: desk
name: Desk
zone: Pacific/Auckland

models:
  - id: v1   # the first one
    title: First
    lifecycle: live
    gate:
      criteria:
        - success_rate >= 99%   # as agreed in March
        - attested by security: rollback drill done
        - criterion: latency_p99 < 2s
          note: tight
    milestones:
      - title: Benchmark models   # three of them
        owner: applied AI
        due: 2026-02-01
      - title: Roll out
        status: done
        done: 2026-03-01
`;
/** 24 November in Auckland. */
const NOW = Date.UTC(2026, 10, 23, 12);
const MILESTONE = '/items/v1/milestones/0';

describe('a roadmap that is changed over the API', () => {
  let folder: string;
  let file: string;
  let server: RunningGateline;
  let origin: string;
  let token: string | undefined;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gateline-edit-'));
    file = join(folder, 'roadmap.yaml');
    await writeFile(file, ROADMAP);
    await writeFile(join(folder, 'gateline.yaml'), CONFIG);
    token = undefined;
    const config = await loadConfig({ cwd: folder, environment: {}, sourceTypes: SOURCE_TYPES });
    server = await startGateline(config, { clock: { now: () => NOW }, checkResponses: true });
    origin = `http://127.0.0.1:${server.address.port}/api/v1/products/desk`;
  });
  afterEach(async () => {
    await server.close();
    await chmod(folder, 0o755);
    await rm(folder, { recursive: true });
  });

  it('has another status, date and owner, in the file with its remarks and on the API at once', async () => {
    const edited = await change('PATCH', MILESTONE, {
      status: 'in-progress',
      due: '2026-02-15',
      owner: 'platform',
    });
    expect(edited).toMatchObject({
      applied: true,
      sentence:
        'v1: milestone “Benchmark models” has the owner platform instead of applied AI, has the due date 15 Feb 2026 instead of 1 Feb 2026, went from planned to in progress.',
    });
    const text = await readFile(file, 'utf8');
    expect(text).toBe(
      ROADMAP.replace(
        'owner: applied AI\n        due: 2026-02-01',
        'owner: platform\n        due: 2026-02-15\n        status: in-progress',
      ),
    );
    const { items, revision } = await roadmap();
    expect(revision).toBe(edited.revision);
    expect(items[0]?.milestones[0]).toMatchObject({
      status: 'in-progress',
      due: '2026-02-15',
      owner: 'platform',
    });
    expect(await readdir(folder)).not.toContainEqual(expect.stringContaining('.tmp'));
  });

  it('knows on which day a milestone was done, and forgets it when it is not done after all', async () => {
    await change('PATCH', MILESTONE, { status: 'done' });
    expect(await readFile(file, 'utf8')).toContain('status: done\n        done: 2026-11-24\n');
    await change('PATCH', '/items/v1/milestones/Roll%20out', { status: 'planned' });
    expect((await roadmap()).items[0]?.milestones[1]).toEqual({
      title: 'Roll out',
      status: 'planned',
      overdue: false,
    });
  });

  it('takes a date and an owner out again', async () => {
    await change('PATCH', MILESTONE, { due: null, owner: null });
    expect(await readFile(file, 'utf8')).toBe(
      ROADMAP.replace('        owner: applied AI\n        due: 2026-02-01\n', ''),
    );
  });

  it('tells with each criterion what was set down beside it, in force or not', async () => {
    const waiver = { by: 'support', why: 'the old gateway', until: '2026-01-31' };
    await change('PUT', '/items/v1/criteria/0/waiver', waiver);
    await change('PUT', '/items/v1/criteria/1/attestation', { on: '2026-01-02', expires: '2026-01-03' });
    expect((await roadmap()).items[0]?.gate?.criteria).toEqual([
      { text: 'success_rate >= 99%', waiver },
      {
        text: 'attested by security: "rollback drill done"',
        attested: {
          role: 'security',
          statement: 'rollback drill done',
          attestation: { by: 'security', on: '2026-01-02', expires: '2026-01-03' },
        },
      },
      { text: 'latency_p99 < 2s' },
    ]);
  });

  it('waives a miss with who, why and until when, and takes that back', async () => {
    const waiver = { by: 'head of support', why: 'the old gateway: 300 ms', until: '2027-01-31' };
    const edited = await change('PUT', '/items/v1/criteria/0/waiver', waiver);
    expect(edited.sentence).toBe(
      'v1: success_rate >= 99% is waived by head of support until 31 Jan 2027: the old gateway: 300 ms.',
    );
    expect(await readFile(file, 'utf8')).toContain(
      `        - criterion: success_rate >= 99%   # as agreed in March
          waiver:
            by: head of support
            why: "the old gateway: 300 ms"
            until: 2027-01-31
        - attested by security`,
    );
    await change('DELETE', `/items/v1/criteria/${encodeURIComponent('success_rate >= 99%')}/waiver`);
    expect(await readFile(file, 'utf8')).toBe(ROADMAP.replace('- success_rate', '- criterion: success_rate'));
  });

  it('is attested by the role that the criterion names, today, unless something else is said', async () => {
    await change('PUT', '/items/v1/criteria/1/attestation', {});
    const text = await readFile(file, 'utf8');
    expect(text).toContain(
      '        - criterion: "attested by security: rollback drill done"\n          attestation:\n            by: security\n            on: 2026-11-24\n',
    );
    await server.evaluation.run();
    const gates = (await (await ask('GET', '/gates')).json()) as {
      gates: { criteria: { state: string }[] }[];
    };
    expect(gates.gates[0]?.criteria[1]?.state).toBe('pass');
    const link = 'https://wiki.example.com/drill/7';
    await change('PUT', '/items/v1/criteria/1/attestation', {
      by: 'security',
      on: '2026-11-20',
      link,
      expires: '2027-05-20',
    });
    expect(await readFile(file, 'utf8')).toContain(
      `on: 2026-11-20\n            link: ${link}\n            expires: 2027-05-20\n`,
    );
    await change('DELETE', '/items/v1/criteria/1/attestation');
    expect(await readFile(file, 'utf8')).not.toContain('attestation');
  });

  it('tells the second of two editors, and loses the edit of neither', async () => {
    const { revision } = await roadmap();
    const both = await Promise.all(
      ['platform', 'support'].map((owner) => ask('PATCH', MILESTONE, { owner }, `"${revision}"`)),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
    const refused = both.find(({ status }) => status === 412);
    expect(await refused?.json()).toMatchObject({
      code: 'edit-conflict',
      detail: expect.stringContaining('Somebody else has changed roadmap.yaml'),
    });
    const winner = both.findIndex(({ status }) => status === 200);
    expect(await readFile(file, 'utf8')).toContain(`owner: ${['platform', 'support'][winner]}`);
  });

  it('sees an edit by hand that has not come into force yet', async () => {
    const { revision } = await roadmap();
    await writeFile(file, ROADMAP.replace('name: Desk', 'name: Help desk'));
    const response = await ask('PATCH', MILESTONE, { owner: 'platform' }, `"${revision}"`);
    expect(response.status).toBe(412);
    expect(await readFile(file, 'utf8')).toContain('name: Help desk');
    // Whoever looks again sees it, and goes on from there.
    const again = await roadmap();
    expect(again.name).toBe('Help desk');
    expect((await ask('PATCH', MILESTONE, { owner: 'platform' }, `"${again.revision}"`)).status).toBe(200);
  });

  it('keeps every edit of many that take whichever revision is there', async () => {
    const owners = Array.from({ length: 12 }, (_, i) => `team ${i}`);
    const answers = await Promise.all(owners.map((owner) => ask('PATCH', MILESTONE, { owner }, '*')));
    for (const answer of answers) expect(answer.status).toBe(200);
    const { events } = (await (await ask('GET', '/events?types=roadmap-edited&limit=50')).json()) as {
      events: unknown[];
    };
    expect(events).toHaveLength(12);
  });

  it('asks for the revision that was seen', async () => {
    const response = await ask('PATCH', MILESTONE, { owner: 'platform' });
    expect(response.status).toBe(428);
    expect(await response.json()).toMatchObject({
      code: 'precondition-required',
      detail: expect.stringContaining('If-Match'),
    });
    expect(await readFile(file, 'utf8')).toBe(ROADMAP);
  });

  it('refuses what would make the roadmap wrong, with the problem and its place', async () => {
    const response = await ask(
      'PUT',
      '/items/v1/criteria/1/attestation',
      { on: '2026-11-20', expires: '2026-11-01' },
      '*',
    );
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      code: 'roadmap-invalid',
      detail: expect.stringContaining('This change would make the roadmap wrong, and was not made'),
      errors: [
        {
          place: expect.stringMatching(/^roadmap\.yaml:\d+:\d+$/),
          message: expect.stringContaining('It expires on 2026-11-01'),
          field: 'expires',
        },
      ],
    });
    expect(await readFile(file, 'utf8')).toBe(ROADMAP);
  });

  it('changes nothing while the file has errors', async () => {
    await writeFile(file, ROADMAP.replace('success_rate >=', 'sucess_rate >='));
    const response = await ask('PATCH', MILESTONE, { owner: 'platform' }, '*');
    expect(response.status).toBe(422);
    expect(((await response.json()) as ProblemDetails).detail).toContain(
      'has errors already, so that nothing is changed',
    );
  });

  it.each([
    ['PATCH', MILESTONE, {}, 400, 'says nothing that is to change'],
    ['PATCH', MILESTONE, { status: 'finished' }, 400, 'body.status'],
    ['PATCH', MILESTONE, { due: '2026-02-30' }, 400, 'body.due'],
    ['PATCH', MILESTONE, { title: 'x' }, 400, 'title'],
    ['PUT', '/items/v1/criteria/0/waiver', { by: 'me', until: '2027-01-31' }, 400, 'body.why'],
    ['PUT', '/items/v1/criteria/0/waiver', { by: 'me', why: ' ', until: '2027-01-31' }, 400, 'body.why'],
    ['PATCH', '/items/v9/milestones/0', { status: 'done' }, 404, 'has no item "v9"'],
    [
      'PATCH',
      '/items/v1/milestones/7',
      { status: 'done' },
      404,
      'v1 has no milestone "7". It has 2, numbered from 0.',
    ],
    ['PATCH', '/items/v1/milestones/Benchmark%20model', { status: 'done' }, 404, 'Is it "Benchmark models"?'],
    [
      'PUT',
      '/items/v1/criteria/9/waiver',
      { by: 'me', why: 'x', until: '2027-01-31' },
      404,
      'v1 has no criterion "9"',
    ],
    [
      'PUT',
      '/items/v1/criteria/0/attestation',
      {},
      409,
      'success_rate >= 99% is measured, and nobody has to attest it.',
    ],
  ])('%s %s with %j is refused', async (method, path, body, status, sentence) => {
    const response = await ask(method, path, body, '*');
    expect(response.status).toBe(status);
    expect(((await response.json()) as ProblemDetails).detail).toContain(sentence);
    expect(await readFile(file, 'utf8')).toBe(ROADMAP);
  });

  it('changes nothing, and logs nothing, where everything is so already', async () => {
    const edited = await change('PATCH', MILESTONE, { owner: 'applied AI', status: 'planned' });
    expect(edited).toEqual({ applied: true, revision: (await roadmap()).revision, sentence: '', patch: '' });
    expect(await (await ask('GET', '/events?types=roadmap-edited')).json()).toEqual({ events: [] });
  });

  it('says in the event log who changed what', async () => {
    const tokens = TokenFile.in(join(folder, 'data'), { now: () => NOW });
    token = (await tokens.create({ role: 'editor', name: 'release team' })).token;
    await change('PATCH', MILESTONE, { status: 'blocked' });
    const { events } = (await (await ask('GET', '/events?types=roadmap-edited')).json()) as {
      events: object[];
    };
    expect(events).toMatchObject([
      {
        item: 'v1',
        text: 'release team changed the roadmap. v1: milestone “Benchmark models” went from planned to blocked.',
        data: { by: 'release team', what: 'milestone', about: 'Benchmark models' },
      },
    ]);
  });

  it('is answered with a patch where the file is read-only, and the patch makes the change', async () => {
    await chmod(file, 0o444);
    const edited = await change('PATCH', MILESTONE, { status: 'done' });
    expect(edited).toMatchObject({
      applied: false,
      reason: 'roadmap.yaml was not changed: the file is read-only.',
    });
    expect(await readFile(file, 'utf8')).toBe(ROADMAP);
    expect(edited.patch).toMatch(/^--- a\/roadmap\.yaml\n\+\+\+ b\/roadmap\.yaml\n@@ /);
    expect(edited.patch.match(/^[+-] .*$/gm)).toEqual(['+        status: done', '+        done: 2026-11-24']);
    expect(await (await ask('GET', '/events?types=roadmap-edited')).json()).toEqual({ events: [] });
  });

  it('is answered with a patch where its folder is read-only', async () => {
    await chmod(folder, 0o555);
    expect(await change('PATCH', MILESTONE, { owner: 'x' })).toMatchObject({
      applied: false,
      reason: expect.stringContaining('its folder is read-only'),
    });
  });

  it('keeps the mode of the file, and follows a link to it', async () => {
    await chmod(file, 0o640);
    await writeFile(join(folder, 'real.yaml'), ROADMAP, { mode: 0o640 });
    await rm(file);
    await symlink('real.yaml', file);
    await change('PATCH', MILESTONE, { owner: 'platform' });
    expect((await stat(join(folder, 'real.yaml'))).mode & 0o777).toBe(0o640);
    expect(await readFile(join(folder, 'real.yaml'), 'utf8')).toContain('owner: platform');
    expect((await lstat(file)).isSymbolicLink()).toBe(true);
  });

  async function roadmap(): Promise<RoadmapResponse> {
    return (await (await ask('GET', '/roadmap')).json()) as RoadmapResponse;
  }

  /** Makes a change to the roadmap as it is now. */
  async function change(method: string, path: string, body?: object): Promise<RoadmapEditResponse> {
    const { revision } = await roadmap();
    const response = await ask(method, path, body, `"${revision}"`);
    const answer = (await response.json()) as RoadmapEditResponse;
    expect(answer).toHaveProperty('applied');
    expect(response.headers.get('etag')).toBe(`"${answer.revision}"`);
    return answer;
  }

  function ask(method: string, path: string, body?: object, ifMatch?: string): Promise<Response> {
    const headers = new Headers();
    if (ifMatch !== undefined) headers.set('If-Match', ifMatch);
    if (token !== undefined) headers.set('Authorization', `Bearer ${token}`);
    if (body !== undefined) headers.set('Content-Type', 'application/json');
    return fetch(`${origin}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }
});

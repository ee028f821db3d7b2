import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiRoutes } from '../app.ts';
import { api } from '../contract/api.ts';
import { ROLES, type Role } from '../contract/endpoint.ts';
import { type AppUnderTest, appUnderTest, loaded, roadmapOf } from '../testing/app-under-test.ts';

type Who = Role | 'nobody';

const EVERYBODY: readonly Who[] = ['nobody', ...ROLES];
const SIGNED_IN: readonly Who[] = ROLES;
const DISPLAY: readonly Who[] = ['display', 'viewer', 'editor', 'admin'];
const VIEWER: readonly Who[] = ['viewer', 'editor', 'admin'];
const EDITOR: readonly Who[] = ['editor', 'admin'];
const SENDER: readonly Who[] = ['editor', 'admin', 'ingest'];
const INGEST: readonly Who[] = ['ingest', 'admin'];

/** Written out by hand, so that a changed contract has to be changed here too. */
const WHO_MAY: readonly (readonly [method: string, path: string, who: readonly Who[]])[] = [
  ['GET', '/healthz', EVERYBODY],
  ['GET', '/readyz', EVERYBODY],
  ['GET', '/sign-in', EVERYBODY],
  ['GET', '/', EVERYBODY],
  ['GET', '/wall/office', EVERYBODY],
  ['GET', '/api/v1/openapi.json', EVERYBODY],
  ['GET', '/metrics', VIEWER],
  ['GET', '/api/v1/stream', DISPLAY],
  ['GET', '/api/v1/session', SIGNED_IN],
  ['DELETE', '/api/v1/session', EVERYBODY],
  ['GET', '/api/v1/products', DISPLAY],
  ['GET', '/api/v1/sources', VIEWER],
  ['GET', '/api/v1/dashboards', DISPLAY],
  ['GET', '/api/v1/dashboards/office', DISPLAY],
  ['GET', '/api/v1/products/desk/roadmap', VIEWER],
  ['GET', '/api/v1/products/desk/roadmap.yaml', VIEWER],
  ['GET', '/api/v1/products/desk/roadmap.md', VIEWER],
  ['GET', '/api/v1/products/desk/gates', DISPLAY],
  ['GET', '/api/v1/products/desk/evidence', VIEWER],
  ['PATCH', '/api/v1/products/desk/items/v1/milestones/0', EDITOR],
  ['PUT', '/api/v1/products/desk/items/v1/criteria/0/waiver', EDITOR],
  ['DELETE', '/api/v1/products/desk/items/v1/criteria/0/waiver', EDITOR],
  ['PUT', '/api/v1/products/desk/items/v1/criteria/0/attestation', EDITOR],
  ['DELETE', '/api/v1/products/desk/items/v1/criteria/0/attestation', EDITOR],
  ['GET', '/api/v1/products/desk/gates/v1', VIEWER],
  ['GET', '/api/v1/products/desk/gates/v1/history', VIEWER],
  ['POST', '/api/v1/products/desk/gates/v1/allowances', EDITOR],
  ['GET', '/api/v1/products/desk/gates/v1/decisions', VIEWER],
  ['POST', '/api/v1/products/desk/gates/v1/decisions', EDITOR],
  ['POST', '/api/v1/evaluations', SENDER],
  ['GET', '/api/v1/products/desk/evaluations', VIEWER],
  ['GET', '/api/v1/products/desk/evaluations/r1', VIEWER],
  ['POST', '/api/v1/products/desk/evaluations/r1/retraction', EDITOR],
  ['GET', '/api/v1/products/desk/events', VIEWER],
  ['GET', '/api/v1/products/desk/overview', DISPLAY],
  ['GET', '/api/v1/products/desk/actuals?item=&signal=requests', DISPLAY],
  ['GET', '/api/v1/products/desk/versions/v1', VIEWER],
  ['GET', '/api/v1/products/desk/oncall', DISPLAY],
  ['GET', '/api/v1/products/desk/spend', DISPLAY],
  ['GET', '/api/v1/products/desk/breakers', DISPLAY],
  ['GET', '/api/v1/products/desk/alerts', DISPLAY],
  ['POST', '/api/v1/alertmanager/webhook', INGEST],
  ['GET', '/api/v1/products/desk/review/current', VIEWER],
  ['GET', '/api/v1/products/desk/compare?a=v1&b=v2', VIEWER],
];

describe('on an address that others can reach', () => {
  let app: AppUnderTest;
  const tokens = new Map<Who, string>();

  beforeAll(async () => {
    app = await appUnderTest({ settings: { onLoopback: false }, roadmaps: [loaded(roadmapOf())] });
    for (const role of ROLES) tokens.set(role, await app.tokenFor(role));
  });
  afterAll(() => app.close());

  for (const [method, path, who] of WHO_MAY) {
    it.each(EVERYBODY)(`${method} ${path} is right for %s`, async (caller) => {
      const status = await statusOf(method, path, caller);
      // What asks for more than an empty body is let in all the same, and then refused for what it lacks.
      if (who.includes(caller)) expect([200, 204, 400, 404, 428]).toContain(status);
      else expect(status).toBe(caller === 'nobody' ? 401 : 403);
    });
  }

  it('knows every route of the API in this table', () => {
    const patterns = apiRoutes(app.deps).map(({ contract }) => ({
      method: contract.method,
      matches: new RegExp(`^${contract.path.replaceAll(/:\w+/g, '[^/]+')}$`),
    }));
    const untested = patterns.filter(
      ({ method, matches }) =>
        !WHO_MAY.some(([known, path]) => known === method && matches.test(path.replace(/\?.*/, ''))),
    );
    // Signing in has tests of its own: what it asks for is in its body.
    expect(untested.map(({ method, matches }) => `${method} ${matches.source}`)).toEqual([
      `POST ^${api.signIn.path.replaceAll('/', '\\/')}$`,
    ]);
  });

  it('asks nobody for a token where metrics are declared open', async () => {
    const open = await appUnderTest({ settings: { onLoopback: false, metricsOpen: true } });
    expect((await open.ask('/metrics')).status).toBe(200);
    await open.close();
  });

  it('tells a machine how to prove itself', async () => {
    const response = await app.ask('/api/v1/products');
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="gateline"');
  });

  it('does not take a token from the address or from a header of its own', async () => {
    const token = tokens.get('admin') ?? '';
    expect((await app.ask(`/api/v1/products?token=${token}`)).status).toBe(401);
    expect((await app.ask('/api/v1/products', { headers: { 'X-Gateline-Token': token } })).status).toBe(401);
  });

  async function statusOf(method: string, path: string, caller: Who): Promise<number> {
    const token = tokens.get(caller);
    const controller = new AbortController();
    const accept = { Accept: path.startsWith('/api') ? 'application/json' : 'text/html' };
    const changes = !['GET', 'DELETE'].includes(method);
    const headers = changes ? { ...accept, 'Content-Type': 'application/json' } : accept;
    const init = { method, headers, signal: controller.signal, ...(changes ? { body: bodyFor(path) } : {}) };
    const response = await app.ask(path, token === undefined ? init : { ...init, token });
    controller.abort();
    return response.status;
  }
});

/** A body that the endpoint accepts. */
function bodyFor(path: string): string {
  return path.endsWith('/retraction') ? '{"why": "a mistake"}' : '{}';
}

describe('on the loopback', () => {
  it('is open until the first token is made, and stays closed when the last one is revoked', async () => {
    const app = await appUnderTest();
    expect((await app.ask('/api/v1/products')).status).toBe(200);
    const { record } = await app.tokens.create({ role: 'viewer' });
    expect((await app.ask('/api/v1/products')).status).toBe(401);
    await app.tokens.revoke(record.id);
    expect((await app.ask('/api/v1/products')).status).toBe(401);
    await app.close();
  });
});

describe('a token', () => {
  it('stops working the moment it is revoked', async () => {
    const app = await appUnderTest({ settings: { onLoopback: false } });
    const { token, record } = await app.tokens.create({ role: 'viewer' });
    expect((await app.ask('/api/v1/products', { token })).status).toBe(200);
    await app.tokens.revoke(record.id);
    const refused = await app.ask('/api/v1/products', { token });
    expect(refused.status).toBe(401);
    expect(await refused.text()).not.toContain(token);
    await app.close();
  });

  it('stops working when its time is over', async () => {
    const app = await appUnderTest({ settings: { onLoopback: false } });
    const { token } = await app.tokens.create({ role: 'viewer', lifetimeMs: 60_000 });
    expect((await app.ask('/api/v1/products', { token })).status).toBe(200);
    app.clock.at += 60_000;
    expect((await app.ask('/api/v1/products', { token })).status).toBe(401);
    await app.close();
  });

  it('never appears in the log', async () => {
    const app = await appUnderTest({ settings: { onLoopback: false } });
    const token = await app.tokenFor('viewer');
    await app.ask('/api/v1/products', { token });
    await app.ask(`/desk?token=${token}`, { token });
    await app.ask('/api/v1/session', {
      method: 'POST',
      body: JSON.stringify({ token }),
      headers: { 'Content-Type': 'application/json' },
    });
    app.deps.log.error({ token, headers: { authorization: `Bearer ${token}` } }, `with ${token} in the text`);
    expect(app.lines.length).toBeGreaterThan(3);
    expect(app.lines.join()).not.toContain(token.slice(12));
    await app.close();
  });
});

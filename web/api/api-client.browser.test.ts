import { expect, test } from 'vitest';
import { json } from '../testing/room.ts';
import { fixtureAnswer } from '../testing/story/answer.ts';
import { FIXED_NOW, PRODUCT } from '../testing/story/ticket-routing.ts';
import { ApiClient, type Fetch } from './api-client.ts';
import { overview } from './resources.ts';
import { ServerClock } from './server-clock.ts';

const RESOURCE = overview(PRODUCT);
const { signal } = new AbortController();

function client(fetch: Fetch, clock = new ServerClock(() => 0)): ApiClient {
  return new ApiClient(clock, fetch);
}

test('an answer that keeps the contract is handed over, and its time is learnt', async () => {
  const clock = new ServerClock(() => 0);
  const { body } = fixtureAnswer(RESOURCE.address, FIXED_NOW);
  const value = await client(async () => json(body), clock).get(RESOURCE, signal);
  expect(value.versions).toHaveLength(4);
  expect(clock.now()).toBe(FIXED_NOW);
});

test('an answer that breaks the contract is an error that names the place', async () => {
  const { body } = fixtureAnswer(RESOURCE.address, FIXED_NOW);
  const broken = { ...(body as object), versions: [{ id: 3 }] };
  await expect(client(async () => json(broken)).get(RESOURCE, signal)).rejects.toMatchObject({
    code: 'answer-invalid',
    message: expect.stringContaining('versions[0].id'),
  });
});

test('problem details become an error in the server’s words', async () => {
  const problem = { code: 'not-found', detail: 'There is no product “x”.', requestId: 'r1' };
  await expect(client(async () => json(problem, 404)).get(RESOURCE, signal)).rejects.toMatchObject({
    code: 'not-found',
    message: 'There is no product “x”.',
    status: 404,
    requestId: 'r1',
  });
});

test('a refusal that is no problem details still says what came', async () => {
  const proxy = async () => new Response('<h1>Bad gateway</h1>', { status: 502, statusText: 'Bad Gateway' });
  await expect(client(proxy).get(RESOURCE, signal)).rejects.toMatchObject({
    code: 'internal',
    message: 'The server answered 502 Bad Gateway.',
  });
});

test('a server that does not know us any more is told once, to everybody', async () => {
  const api = client(async () => json({ code: 'unauthenticated', detail: 'Who are you?' }, 401));
  let told = 0;
  api.addEventListener('signed-out', () => {
    told += 1;
  });
  await expect(api.get(RESOURCE, signal)).rejects.toMatchObject({ status: 401 });
  expect(told).toBe(1);
  await expect(api.signIn('wrong')).rejects.toMatchObject({ status: 401 });
  expect(told, 'a refused token is the form’s affair').toBe(1);
});

test('a token goes into the body, never into the address', async () => {
  const asked: [string, RequestInit][] = [];
  const api = client(async (address, init) => {
    asked.push([address, init]);
    return json({ role: 'viewer', open: false });
  });
  await api.signIn('glt_secret');
  expect(asked).toHaveLength(1);
  expect(asked[0]?.[0]).toBe('/api/v1/session');
  expect(asked[0]?.[1]).toMatchObject({
    method: 'POST',
    body: '{"token":"glt_secret"}',
    credentials: 'same-origin',
  });
});

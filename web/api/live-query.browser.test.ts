import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { expect, test, vi } from 'vitest';
import { FakeServer, json, mount, settled } from '../testing/room.ts';
import { FIXED_NOW } from '../testing/story/ticket-routing.ts';
import { LiveQuery } from './live-query.ts';
import type { Resource } from './resources.ts';

interface Thing {
  readonly n: number;
}

function thing(name: string): Resource<Thing> {
  return {
    endpoint: 'signOut',
    address: `/thing/${name}`,
    wakes: (event) => event.type === 'actuals',
    restMs: 150,
  };
}

@customElement('gl-test-reader')
class Reader extends LitElement {
  readonly query = new LiveQuery<Thing>(this, () => (this.name === '' ? undefined : thing(this.name)));

  @property() name = 'one';

  settled(): Promise<void> {
    return this.query.settled;
  }

  override render(): TemplateResult {
    return html`${this.query.answer.state}`;
  }
}

const ACTUALS = { type: 'actuals', at: FIXED_NOW, product: 'p' } as const;
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function counting(): FakeServer {
  const server = new FakeServer();
  let n = 0;
  server.answer = () => {
    n += 1;
    return json({ n });
  };
  server.stream.start();
  server.hello();
  return server;
}

const reader = (server: FakeServer) => mount<Reader>(html`<gl-test-reader></gl-test-reader>`, server);

test('a query waits, then has its value', async () => {
  const element = await reader(counting());
  expect(element.query.answer).toEqual({ state: 'ready', value: { n: 1 } });
});

test('many events cause one read, and not before the rest is over', async () => {
  const server = counting();
  const element = await reader(server);
  for (let i = 0; i < 20; i += 1) server.say(ACTUALS);
  expect(server.asked).toHaveLength(1);
  await wait(300);
  expect(server.asked).toHaveLength(2);
  expect(element.query.value).toEqual({ n: 2 });
});

test('an event that does not concern it causes none', async () => {
  const server = counting();
  await reader(server);
  server.say({ type: 'alive', at: FIXED_NOW });
  await wait(250);
  expect(server.asked).toHaveLength(1);
});

test('a new greeting means that something may have been missed', async () => {
  const server = counting();
  await reader(server);
  server.hello();
  await wait(50);
  expect(server.asked).toHaveLength(2);
});

test('what happens while an answer is on its way is read afterwards, never twice at once', async () => {
  const server = counting();
  const answers: ((response: Response) => void)[] = [];
  server.answer = () => new Promise((resolve) => answers.push(resolve));
  const mounting = mount<Reader>(html`<gl-test-reader></gl-test-reader>`, server);
  await wait(50);
  server.say(ACTUALS);
  await wait(200);
  expect(answers).toHaveLength(1);
  answers[0]?.(json({ n: 7 }));
  const element = await mounting;
  await wait(250);
  expect(element.query.value).toEqual({ n: 7 });
  expect(answers).toHaveLength(2);
});

test('another resource aborts the request for the one before, and shows none of it', async () => {
  const server = counting();
  const signals: AbortSignal[] = [];
  server.answer = (address, init) => {
    if (address !== '/thing/one') return json({ n: 2 });
    signals.push(init.signal as AbortSignal);
    return new Promise((_, reject) =>
      init.signal?.addEventListener('abort', () => reject(init.signal?.reason)),
    );
  };
  const mounting = mount<Reader>(html`<gl-test-reader></gl-test-reader>`, server);
  const element = document.querySelector<Reader>('gl-test-reader') as Reader;
  await wait(50);
  element.name = 'two';
  await mounting;
  expect(signals[0]?.aborted).toBe(true);
  expect(element.query.answer).toEqual({ state: 'ready', value: { n: 2 } });
});

test('a value stays while a newer one fails to come', async () => {
  const server = counting();
  const element = await reader(server);
  server.answer = () => json({ code: 'store-unavailable', detail: 'The store is away.' }, 503);
  server.say(ACTUALS);
  await wait(300);
  expect(element.query.answer).toMatchObject({
    state: 'ready',
    value: { n: 1 },
    stale: { code: 'store-unavailable', message: 'The store is away.', status: 503 },
  });
});

test('a first failure is shown, and a retry brings the value', async () => {
  const server = new FakeServer();
  server.answer = () => Promise.reject(new TypeError('Failed to fetch'));
  const element = await mount<Reader>(html`<gl-test-reader></gl-test-reader>`, server);
  expect(element.query.answer).toMatchObject({ state: 'failed', error: { code: 'unreachable' } });
  server.answer = () => json({ n: 3 });
  element.query.refresh();
  await wait(50);
  expect(element.query.answer).toEqual({ state: 'ready', value: { n: 3 } });
});

test('an element that leaves asks for nothing more, and asks again when it is back', async () => {
  const server = counting();
  const element = await reader(server);
  const room = element.parentElement;
  element.remove();
  server.say(ACTUALS);
  await wait(250);
  expect(server.asked).toHaveLength(1);
  room?.append(element);
  await settled(element);
  await wait(50);
  expect(server.asked).toHaveLength(2);
});

test('a hidden page does not ask, and makes up for it when it is seen', async () => {
  const server = counting();
  await reader(server);
  const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
  server.say(ACTUALS);
  await wait(250);
  expect(server.asked).toHaveLength(1);
  hidden.mockReturnValue(false);
  document.dispatchEvent(new Event('visibilitychange'));
  await wait(50);
  expect(server.asked).toHaveLength(2);
  hidden.mockRestore();
});

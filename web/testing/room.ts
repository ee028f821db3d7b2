import { ContextProvider } from '@lit/context';
import axe from 'axe-core';
import { html, LitElement, render, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { expect, onTestFinished } from 'vitest';
import type { StreamEvent } from '../../server/http/contract/stream.ts';
import { ApiClient, type Fetch } from '../api/api-client.ts';
import { apiContext, clockContext, streamContext } from '../api/contexts.ts';
import { type EventSourceLike, LiveStream } from '../api/live-stream.ts';
import { ServerClock } from '../api/server-clock.ts';
import { adoptTheme } from '../styles/theme-sheet.ts';
import { fixtureAnswer } from './story/answer.ts';
import { FIXED_NOW } from './story/ticket-routing.ts';

adoptTheme(document);

/** A server for tests: answers with the story of the fixtures, unless told otherwise, and says what a test wants it to. */
export class FakeServer {
  /** Addresses that were asked for, in order. */
  readonly asked: string[] = [];
  /** Answers in the place of the story; `undefined` leaves it to the story. */
  answer: (address: string, init: RequestInit) => Response | Promise<Response> | undefined = () => undefined;
  readonly clock = new ServerClock(() => FIXED_NOW);
  readonly stream: LiveStream;
  #speak: ((event: MessageEvent) => void) | undefined;
  #fail: (() => void) | undefined;
  /** How often the stream was opened. */
  opened = 0;

  constructor() {
    this.stream = new LiveStream(() => this.#source());
  }

  readonly fetch: Fetch = async (address, init) => {
    this.asked.push(address);
    const told = await this.answer(address, init);
    if (told !== undefined) return told;
    const { status, body } = fixtureAnswer(address, FIXED_NOW);
    return json(body, status);
  };

  /** Sends an event over the stream. */
  say(event: StreamEvent): void {
    this.#speak?.(new MessageEvent(event.type, { data: JSON.stringify(event) }));
  }

  hello(version = '0.1.0'): void {
    this.say({ type: 'hello', at: FIXED_NOW, startedAt: 0, version });
  }

  /** Cuts the stream. */
  cut(): void {
    this.#fail?.();
  }

  #source(): EventSourceLike {
    this.opened += 1;
    return {
      addEventListener: (type, listener) => {
        if (type === 'message') this.#speak = listener;
        if (type === 'error') this.#fail = () => listener(new Event('error'));
      },
      close: () => {
        this.#speak = undefined;
        this.#fail = undefined;
      },
    };
  }
}

/** An answer of the API. */
export function json(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
}

/** Gives what is in it a server, as the application does. */
@customElement('gl-test-room')
export class TestRoom extends LitElement {
  server = new FakeServer();

  override connectedCallback(): void {
    super.connectedCallback();
    new ContextProvider(this, { context: clockContext, initialValue: this.server.clock });
    new ContextProvider(this, {
      context: apiContext,
      initialValue: new ApiClient(this.server.clock, this.server.fetch),
    });
    new ContextProvider(this, { context: streamContext, initialValue: this.server.stream });
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}

/** Puts a template into the page, within reach of a server, until the test is over. Answers with its first element. */
export async function mount<T extends HTMLElement>(
  template: TemplateResult,
  server = new FakeServer(),
): Promise<T> {
  const room = document.createElement('gl-test-room');
  (room as TestRoom).server = server;
  document.body.append(room);
  onTestFinished(() => room.remove());
  render(html`${template}`, room);
  const element = room.firstElementChild as T;
  await settled(element);
  return element;
}

/** Resolves when an element, and what it asked for, has come to rest. */
export async function settled(element: Element): Promise<void> {
  await (element as Partial<LitElement>).updateComplete;
  await (element as { settled?: () => Promise<void> }).settled?.();
  await new Promise((resolve) => setTimeout(resolve, 20));
  await (element as Partial<LitElement>).updateComplete;
}

/** Finds an element by a selector, through all shadows. */
export function deep<T extends Element>(root: ParentNode, selector: string): T {
  const found = deepAll<T>(root, selector)[0];
  if (found === undefined) throw new Error(`nothing matches ${selector}`);
  return found;
}

/** Finds all elements by a selector, through all shadows. */
export function deepAll<T extends Element>(root: ParentNode, selector: string): T[] {
  const own = [...root.querySelectorAll<T>(selector)];
  const shadows = [...root.querySelectorAll('*'), ...(root instanceof Element ? [root] : [])]
    .map((element) => element.shadowRoot)
    .filter((shadow) => shadow !== null);
  return [...own, ...shadows.flatMap((shadow) => deepAll<T>(shadow, selector))];
}

/** All text that is shown within an element, through all shadows, with single spaces. */
export function textOf(node: Node): string {
  return collect(node).replace(/\s+/g, ' ').trim();
}

function collect(node: Node): string {
  if (node instanceof Text) return node.data;
  if (!(node instanceof Element || node instanceof ShadowRoot) || node instanceof HTMLStyleElement) return '';
  const inside =
    node instanceof HTMLSlotElement
      ? node.assignedNodes()
      : (node instanceof Element && node.shadowRoot !== null ? node.shadowRoot : node).childNodes;
  return ` ${[...inside].map(collect).join('')} `;
}

/** Expects axe-core to find nothing to complain about. */
export async function expectAccessible(element: Element): Promise<void> {
  const { violations } = await axe.run(element, { resultTypes: ['violations'] });
  const found = violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map((node) => `${node.target} ${node.failureSummary ?? ''}`).join('; ')}`,
  );
  expect(found).toEqual([]);
}

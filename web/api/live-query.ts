import { ContextConsumer } from '@lit/context';
import { Task } from '@lit/task';
import type { LitElement, ReactiveController } from 'lit';
import type { StreamEvent } from '../../server/http/contract/stream.ts';
import type { ApiClient } from './api-client.ts';
import { ApiError } from './api-error.ts';
import { apiContext, streamContext } from './contexts.ts';
import type { LiveStream } from './live-stream.ts';
import type { Resource } from './resources.ts';

/** A failed read is tried again by itself after this long. */
const RETRY_MS = 10_000;

/** What a view has: nothing yet, a value (perhaps one that could not be renewed), or an error instead of one. */
export type Answer<T> =
  | { readonly state: 'waiting' }
  | { readonly state: 'failed'; readonly error: ApiError }
  | { readonly state: 'ready'; readonly value: T; readonly stale?: ApiError };

/**
 * Keeps a view's data current: reads a resource when it changes, and again when the stream says that it is out of date, at most once
 * in its rest time and never two at once. A resource that is no longer asked for is aborted. A value that is there stays there while a
 * newer one is on its way, or fails to come.
 */
export class LiveQuery<T> implements ReactiveController {
  readonly #host: LitElement;
  readonly #resource: () => Resource<T> | undefined;
  readonly #task: Task<readonly [ApiClient | undefined, string | undefined], T | undefined>;
  readonly #api: ContextConsumer<typeof apiContext, LitElement>;
  #stopListening: (() => void) | undefined;
  #answered: { readonly address: string; readonly value: T } | undefined;
  #error: ApiError | undefined;
  #startedAt = 0;
  #outOfDate = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #reading = false;
  #settle: (() => void)[] = [];

  constructor(host: LitElement, resource: () => Resource<T> | undefined) {
    this.#host = host;
    this.#resource = resource;
    this.#api = new ContextConsumer(host, { context: apiContext });
    new ContextConsumer(host, { context: streamContext, callback: (stream) => this.#listen(stream) });
    this.#task = new Task(host, {
      args: () => [this.#api.value, resource()?.address] as const,
      task: ([api], { signal }) => this.#read(api, signal),
      onError: (error) => this.#fail(error),
    });
    host.addController(this);
  }

  get answer(): Answer<T> {
    const known = this.#answered;
    if (known !== undefined && known.address === this.#resource()?.address) {
      const { value } = known;
      return this.#error === undefined
        ? { state: 'ready', value }
        : { state: 'ready', value, stale: this.#error };
    }
    return this.#error === undefined ? { state: 'waiting' } : { state: 'failed', error: this.#error };
  }

  /** The value, when there is one. */
  get value(): T | undefined {
    const { answer } = this;
    return answer.state === 'ready' ? answer.value : undefined;
  }

  /** Resolves when there is a value or an error to show. */
  get settled(): Promise<void> {
    if (this.answer.state !== 'waiting' || this.#resource() === undefined) return Promise.resolve();
    return new Promise((resolve) => this.#settle.push(resolve));
  }

  /** Reads again, soon. */
  refresh(): void {
    this.#outOfDate = true;
    this.#schedule(0);
  }

  hostConnected(): void {
    document.addEventListener('visibilitychange', this.#seen);
    if (this.#startedAt > 0) this.refresh();
  }

  hostDisconnected(): void {
    document.removeEventListener('visibilitychange', this.#seen);
    clearTimeout(this.#timer);
    this.#stopListening?.();
    this.#task.abort();
    this.#reading = false;
  }

  #listen(stream: LiveStream): void {
    this.#stopListening?.();
    let greeted = stream.connection === 'live';
    this.#stopListening = stream.listen((event) => {
      // What happened while the connection was away is not told again.
      const missed = event.type === 'hello' && greeted;
      greeted ||= event.type === 'hello';
      if (missed || this.#resource()?.wakes(event)) this.#wake(event);
    });
  }

  #wake(event: StreamEvent): void {
    this.#outOfDate = true;
    const rest = this.#resource()?.restMs ?? 0;
    this.#schedule(event.type === 'hello' ? 0 : this.#error === undefined ? rest : RETRY_MS);
  }

  readonly #seen = (): void => {
    if (!document.hidden && this.#outOfDate) this.#schedule(0);
  };

  /** Runs once what is running has ended, and not before `restMs` have passed since it began. */
  #schedule(restMs: number): void {
    if (this.#reading || document.hidden) return;
    clearTimeout(this.#timer);
    const wait = Math.max(0, this.#startedAt + restMs - Date.now());
    this.#timer = setTimeout(() => void this.#task.run(), wait);
  }

  async #read(api: ApiClient | undefined, signal: AbortSignal): Promise<T | undefined> {
    const resource = this.#resource();
    if (api === undefined || resource === undefined) return undefined;
    clearTimeout(this.#timer);
    if (this.#answered?.address !== resource.address) this.#error = undefined;
    this.#startedAt = Date.now();
    this.#outOfDate = false;
    this.#reading = true;
    try {
      const value = await api.get(resource, signal);
      if (signal.aborted) return undefined;
      this.#answered = { address: resource.address, value };
      this.#error = undefined;
      return value;
    } finally {
      if (!signal.aborted) this.#finished(resource.restMs);
    }
  }

  #finished(restMs: number): void {
    this.#reading = false;
    for (const settle of this.#settle.splice(0)) this.#host.updateComplete.then(settle);
    if (this.#outOfDate) this.#schedule(restMs);
  }

  #fail(error: unknown): void {
    if (!this.#host.isConnected) return;
    this.#error = error instanceof ApiError ? error : new ApiError('internal', String(error));
    this.#outOfDate = true;
    this.#schedule(RETRY_MS);
  }
}

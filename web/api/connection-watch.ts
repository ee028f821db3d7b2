import { ContextConsumer } from '@lit/context';
import type { LitElement, ReactiveController } from 'lit';
import { streamContext } from './contexts.ts';
import type { Connection, LiveStream } from './live-stream.ts';

/** Lets an element know how the connection to the server stands, and renders it again when that changes. */
export class ConnectionWatch implements ReactiveController {
  readonly #host: LitElement;
  #stream: LiveStream | undefined;

  constructor(host: LitElement) {
    this.#host = host;
    new ContextConsumer(host, {
      context: streamContext,
      callback: (stream) => {
        this.#stream?.removeEventListener('change', this.#changed);
        this.#stream = stream;
        stream.addEventListener('change', this.#changed);
        host.requestUpdate();
      },
    });
    host.addController(this);
  }

  get connection(): Connection {
    return this.#stream?.connection ?? 'waiting';
  }

  get lost(): boolean {
    return this.connection === 'lost';
  }

  /** When the server last spoke, Unix ms by its clock. */
  get heardAt(): number | undefined {
    return this.#stream?.heardAt;
  }

  /** The server now runs another version than the one that this page came from. */
  get updated(): boolean {
    return this.#stream?.updated ?? false;
  }

  reconnect(): void {
    this.#stream?.reconnect();
  }

  hostDisconnected(): void {
    this.#stream?.removeEventListener('change', this.#changed);
  }

  readonly #changed = (): void => this.#host.requestUpdate();
}

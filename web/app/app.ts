import { ContextProvider } from '@lit/context';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { ApiClient } from '../api/api-client.ts';
import { apiContext, clockContext, streamContext } from '../api/contexts.ts';
import { LiveStream } from '../api/live-stream.ts';
import { ServerClock } from '../api/server-clock.ts';
import { takeToken } from './link-token.ts';
import './shell.ts';

/**
 * The application: gives everything below it the server, its stream and its time, and asks for a token when the server wants one.
 *
 * @element gl-app
 */
@customElement('gl-app')
export class App extends LitElement {
  readonly #clock = new ServerClock();
  readonly #api = new ApiClient(this.#clock);
  readonly #stream = new LiveStream();

  @state() private phase: 'entering' | 'in' | 'signed-out' = 'entering';

  constructor() {
    super();
    new ContextProvider(this, { context: clockContext, initialValue: this.#clock });
    new ContextProvider(this, { context: apiContext, initialValue: this.#api });
    new ContextProvider(this, { context: streamContext, initialValue: this.#stream });
    this.#stream.listen((event) => this.#clock.learn(event.at));
    this.#api.addEventListener('signed-out', this.#signedOut);
    this.addEventListener('gl-signed-in', this.#signedIn);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#enter();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stream.stop();
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  /** A link may bring its token; it is traded for a session before anything else is asked. */
  async #enter(): Promise<void> {
    const token = takeToken();
    // A token that is refused shows itself by the first request, which leads to the sign-in page.
    if (token !== undefined) await this.#api.signIn(token).catch(() => undefined);
    this.phase = 'in';
    this.#stream.start();
  }

  readonly #signedOut = async (): Promise<void> => {
    await import('../pages/sign-in-page.ts');
    this.phase = 'signed-out';
  };

  readonly #signedIn = (): void => {
    this.phase = 'in';
    this.#stream.reconnect();
  };

  override render(): TemplateResult | typeof nothing {
    switch (this.phase) {
      case 'entering':
        return nothing;
      case 'in':
        return html`<gl-shell></gl-shell>`;
      case 'signed-out':
        return html`<main id="main"><gl-sign-in-page></gl-sign-in-page></main>`;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-app': App;
  }
}

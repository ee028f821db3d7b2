import { ContextConsumer } from '@lit/context';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import type { StreamEvent } from '../../server/http/contract/stream.ts';
import { ApiError } from '../api/api-error.ts';
import { apiContext, streamContext } from '../api/contexts.ts';
import { LiveQuery } from '../api/live-query.ts';
import { products, session } from '../api/resources.ts';
import { Navigator } from './navigator.ts';
import { loadPage, pageView, titleOf } from './pages.ts';
import { productOf } from './routes.ts';
import './app-header.ts';
import '../elements/connection-notice.ts';
import '../elements/failed-note.ts';
import type { Page } from '../pages/page.ts';

/**
 * What stands around a page: the way past the bar, the bar, word of a lost connection, the landmark that holds the page, and a quiet
 * voice that tells changed verdicts to who cannot see them. Without a shadow, so that the link to the content is an ordinary one.
 *
 * @element gl-shell
 */
@customElement('gl-shell')
export class Shell extends LitElement {
  readonly #navigator = new Navigator(this, {
    arrived: () => this.#arrived(),
    focus: (fragment) => this.#page()?.enter?.(fragment),
  });
  readonly #products = new LiveQuery(this, () => products());
  readonly #session = new LiveQuery(this, () => session());
  readonly #api = new ContextConsumer(this, { context: apiContext });

  @query('main') private main!: HTMLElement;

  @state() private failure: ApiError | undefined;

  @state() private spoken = '';

  constructor() {
    super();
    const listen = { context: streamContext, callback: this.#hear.bind(this) };
    new ContextConsumer(this, listen);
    this.addEventListener('gl-replace', (event) =>
      this.#navigator.replace((event as CustomEvent<string>).detail),
    );
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override willUpdate(): void {
    const { route } = this.#navigator;
    document.title = titleOf(route, this.#nameOf(productOf(route)));
  }

  #hear(stream: { listen: (listener: (event: StreamEvent) => void) => unknown }): void {
    stream.listen((event) => {
      if (event.type !== 'verdict' || event.product !== productOf(this.#navigator.route)) return;
      if (event.item === '' || event.from === '' || event.criterion !== undefined) return;
      this.spoken = `The gate of ${event.item} went from ${event.from} to ${event.to}.`;
    });
  }

  #nameOf(product: string | undefined): string | undefined {
    return this.#products.value?.products.find((one) => one.id === product)?.name ?? product;
  }

  #signedInAs(): string | undefined {
    const { value } = this.#session;
    return value === undefined || value.open ? undefined : (value.name ?? value.role);
  }

  #page(): Partial<Page> | null {
    return this.main.firstElementChild as Partial<Page> | null;
  }

  async #arrived(): Promise<void> {
    try {
      await loadPage(this.#navigator.route);
      this.failure = undefined;
    } catch {
      const message =
        'A part of the application could not be fetched. Perhaps the server was updated: load the page again.';
      this.failure = new ApiError('unreachable', message);
    }
    await this.updateComplete;
    await this.#page()?.settled?.();
  }

  override render(): TemplateResult {
    const { route } = this.#navigator;
    if (route.page === 'wall') return html`<main id="main">${pageView(route)}</main>`;
    return html`<nav aria-label="Shortcut"><a class="skip" href="#main">Skip to the content</a></nav>
      <gl-app-header
        .route=${route}
        .productName=${this.#nameOf(productOf(route))}
        .signedInAs=${this.#signedInAs()}
        @gl-sign-out=${() => void this.#api.value?.signOut()}
      ></gl-app-header>
      <gl-connection-notice></gl-connection-notice>
      <main id="main" tabindex="-1">
        ${this.failure === undefined ? keyed(JSON.stringify(route), pageView(route)) : this.#failed(this.failure)}
      </main>
      <p class="visually-hidden" role="status">${this.spoken === '' ? nothing : this.spoken}</p>`;
  }

  #failed(error: ApiError): TemplateResult {
    return html`<gl-failed-note .error=${error} @gl-retry=${() => location.reload()}></gl-failed-note>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-shell': Shell;
  }
}

import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { ConnectionWatch } from '../api/connection-watch.ts';
import { base, controls } from '../styles/base.ts';
import './age.ts';

/**
 * Nothing while all is well. Says so when the server cannot be heard, since when, and that what is shown is from then; or that it runs
 * a newer version than this page.
 *
 * @element gl-connection-notice
 */
@customElement('gl-connection-notice')
export class ConnectionNotice extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      :host {
        display: block;
      }
      p {
        display: flex;
        flex-wrap: wrap;
        gap: 0.25rem 1rem;
        align-items: center;
        padding: 0.5rem var(--gl-gutter);
        border-bottom: 1px solid var(--gl-hairline);
        background: var(--gl-unproven-wash);
        font-size: var(--gl-14);
      }
      button {
        min-height: 1.75rem;
      }
      @media print {
        :host {
          display: none;
        }
      }
    `,
  ];

  readonly #connection = new ConnectionWatch(this);

  override render(): TemplateResult | typeof nothing {
    return html`<div role="status">${this.#notice()}</div>`;
  }

  #notice(): TemplateResult | typeof nothing {
    const { lost, heardAt, updated } = this.#connection;
    if (lost) return this.#lost(heardAt);
    if (!updated) return nothing;
    return html`<p>
      Gateline was updated. <button @click=${() => location.reload()}>Load the new version</button>
    </p>`;
  }

  #lost(heardAt: number | undefined): TemplateResult {
    const words =
      heardAt === undefined
        ? 'The server does not send its changes. What is shown is as it was when the page was opened.'
        : html`The server has not been heard <gl-age form="for" .at=${heardAt}></gl-age>. What is shown is from then.`;
    return html`<p>
      <strong>Connection lost.</strong> ${words}
      <button @click=${() => this.#connection.reconnect()}>Try again now</button>
    </p>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-connection-notice': ConnectionNotice;
  }
}

import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ApiError } from '../api/api-error.ts';
import { base, controls } from '../styles/base.ts';
import './state-glyph.ts';

/**
 * A view that could not be had, or not be renewed: what happened, and a way to try again.
 *
 * @element gl-failed-note
 * @fires gl-retry - somebody wants to try again now
 */
@customElement('gl-failed-note')
export class FailedNote extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      :host {
        display: block;
        max-width: 46rem;
        padding: 1.25rem 1.5rem;
        border: 1px solid var(--gl-edge);
        border-radius: var(--gl-radius);
        background: var(--gl-surface);
      }
      .what {
        display: flex;
        gap: 0.625rem;
        align-items: baseline;
        font-weight: var(--gl-bold);
      }
      .why {
        margin-top: 0.25rem;
        color: var(--gl-muted);
        white-space: pre-line;
        overflow-wrap: anywhere;
      }
      .foot {
        display: flex;
        flex-wrap: wrap;
        gap: 0.75rem 1rem;
        align-items: center;
        margin-top: 1rem;
        font-size: var(--gl-14);
      }
      :host([renewal]) {
        max-width: none;
        padding: 0.625rem 1rem;
        display: flex;
        flex-wrap: wrap;
        gap: 0.25rem 1.25rem;
        align-items: baseline;
        font-size: var(--gl-14);
      }
      :host([renewal]) :is(.why, .foot) {
        margin: 0;
      }
    `,
  ];

  /** What is missing: `The overview`. */
  @property() what = 'This page';

  @property({ attribute: false }) error: ApiError | undefined;

  /** There is an older value to look at: one line instead of a card. */
  @property({ type: Boolean, reflect: true }) renewal = false;

  override render(): TemplateResult {
    const verb = this.renewal ? 'could not be renewed' : 'could not be loaded';
    return html`<p class="what" role="alert">${this.what} ${verb}.</p>
      <p class="why">${this.error?.message ?? 'The reason is not known.'}</p>
      <div class="foot">
        <button class="no-print" @click=${this.#retry}>Try again</button>
        ${this.renewal ? nothing : this.#reference()}
      </div>`;
  }

  #reference(): TemplateResult | typeof nothing {
    if (this.error === undefined) return nothing;
    const { code, requestId } = this.error;
    return html`<span class="muted">
      ${code}${requestId === undefined ? nothing : html`, request <code>${requestId}</code>`}
    </span>`;
  }

  readonly #retry = (): void => {
    this.dispatchEvent(new Event('gl-retry', { bubbles: true, composed: true }));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-failed-note': FailedNote;
  }
}

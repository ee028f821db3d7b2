import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { base, controls } from '../styles/base.ts';

/**
 * Says at the foot of the window what was changed, aloud too, with a way back. It stays until it is closed or something else is changed.
 *
 * @element gl-change-notice
 * @fires gl-undo - the change is to be taken back
 * @fires gl-close - it was read
 */
@customElement('gl-change-notice')
export class ChangeNotice extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      .bar {
        position: fixed;
        inset-inline: 1rem;
        bottom: 1rem;
        z-index: 3;
        display: flex;
        flex-wrap: wrap;
        gap: 0.5rem 1rem;
        align-items: center;
        max-width: 46rem;
        margin-inline: auto;
        padding: 0.625rem 1rem;
        border: 1px solid var(--gl-edge);
        border-radius: var(--gl-radius);
        background: var(--gl-surface);
        box-shadow: 0 0.25rem 1rem rgb(0 0 0 / 20%);
        font-size: var(--gl-14);
      }
      .text {
        flex: 1 1 16rem;
        overflow-wrap: anywhere;
      }
    `,
  ];

  /** What was changed, in a sentence; `''`: nothing to say. */
  @property() sentence = '';

  /** Whether there is a way back. */
  @property({ type: Boolean }) undoable = false;

  @property({ type: Boolean }) busy = false;

  override render(): TemplateResult {
    const { sentence } = this;
    return html`<div class="no-print ${sentence === '' ? '' : 'bar'}">
      <p class="text" role="status">${sentence === '' ? nothing : sentence}</p>
      ${sentence === '' ? nothing : this.#buttons()}
    </div>`;
  }

  #buttons(): TemplateResult {
    return html`${
      this.undoable
        ? html`<button ?disabled=${this.busy} @click=${() => this.dispatchEvent(new Event('gl-undo'))}>Undo</button>`
        : nothing
    }
      <button @click=${() => this.dispatchEvent(new Event('gl-close'))}>Close</button>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-change-notice': ChangeNotice;
  }
}

import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { base, controls } from '../styles/base.ts';
import { copyText } from './copy-text.ts';

/**
 * An empty view, designed: what would be here, why it is not, and the one command or lines of YAML that bring it.
 *
 * @element gl-empty-note
 * @slot - why it is empty, in a sentence
 */
@customElement('gl-empty-note')
export class EmptyNote extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      :host {
        display: block;
        max-width: 46rem;
        padding: 1.25rem 1.5rem;
        border: 1px dashed var(--gl-edge);
        border-radius: var(--gl-radius);
      }
      .what {
        font-weight: var(--gl-bold);
      }
      .why {
        margin-top: 0.25rem;
        color: var(--gl-muted);
      }
      .way {
        margin-top: 1rem;
        font-size: var(--gl-14);
        color: var(--gl-muted);
      }
      figure {
        position: relative;
        margin-top: 0.5rem;
      }
      /* As wide as there is room, however long its lines: a page must not grow with them. */
      pre {
        box-sizing: border-box;
        width: 0;
        min-width: 100%;
        margin: 0;
        padding: 0.75rem 1rem;
        overflow-x: auto;
        background: var(--gl-sunken);
        border-radius: var(--gl-radius);
        color: var(--gl-text);
        line-height: 1.5;
      }
      button {
        margin-top: 0.5rem;
      }
      :host([small]) {
        padding: 0.875rem 1rem;
        font-size: var(--gl-14);
      }
    `,
  ];

  @state() private copied = false;

  /** What would be here. */
  @property() what = '';

  /** Where the lines go, or what the command does: `In roadmap.yaml, under items:`. */
  @property() way = '';

  /** A command, or lines of YAML. */
  @property() code = '';

  override render(): TemplateResult {
    return html`<p class="what">${this.what}</p>
      <p class="why"><slot></slot></p>
      ${this.code === '' ? nothing : this.#remedy()}`;
  }

  #remedy(): TemplateResult {
    return html`<p class="way">${this.way}</p>
      <figure><pre tabindex="0" role="region" aria-label=${this.way}><code>${this.code}</code></pre></figure>
      <button class="no-print" @click=${this.#copy}>${this.copied ? 'Copied' : 'Copy'}</button>`;
  }

  readonly #copy = async (): Promise<void> => {
    this.copied = await copyText(this.code, this.renderRoot.querySelector('code'));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-empty-note': EmptyNote;
  }
}

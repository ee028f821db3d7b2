import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { base, controls } from '../styles/base.ts';
import './data-table.ts';
import type { Column } from './data-table.ts';

/** A table that is only made when somebody asks for it. */
export interface Numbers {
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
}

/**
 * One press away from any chart: the same numbers as a table.
 *
 * @element gl-same-numbers
 */
@customElement('gl-same-numbers')
export class SameNumbers extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      :host {
        display: block;
        font-size: var(--gl-14);
      }
      button.plain {
        font-size: inherit;
      }
      gl-data-table {
        margin-top: 0.5rem;
      }
      @media print {
        button {
          display: none;
        }
      }
    `,
  ];

  @state() private open = false;

  /** Gives the table; called while it is open. */
  @property({ attribute: false }) numbers: (() => Numbers) | undefined;

  /** What the numbers are of, for the button's name: `cost per request`. */
  @property() of = '';

  override render(): TemplateResult {
    return html`<button class="plain" aria-expanded=${this.open} @click=${this.#toggle}>
        ${this.open ? 'Hide the table' : 'Same numbers as a table'}<span class="visually-hidden">
          of ${this.of}</span
        >
      </button>
      ${this.open ? this.#table() : nothing}`;
  }

  readonly #toggle = (): void => {
    this.open = !this.open;
  };

  #table(): TemplateResult | typeof nothing {
    if (this.numbers === undefined) return nothing;
    const { title, columns, rows } = this.numbers();
    return html`<gl-data-table .title=${title} .columns=${columns} .rows=${rows}></gl-data-table>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-same-numbers': SameNumbers;
  }
}

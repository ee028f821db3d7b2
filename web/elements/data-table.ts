import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { base } from '../styles/base.ts';

/** A column of a {@link DataTable}; numbers stand at the right. */
export interface Column {
  readonly title: string;
  readonly numeric?: boolean;
}

/**
 * Numbers as a table, in a box that scrolls when they are many.
 *
 * @element gl-data-table
 */
@customElement('gl-data-table')
export class DataTable extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      .scroll {
        position: relative;
        max-height: 22rem;
        overflow: auto;
        border: 1px solid var(--gl-hairline);
        border-radius: var(--gl-radius);
        background: var(--gl-surface);
      }
      table {
        width: 100%;
        border-collapse: collapse;
        font-size: var(--gl-14);
      }
      caption {
        padding: 0.5rem 0.75rem;
        text-align: start;
        color: var(--gl-muted);
      }
      th,
      td {
        padding: 0.375rem 0.75rem;
        border-top: 1px solid var(--gl-hairline);
        text-align: start;
        font-weight: var(--gl-regular);
        white-space: nowrap;
      }
      thead th {
        position: sticky;
        top: 0;
        background: var(--gl-surface);
        color: var(--gl-muted);
        font-weight: var(--gl-bold);
      }
      .numeric {
        text-align: end;
      }
      :host([whole]) .scroll {
        max-height: none;
      }
      :host([whole]) :is(caption, th, td) {
        padding-inline: 0.5rem;
      }
      :host([whole]) :is(th, td):not(.numeric) {
        white-space: normal;
      }
      @media print {
        .scroll {
          max-height: none;
          overflow: visible;
        }
      }
    `,
  ];

  /** What the numbers are. */
  @property() override title = '';

  /** First of them heads its row. */
  @property({ attribute: false }) columns: readonly Column[] = [];

  /** One text for each column. */
  @property({ attribute: false }) rows: readonly (readonly string[])[] = [];

  /** All its rows are shown, and words break where it is narrow; for a table that stands for itself. */
  @property({ type: Boolean, reflect: true }) whole = false;

  override render(): TemplateResult {
    return html`<div class="scroll" tabindex="0" role="region" aria-label="Table: ${this.title}">
      <table>
        <caption>
          ${this.title}
        </caption>
        <thead>
          <tr>
            ${this.columns.map((column) => html`<th scope="col" class=${align(column)}>${column.title}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${this.rows.map((row) => html`<tr>${row.map((text, i) => this.#cell(text, i))}</tr>`)}
        </tbody>
      </table>
    </div>`;
  }

  #cell(text: string, i: number): TemplateResult {
    const look = align(this.columns[i]);
    return i === 0 ? html`<th scope="row" class=${look}>${text}</th>` : html`<td class=${look}>${text}</td>`;
  }
}

function align(column: Column | undefined): string {
  return column?.numeric ? 'numeric' : '';
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-data-table': DataTable;
  }
}

import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatExact } from '../../core/signal/format.ts';
import type { ChangedItemsJson } from '../../server/http/contract/compare.ts';
import { base } from '../styles/base.ts';
import { heading } from './reading.ts';

/**
 * The items of one outcome on one dataset that changed from right to wrong, and back, with how many stayed as they were.
 *
 * @element gl-changed-items
 */
@customElement('gl-changed-items')
export class ChangedItems extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        padding: 1rem;
        border: 1px solid var(--gl-hairline);
        border-radius: var(--gl-radius);
        background: var(--gl-surface);
      }
      .about {
        margin-top: 0.125rem;
        color: var(--gl-muted);
        font-size: var(--gl-14);
        overflow-wrap: anywhere;
      }
      .lists {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 16rem), 1fr));
        gap: 1rem;
        margin-top: 0.75rem;
      }
      h4 {
        margin: 0 0 0.25rem;
        font-size: var(--gl-14);
        font-weight: var(--gl-bold);
      }
      ul {
        max-height: 14rem;
        overflow: auto;
        font-size: var(--gl-14);
      }
      li {
        padding: 0.125rem 0;
        overflow-wrap: anywhere;
      }
      @media print {
        ul {
          max-height: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) change: ChangedItemsJson | undefined;

  /** How the two sides are called. */
  @property() nameA = '';

  @property() nameB = '';

  override render(): TemplateResult | typeof nothing {
    const { change } = this;
    if (change === undefined) return nothing;
    const { signal, dataset, revision, bothRight, bothWrong, undecided, unpaired } = change;
    const counts = [
      `${formatExact(bothRight)} right with both`,
      `${formatExact(bothWrong)} wrong with both`,
      ...(undecided > 0 ? [`${formatExact(undecided)} undecided`] : []),
      ...(unpaired > 0 ? [`${formatExact(unpaired)} with one only`] : []),
    ];
    return html`<h3>${heading(signal.title)} on ${dataset}</h3>
      <p class="about">${revision === '' ? nothing : `Revision ${revision}. `}${counts.join(', ')}.</p>
      <div class="lists">
        ${this.#list(`Right with ${this.nameA}, wrong with ${this.nameB}`, change.rightToWrong)}
        ${this.#list(`Wrong with ${this.nameA}, right with ${this.nameB}`, change.wrongToRight)}
      </div>`;
  }

  #list(title: string, { count, items }: ChangedItemsJson['rightToWrong']): TemplateResult {
    const rest = count - items.length;
    return html`<div>
      <h4>${title}: ${formatExact(count)}</h4>
      ${
        items.length === 0
          ? nothing
          : html`<ul tabindex="0" aria-label=${title}>
              ${items.map(({ id }) => html`<li><code>${id}</code></li>`)}
            </ul>`
      }
      ${rest > 0 ? html`<p class="about">and ${formatExact(rest)} more, in the API</p>` : nothing}
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-changed-items': ChangedItems;
  }
}

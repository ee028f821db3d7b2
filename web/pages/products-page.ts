import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { ProductsResponse } from '../../server/http/contract/common.ts';
import { products } from '../api/resources.ts';
import { paths } from '../app/routes.ts';
import { asState } from '../elements/state-words.ts';
import { Page } from './page.ts';
import { lineBones } from './skeletons.ts';
import '../elements/empty-note.ts';
import '../elements/gate-sentence.ts';

/**
 * The products of this server, each with the sentence that matters now. A single one is gone to at once.
 *
 * @element gl-products-page
 * @fires gl-replace - another address is meant (`detail`: its path)
 */
@customElement('gl-products-page')
export class ProductsPage extends Page {
  static override styles = [
    Page.styles,
    css`
      ul {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 26rem), 1fr));
        gap: 1rem;
        margin-top: 1.25rem;
      }
      li > a {
        display: block;
        height: 100%;
        padding: 1.25rem 1.5rem;
        border: 1px solid var(--gl-hairline);
        border-radius: var(--gl-radius);
        background: var(--gl-surface);
        color: inherit;
        text-decoration: none;
      }
      li > a:hover {
        border-color: var(--gl-edge);
      }
      h2 {
        margin-bottom: 0.25rem;
      }
      .vision {
        margin-bottom: 0.875rem;
        color: var(--gl-muted);
        font-size: var(--gl-14);
      }
      gl-gate-sentence {
        font-size: var(--gl-14);
      }
      gl-empty-note {
        margin-top: 1.25rem;
      }
    `,
  ];

  readonly #products = this.live<ProductsResponse>(() => products());

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const [only, ...more] = this.#products.value?.products ?? [];
    if (only === undefined || more.length > 0) return;
    const detail = paths.overview(only.id);
    this.dispatchEvent(new CustomEvent('gl-replace', { detail, bubbles: true, composed: true }));
  }

  override render(): TemplateResult {
    return html`<h1 tabindex="-1">Products</h1>
      ${this.show(this.#products, {
        what: 'The list of products',
        waiting: () => html`<ul>${[1, 2].map(() => html`<li>${lineBones(4)}</li>`)}</ul>`,
        ready: (value) => this.#list(value),
      })}`;
  }

  #list({ products: list }: ProductsResponse): TemplateResult {
    if (list.length === 0) return this.#empty();
    return html`<ul>
      ${list.map(
        ({ id, name, vision, state, sentence }) => html`<li>
          <a href=${paths.overview(id)}>
            <h2>${name}</h2>
            ${vision === undefined ? nothing : html`<p class="vision">${vision}</p>`}
            <gl-gate-sentence .state=${asState(state)} .sentence=${sentence}></gl-gate-sentence>
          </a>
        </li>`,
      )}
    </ul>`;
  }

  #empty(): TemplateResult {
    return html`<gl-empty-note
      what="Your products, each with the one sentence that matters now"
      way="This writes a commented gateline.yaml and a first roadmap.yaml:"
      code="npx gateline init"
    >
      No roadmap is loaded: a product is what a roadmap is about.
    </gl-empty-note>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-products-page': ProductsPage;
  }
}

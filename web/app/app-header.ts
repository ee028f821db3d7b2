import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { base, controls } from '../styles/base.ts';
import { paths, productOf, type Route } from './routes.ts';
import '../elements/theme-switch.ts';

const SECTIONS = [
  { page: 'overview', title: 'Overview', path: paths.overview },
  { page: 'roadmap', title: 'Roadmap', path: paths.roadmap },
  { page: 'on-call', title: 'On call', path: paths.onCall },
  { page: 'review', title: 'Review', path: (product: string) => paths.review(product) },
  { page: 'data', title: 'Data', path: paths.data },
] as const;

/**
 * The bar over all pages but walls: whose product this is, and where one can go.
 *
 * @element gl-app-header
 * @fires gl-sign-out - somebody wants to end the session
 */
@customElement('gl-app-header')
export class AppHeader extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      :host {
        display: block;
        border-bottom: 1px solid var(--gl-hairline);
        background: var(--gl-surface);
      }
      .bar {
        display: flex;
        align-items: center;
        gap: 0 1.5rem;
        max-width: var(--gl-width);
        min-height: 3.25rem;
        margin: 0 auto;
        padding: 0 var(--gl-gutter);
      }
      a {
        color: inherit;
        text-decoration: none;
      }
      .home {
        display: flex;
        align-items: center;
        gap: 0.5rem;
        min-height: 2.75rem;
        color: var(--gl-muted);
        font-size: var(--gl-14);
      }
      .home svg {
        width: 1.5rem;
        height: 1.5rem;
        color: var(--gl-text);
      }
      .product {
        overflow: hidden;
        font-weight: var(--gl-bold);
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      nav ul {
        display: flex;
        gap: 0.25rem;
      }
      nav a {
        display: flex;
        align-items: center;
        min-height: 3.25rem;
        padding: 0 0.75rem;
        border-block: 2px solid transparent;
        color: var(--gl-muted);
        font-size: var(--gl-14);
        white-space: nowrap;
      }
      nav a:hover {
        color: var(--gl-text);
      }
      nav a[aria-current] {
        border-block-end-color: var(--gl-accent);
        color: var(--gl-text);
        font-weight: var(--gl-bold);
      }
      nav a:focus-visible {
        outline-offset: -4px;
      }
      .side {
        display: flex;
        align-items: center;
        gap: 0.5rem;
        margin-inline-start: auto;
      }
      .side :is(a, button) {
        color: var(--gl-muted);
        font-size: var(--gl-14);
        text-decoration: none;
        white-space: nowrap;
      }
      .side :is(a, button):hover {
        color: var(--gl-text);
      }
      @media (max-width: 62rem) {
        .bar {
          flex-wrap: wrap;
        }
        .home span {
          display: none;
        }
        nav {
          order: 1;
          width: calc(100% + 2 * var(--gl-gutter));
          margin: 0 calc(-1 * var(--gl-gutter));
          padding: 0 calc(var(--gl-gutter) - 0.75rem);
          overflow-x: auto;
          scrollbar-width: none;
        }
        nav a {
          min-height: 2.75rem;
        }
        .product {
          flex: 1;
        }
      }
      @media (max-width: 30rem) {
        nav ul {
          gap: 0;
          justify-content: space-between;
        }
        nav a {
          padding: 0 0.5rem;
        }
        nav {
          padding: 0 calc(var(--gl-gutter) - 0.5rem);
        }
      }
      @media print {
        :host {
          display: none;
        }
      }
    `,
  ];

  /** Who is signed in; absent where nobody has to. */
  @property() signedInAs: string | undefined;

  @property({ attribute: false }) route: Route = { page: 'products' };

  /** What the product is called; its id until that is known. */
  @property() productName: string | undefined;

  override render(): TemplateResult {
    const product = productOf(this.route);
    return html`<header class="bar">
      <a class="home" href=${paths.products()}>${logo()}<span>Gateline</span></a>
      ${product === undefined ? nothing : this.#product(product)}
      <div class="side">
        <a href=${paths.dashboards()} aria-current=${this.route.page === 'dashboards' ? 'page' : nothing}>Walls</a>
        ${this.#session()}
        <gl-theme-switch></gl-theme-switch>
      </div>
    </header>`;
  }

  #session(): TemplateResult | typeof nothing {
    if (this.signedInAs === undefined) return nothing;
    const signOut = () => this.dispatchEvent(new Event('gl-sign-out'));
    return html`<button class="plain" title="Signed in as ${this.signedInAs}" @click=${signOut}>Sign out</button>`;
  }

  #product(product: string): TemplateResult {
    return html`<a class="product" href=${paths.overview(product)}>${this.productName ?? product}</a>
      <nav aria-label="Product">
        <ul>
          ${SECTIONS.map((section) => html`<li>${this.#link(section, product)}</li>`)}
        </ul>
      </nav>`;
  }

  #link(section: (typeof SECTIONS)[number], product: string): TemplateResult {
    const current = section.page === this.route.page ? 'page' : nothing;
    return html`<a href=${section.path(product)} aria-current=${current}>${section.title}</a>`;
  }
}

function logo(): TemplateResult {
  return html`<svg viewBox="0 0 24 24" role="img" aria-label="Gateline: all products">
    <path
      d="M2 18l6-5 5 3 5-8 4-2"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
      stroke-linejoin="round"
    />
    <path d="M2 9h20" fill="none" stroke="currentColor" stroke-width="1.5" stroke-dasharray="3.2 2.4" />
  </svg>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-app-header': AppHeader;
  }
}

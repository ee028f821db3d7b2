import { css, html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { paths } from '../app/routes.ts';
import { Page } from './page.ts';

/**
 * An address that leads nowhere.
 *
 * @element gl-not-found-page
 */
@customElement('gl-not-found-page')
export class NotFoundPage extends Page {
  static override styles = [
    Page.styles,
    css`
      p {
        max-width: 40rem;
        margin-top: 0.75rem;
      }
      code {
        overflow-wrap: anywhere;
      }
    `,
  ];

  override render(): TemplateResult {
    return html`<h1 tabindex="-1">There is nothing here</h1>
      <p>No page of Gateline has the address <code>${location.pathname}</code>.</p>
      <p><a href=${paths.products()}>To the products</a></p>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-not-found-page': NotFoundPage;
  }
}

import { css, html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { Page } from './page.ts';
import '../elements/sign-in-form.ts';

/**
 * Stands in the place of any page while the server does not know who asks; afterwards that page is there.
 *
 * @element gl-sign-in-page
 */
@customElement('gl-sign-in-page')
export class SignInPage extends Page {
  static override styles = [
    Page.styles,
    css`
      :host {
        max-width: 26rem;
        padding-block: max(3rem, 16vh);
      }
      h1 {
        margin-bottom: 0.5rem;
      }
      .why {
        margin-bottom: 1.5rem;
        color: var(--gl-muted);
      }
      code {
        overflow-wrap: anywhere;
      }
    `,
  ];

  override render(): TemplateResult {
    return html`<h1 tabindex="-1">Sign in to Gateline</h1>
      <p class="why">
        This server asks for a token. Whoever runs it makes one with
        <code>npx gateline token create --role viewer</code>.
      </p>
      <gl-sign-in-form></gl-sign-in-form>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-sign-in-page': SignInPage;
  }
}

import { consume } from '@lit/context';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import type { ApiClient } from '../api/api-client.ts';
import { ApiError } from '../api/api-error.ts';
import { apiContext } from '../api/contexts.ts';
import { base, controls } from '../styles/base.ts';

/**
 * Trades a token for a session. The token goes to the server once and is kept nowhere here.
 *
 * @element gl-sign-in-form
 * @fires gl-signed-in - the server knows us now
 */
@customElement('gl-sign-in-form')
export class SignInForm extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      :host {
        display: block;
      }
      form {
        display: grid;
        gap: 0.5rem;
        justify-items: start;
      }
      label {
        font-weight: var(--gl-bold);
      }
      input {
        width: 100%;
        min-height: 2.75rem;
        padding: 0.25rem 0.75rem;
        border: 1px solid var(--gl-edge);
        border-radius: var(--gl-radius);
        background: var(--gl-surface);
        font-family: var(--gl-mono);
      }
      input[aria-invalid='true'] {
        border-color: var(--gl-fail);
      }
      .refused {
        color: var(--gl-fail-text);
        font-size: var(--gl-14);
      }
      button {
        min-height: 2.75rem;
        margin-top: 0.5rem;
        padding-inline: 1.25rem;
        background: var(--gl-accent);
        border-color: var(--gl-accent);
        color: var(--gl-on-accent);
        font-size: var(--gl-16);
      }
    `,
  ];

  @query('input') private field!: HTMLInputElement;

  @consume({ context: apiContext }) private api: ApiClient | undefined;

  @state() private refused = '';

  @state() private busy = false;

  override focus(): void {
    this.field.focus();
  }

  override render(): TemplateResult {
    return html`<form @submit=${this.#submit}>
      <label for="token">Token</label>
      <input
        id="token"
        name="token"
        type="password"
        autocomplete="current-password"
        autocapitalize="none"
        spellcheck="false"
        required
        aria-invalid=${this.refused === '' ? 'false' : 'true'}
        aria-describedby="refused"
      />
      <p id="refused" class="refused" role="alert">${this.refused === '' ? nothing : this.refused}</p>
      <button ?disabled=${this.busy}>Sign in</button>
    </form>`;
  }

  readonly #submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const token = this.field.value.trim();
    if (token === '' || this.api === undefined || this.busy) return;
    this.busy = true;
    try {
      await this.api.signIn(token);
      this.field.value = '';
      this.refused = '';
      this.dispatchEvent(new Event('gl-signed-in', { bubbles: true, composed: true }));
    } catch (error) {
      this.refused = error instanceof ApiError ? error.message : String(error);
      this.field.select();
    } finally {
      this.busy = false;
    }
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-sign-in-form': SignInForm;
  }
}

import { consume } from '@lit/context';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { type DecisionKind, needsReason } from '../../core/history/decision.ts';
import type { DecisionRequest } from '../../server/http/contract/decisions.ts';
import type { ApiClient } from '../api/api-client.ts';
import { ApiError } from '../api/api-error.ts';
import { apiContext } from '../api/contexts.ts';
import { base, controls } from '../styles/base.ts';
import { fields } from '../styles/fields.ts';
import { asState } from './state-words.ts';

/**
 * Records that an item ships, or is rolled back. The server judges the gate at that moment, and records nothing when the verdict is not
 * the one that is shown here any more.
 *
 * @element gl-decide-form
 * @fires gl-decided - it is recorded
 */
@customElement('gl-decide-form')
export class DecideForm extends LitElement {
  static override shadowRootOptions = { ...LitElement.shadowRootOptions, delegatesFocus: true };

  static override styles = [
    base,
    controls,
    fields,
    css`
      :host {
        display: block;
        font-size: var(--gl-14);
      }
      form {
        display: grid;
        gap: 0.875rem;
        max-width: 36rem;
        margin-top: 0.875rem;
        padding: 1rem 1.25rem;
        border: 1px solid var(--gl-hairline);
        border-radius: var(--gl-radius);
        background: var(--gl-surface);
      }
      .buttons {
        display: flex;
        flex-wrap: wrap;
        gap: 0.75rem;
      }
      .go {
        background: var(--gl-accent);
        border-color: var(--gl-accent);
        color: var(--gl-on-accent);
      }
      .told {
        margin-top: 0.5rem;
      }
    `,
  ];

  @query('[name=by]') private by!: HTMLInputElement;

  @query('[name=why]') private why!: HTMLTextAreaElement;

  @query('[name=build]') private build!: HTMLSelectElement | null;

  @query('[name=decision]:checked') private kind!: HTMLInputElement;

  @consume({ context: apiContext }) private api: ApiClient | undefined;

  @state() private open = false;

  @state() private busy = false;

  @state() private refused = '';

  /** What was recorded last, as a sentence. */
  @state() private told = '';

  /** The product's id. */
  @property() product = '';

  /** The item's id. */
  @property() item = '';

  /** The gate's verdict as it is shown. */
  @property() verdict = '';

  /** Builds that served, the newest first. */
  @property({ attribute: false }) builds: readonly string[] = [];

  override render(): TemplateResult {
    return html`<button aria-expanded=${this.open} @click=${this.#toggle}>
        ${this.open ? 'Record nothing' : 'Record a decision'}
      </button>
      <p class="told" role="status">${this.told}</p>
      ${this.open ? this.#form() : nothing}`;
  }

  #form(): TemplateResult {
    const asked = needsReason('ship', asState(this.verdict));
    return html`<form @submit=${this.#submit}>
      <fieldset>
        <legend>What was decided about ${this.item}</legend>
        ${choice('ship', 'It ships', true)} ${choice('roll-back', 'It is rolled back', false)}
      </fieldset>
      <label>
        Role that answers for it
        <input name="by" required maxlength="200" autocomplete="organization-title" />
      </label>
      ${
        this.builds.length === 0
          ? nothing
          : html`<label>
              Build
              <select name="build">
                <option value="">All builds together</option>
                ${this.builds.map((build) => html`<option .value=${build}>${build}</option>`)}
              </select>
            </label>`
      }
      <label>
        ${asked ? 'Why, although the gate has not passed' : 'Why (may be left out)'}
        <textarea name="why" rows="3" maxlength="4000"></textarea>
      </label>
      <p class="hint">
        The gate is judged at that moment, and its verdict is kept with the decision. Nothing can be changed
        afterwards: who was wrong decides again.
      </p>
      ${this.refused === '' ? nothing : html`<p class="refused" role="alert">${this.refused}</p>`}
      <div class="buttons"><button class="go" ?disabled=${this.busy}>Record</button></div>
    </form>`;
  }

  readonly #toggle = async (): Promise<void> => {
    this.open = !this.open;
    this.refused = '';
    this.told = '';
    await this.updateComplete;
    if (this.open) this.by.focus();
  };

  readonly #submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (this.api === undefined || this.busy) return;
    this.busy = true;
    try {
      const { decision } = await this.api.decide(this.product, this.item, this.#said());
      this.open = false;
      this.refused = '';
      this.told = `Recorded: ${decision.sentence}`;
      this.dispatchEvent(new Event('gl-decided', { bubbles: true, composed: true }));
    } catch (error) {
      this.refused = error instanceof ApiError ? error.message : String(error);
    } finally {
      this.busy = false;
    }
  };

  /** The verdict of one build alone is not the one that is shown, so nothing is expected of it. */
  #said(): DecisionRequest {
    const why = this.why.value.trim();
    const build = this.build?.value ?? '';
    return {
      decision: this.kind.value as DecisionKind,
      by: this.by.value.trim(),
      ...(why === '' ? {} : { why }),
      ...(build === '' ? { expect: asState(this.verdict) } : { build }),
    };
  }
}

function choice(kind: DecisionKind, words: string, checked: boolean): TemplateResult {
  return html`<label class="choice"><input type="radio" name="decision" value=${kind} ?checked=${checked} />${words}</label>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-decide-form': DecideForm;
  }
}

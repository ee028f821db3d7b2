import { consume } from '@lit/context';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { RoadmapCriterionJson } from '../../server/http/contract/roadmap.ts';
import { base, controls } from '../styles/base.ts';
import { mayEditContext } from './edit-context.ts';
import { EditRequest } from './edit-target.ts';

/**
 * What an editor can do with a criterion: vouch for it, or accept its miss for a time. Shows nothing to anybody else.
 *
 * @element gl-criterion-actions
 * @fires gl-edit - an {@link EditRequest}
 */
@customElement('gl-criterion-actions')
export class CriterionActions extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      :host {
        display: block;
      }
      p {
        display: flex;
        flex-wrap: wrap;
        gap: 0 1rem;
        margin-top: 0.25rem;
        font-size: var(--gl-14);
      }
    `,
  ];

  @consume({ context: mayEditContext, subscribe: true }) @property({ attribute: false }) mayEdit = false;

  /** The item's id. */
  @property() item = '';

  /** As it stands in the roadmap. */
  @property({ attribute: false }) criterion: RoadmapCriterionJson | undefined;

  /** It is met, so that there is nothing to waive. */
  @property({ type: Boolean }) met = false;

  override render(): TemplateResult | typeof nothing {
    const { criterion, mayEdit, met } = this;
    if (criterion === undefined || !mayEdit) return nothing;
    const { text, waiver, attested } = criterion;
    if (met && waiver === undefined && attested === undefined) return nothing;
    return html`<p class="no-print">
      ${attested === undefined ? nothing : this.#button(attested.attestation === undefined ? 'Attest' : 'Attest anew', text, this.#attest)}
      ${met && waiver === undefined ? nothing : this.#button(waiver === undefined ? 'Waive' : 'Change the waiver', text, this.#waive)}
    </p>`;
  }

  #button(words: string, text: string, press: () => void): TemplateResult {
    return html`<button class="plain" aria-label="${words}: ${text}" @click=${press}>${words}</button>`;
  }

  readonly #attest = (): void => {
    const { item, criterion } = this;
    if (criterion?.attested === undefined) return;
    const { text, attested } = criterion;
    this.dispatchEvent(new EditRequest({ kind: 'attestation', item, criterion: text, attested }));
  };

  readonly #waive = (): void => {
    const { item, criterion } = this;
    if (criterion === undefined) return;
    const { text, waiver } = criterion;
    this.dispatchEvent(new EditRequest({ kind: 'waiver', item, criterion: text, waiver }));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-criterion-actions': CriterionActions;
  }
}

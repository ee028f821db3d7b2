import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { VerdictState } from '../../core/gate/verdict.ts';
import { base } from '../styles/base.ts';
import { capitalised, sentenceParts } from './sentence-parts.ts';
import { unbroken } from './unbroken.ts';
import './state-glyph.ts';

/**
 * A verdict as a sentence, with its shape in front: what is the case in bold, the particulars after it.
 *
 * @element gl-gate-sentence
 */
@customElement('gl-gate-sentence')
export class GateSentence extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 0 0.75em;
        align-items: baseline;
        text-wrap: pretty;
      }
      strong {
        font-weight: var(--gl-bold);
      }
      :host([size='text']) .whole {
        font-weight: var(--gl-regular);
      }
      .particulars {
        color: var(--gl-muted);
      }
      :host(:is([size='lead'], [size='section'])) .mark {
        position: absolute;
        opacity: 0;
      }
      :host([size='lead']) {
        gap: 0 1rem;
        align-items: center;
      }
      :host([size='lead']) gl-state-glyph {
        font-size: var(--gl-40);
      }
      :host([size='lead']) strong {
        display: block;
        font-size: var(--gl-28);
        line-height: 1.2;
      }
      :host([size='lead']) .particulars {
        display: block;
        margin-top: 0.25rem;
        font-size: var(--gl-16);
      }
      :host([size='section']) {
        gap: 0 0.75rem;
      }
      :host([size='section']) gl-state-glyph {
        align-self: start;
        margin-top: 0.1em;
        font-size: var(--gl-20);
      }
      :host([size='section']) strong {
        display: block;
        font-size: var(--gl-20);
        line-height: 1.25;
      }
      :host([size='section']) .particulars {
        display: block;
      }
      @media screen and (max-width: 40rem) {
        :host([size='lead']) {
          align-items: start;
          gap: 0 0.75rem;
        }
        :host([size='lead']) gl-state-glyph {
          font-size: var(--gl-28);
          margin-top: 0.1rem;
        }
        :host([size='lead']) strong {
          font-size: var(--gl-20);
        }
        :host([size='lead']) .particulars {
          font-size: var(--gl-14);
        }
      }
    `,
  ];

  @property() state: VerdictState = 'no-data';

  @property({ type: Boolean }) waived = false;

  @property() sentence = '';

  /** `lead`: the one sentence of a page. `section`: the one of a part. */
  @property({ reflect: true }) size: 'lead' | 'section' | 'text' = 'text';

  override render(): TemplateResult {
    const { head, mark, particulars: rest } = sentenceParts(unbroken(this.sentence));
    const particulars = this.size === 'text' ? rest : capitalised(rest);
    return html`<gl-state-glyph .state=${this.state} .waived=${this.waived}></gl-state-glyph>
      <p>
        <strong class=${particulars === '' ? 'whole' : ''}
          >${head}${particulars === '' ? nothing : html`<span class="mark">${mark}</span>`}</strong
        >
        ${particulars === '' ? nothing : html`<span class="particulars">${particulars}</span>`}
      </p>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-gate-sentence': GateSentence;
  }
}

import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatPair, formatTargetValue, operatorSign } from '../../core/signal/format.ts';
import type { SignalUnit } from '../../core/signal/signal.ts';
import type { OnCallResponse } from '../../server/http/contract/operations.ts';
import { base } from '../styles/base.ts';
import './age.ts';
import './state-glyph.ts';

type Miss = OnCallResponse['missing'][number];

const UNITS: readonly SignalUnit[] = ['share', 'seconds', 'currency', 'tokens', 'count', 'score'];
const SIGNS = ['>=', '>', '<=', '<', '='] as const;

/**
 * A live reading that misses its target now: what, how far off, since when. The whole of it can be pressed.
 *
 * @element gl-live-miss
 */
@customElement('gl-live-miss')
export class LiveMiss extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      a {
        display: grid;
        grid-template-columns: auto 1fr auto;
        gap: 0 0.75rem;
        align-items: center;
        min-height: 2.75rem;
        padding: 0.75rem 1.25rem;
        color: inherit;
        text-decoration: none;
      }
      a:hover .name {
        text-decoration: underline;
      }
      gl-state-glyph {
        font-size: var(--gl-20);
      }
      .name {
        font-weight: var(--gl-bold);
      }
      .since {
        display: block;
        color: var(--gl-muted);
        font-size: var(--gl-12);
      }
      .value {
        font-size: var(--gl-20);
        font-weight: var(--gl-bold);
        line-height: 1.3;
        text-align: end;
        white-space: nowrap;
      }
      .target {
        display: block;
        color: var(--gl-muted);
        font-size: var(--gl-12);
        font-weight: var(--gl-regular);
      }
    `,
  ];

  @property({ attribute: false }) miss: Miss | undefined;

  @property() currency = 'USD';

  @property() zone = 'UTC';

  @property() href = '';

  override render(): TemplateResult | typeof nothing {
    const { miss } = this;
    if (miss === undefined) return nothing;
    const { value, target } = this.#numbers(miss);
    return html`<a href=${this.href}>
      <gl-state-glyph state="fail" label=""></gl-state-glyph>
      <span>
        <span class="name">${miss.item}: ${miss.title}</span>
        <span class="since">
          ${
            miss.since === undefined
              ? 'missing for more than 24 hours'
              : html`missing <gl-age form="for" .at=${miss.since} .zone=${this.zone}></gl-age>`
          }
        </span>
      </span>
      <span class="value">${value}<span class="target">${target}</span></span>
    </a>`;
  }

  #numbers({ live, target, unit: text, op: sign }: Miss): {
    readonly value: string;
    readonly target: string;
  } {
    const unit = UNITS.find((one) => one === text) ?? 'score';
    const op = SIGNS.find((one) => one === sign);
    const before = op === undefined ? '' : `${operatorSign(op)} `;
    if (live.value === undefined) {
      return { value: '–', target: before + formatTargetValue(target, unit, this.currency) };
    }
    const pair = formatPair(live.value, target, unit, this.currency);
    return { value: pair.value, target: before + pair.target };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-live-miss': LiveMiss;
  }
}

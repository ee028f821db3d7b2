import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { base } from '../styles/base.ts';
import { BREAKER_WORDS, type Breaker, breakerSummary, breakerTable } from './breaker-summary.ts';
import { formatMoment, formatTime } from './calendar-text.ts';
import './age.ts';
import './breaker-timeline.ts';
import './middle-text.ts';
import './same-numbers.ts';

/**
 * One circuit breaker: its state as shape and word, since when, and its last 24 hours.
 *
 * @element gl-breaker-row
 */
@customElement('gl-breaker-row')
export class BreakerRow extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        padding: 0.75rem 1.25rem;
      }
      .head {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        gap: 0 0.75rem;
        align-items: center;
        min-height: 2rem;
      }
      svg {
        width: 1.5rem;
        height: 1.5rem;
      }
      .open svg {
        color: var(--gl-fail);
      }
      .half-open svg {
        color: var(--gl-unproven);
      }
      .closed svg {
        color: var(--gl-pass);
      }
      .name {
        font-weight: var(--gl-bold);
      }
      .of {
        display: block;
        color: var(--gl-muted);
        font-size: var(--gl-12);
        font-weight: var(--gl-regular);
      }
      .state {
        text-align: end;
        font-weight: var(--gl-bold);
      }
      .open .state {
        color: var(--gl-fail-text);
      }
      .half-open .state {
        color: var(--gl-unproven-text);
      }
      .since {
        display: block;
        color: var(--gl-muted);
        font-size: var(--gl-12);
        font-weight: var(--gl-regular);
      }
      gl-breaker-timeline {
        margin-top: 0.375rem;
      }
      .foot {
        display: flex;
        flex-wrap: wrap;
        gap: 0 1rem;
        align-items: baseline;
        justify-content: space-between;
      }
      gl-same-numbers {
        max-width: 100%;
        font-size: var(--gl-12);
      }
      .summary {
        color: var(--gl-muted);
        font-size: var(--gl-12);
      }
    `,
  ];

  @property({ attribute: false }) breaker: Breaker | undefined;

  /** The 24 hours that are shown, Unix ms. */
  @property({ type: Number }) from = 0;

  @property({ type: Number }) to = 0;

  @property() zone = 'UTC';

  override render(): TemplateResult | typeof nothing {
    const { breaker, from, to, zone } = this;
    if (breaker === undefined) return nothing;
    const { state, item, environment, since } = breaker;
    return html`<div class=${state}>
      <div class="head">
        ${sign(state)}
        <span class="name"
          ><gl-middle-text .text=${breaker.breaker}></gl-middle-text>
          <span class="of">${[item, environment].filter((part) => part !== '').join(', ')}</span></span
        >
        <span class="state"
          >${BREAKER_WORDS[state]}<gl-age class="since" form="for" .at=${since} .zone=${zone}></gl-age
        ></span>
      </div>
      <gl-breaker-timeline .breaker=${breaker} .from=${from} .to=${to} .zone=${zone}></gl-breaker-timeline>
      <div class="foot">
        <p class="summary" aria-hidden="true">${breakerSummary(breaker, from, (at) => formatTime(at, zone))}</p>
        <gl-same-numbers
          .numbers=${() => breakerTable(breaker, (at) => formatMoment(at, zone))}
          .of=${breaker.breaker}
        ></gl-same-numbers>
      </div>
    </div>`;
  }
}

/** A switch in a circuit: joined, hanging, apart. */
function sign(state: Breaker['state']): TemplateResult {
  const arm = { closed: 'M4 14h12', 'half-open': 'm4 14 10-5', open: 'm4 14 6-11' }[state];
  return html`<svg viewBox="0 0 20 20" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="2.5">
    <path d="M0 14h4m12 0h4" />
    <path d=${arm} stroke-linecap="round" />
    <circle cx="4" cy="14" r="2.5" fill="currentColor" stroke="none" />
    <circle cx="16" cy="14" r="2.5" fill="currentColor" stroke="none" />
  </svg>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-breaker-row': BreakerRow;
  }
}

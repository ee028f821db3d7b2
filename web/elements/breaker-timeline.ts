import { css, html, LitElement, svg, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { base } from '../styles/base.ts';
import { BREAKER_WORDS, type Breaker, type BreakerStretch, breakerSummary } from './breaker-summary.ts';
import { formatTime } from './calendar-text.ts';

const HEIGHT = 24;

/** A state is a height before it is a colour: closed is a line at the bottom, half-open half a block, open a whole one. */
const TOP: Readonly<Record<Breaker['state'], number>> = {
  closed: HEIGHT - 3,
  'half-open': HEIGHT / 2,
  open: 0,
};

/**
 * A circuit breaker's last hours: how it stood when. What is not known stays blank.
 *
 * @element gl-breaker-timeline
 */
@customElement('gl-breaker-timeline')
export class BreakerTimeline extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      svg {
        display: block;
        width: 100%;
        height: 1.5rem;
        background: var(--gl-sunken);
      }
      .closed {
        fill: var(--gl-pass);
      }
      .half-open {
        fill: var(--gl-unproven);
      }
      .open {
        fill: var(--gl-fail);
      }
      .ends {
        display: flex;
        justify-content: space-between;
        margin-top: 0.125rem;
        color: var(--gl-muted);
        font-size: var(--gl-12);
      }
    `,
  ];

  @property({ attribute: false }) breaker: Breaker | undefined;

  /** Unix ms. */
  @property({ type: Number }) from = 0;

  /** Unix ms. */
  @property({ type: Number }) to = 0;

  @property() zone = 'UTC';

  override render(): TemplateResult {
    const { breaker, from, to, zone } = this;
    const timeOf = (at: number) => formatTime(at, zone);
    const summary = breaker === undefined ? '' : breakerSummary(breaker, from, timeOf);
    return html`<svg viewBox="0 0 1000 ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label=${summary}>
        ${breaker?.timeline.map((stretch) => this.#block(stretch))}
      </svg>
      <div class="ends" aria-hidden="true">
        <span>${timeOf(from)}</span><span>${timeOf((from + to) / 2)}</span><span>now</span>
      </div>`;
  }

  #block({ from, to, state }: BreakerStretch): TemplateResult {
    // A trip of seconds must still be seen among 24 hours, at their very end, too.
    const least = state === 'closed' ? 0 : 4;
    const x = Math.min(this.#position(from), 1000 - least);
    const width = Math.max(this.#position(to) - x, least);
    const y = TOP[state];
    const title = `${BREAKER_WORDS[state]} ${formatTime(from, this.zone)}–${formatTime(to, this.zone)}`;
    return svg`<rect class=${state} x=${x} y=${y} width=${width} height=${HEIGHT - y}><title>${title}</title></rect>`;
  }

  #position(at: number): number {
    const share = (at - this.from) / Math.max(1, this.to - this.from);
    return Math.round(Math.min(1, Math.max(0, share)) * 1000);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-breaker-timeline': BreakerTimeline;
  }
}

import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ChartMark } from '../../server/http/contract/actuals.ts';
import { formatMoment } from '../elements/calendar-text.ts';
import { cssVariables } from '../elements/css-variables.ts';
import { base } from '../styles/base.ts';

const KINDS: Readonly<Record<ChartMark['kind'], string>> = {
  lifecycle: 'Lifecycle',
  verdict: 'Verdict',
  breaker: 'Breaker',
  build: 'Build',
  decision: 'Decision',
  target: 'Target',
};

/**
 * The lane under a plot: what happened when, never over the line. Each mark can be gone to and says its text.
 *
 * @element gl-mark-lane
 * @fires gl-mark - a mark was pointed at (`detail`: its text with its moment) or left (`detail`: undefined)
 */
@customElement('gl-mark-lane')
export class MarkLane extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      ul {
        position: relative;
        height: 1.5rem;
        margin: 0 var(--lane-right, 0) 0 var(--lane-left, 0);
        border-radius: 2px;
        background: var(--gl-sunken);
      }
      li {
        position: absolute;
        top: 0;
        left: var(--at);
        width: var(--length, 0);
        height: 100%;
      }
      button {
        position: absolute;
        left: -0.75rem;
        display: grid;
        width: calc(100% + 1.5rem);
        height: 1.5rem;
        padding: 0;
        place-items: center;
        border: 0;
        background: none;
        color: var(--gl-text);
        cursor: default;
      }
      button:focus-visible {
        outline-offset: -2px;
      }
      svg {
        width: 0.75rem;
        height: 0.75rem;
        fill: currentColor;
      }
      .span {
        position: absolute;
        inset: 35% 0.75rem;
        min-width: 3px;
        background: currentColor;
      }
    `,
  ];

  @property({ attribute: false }) marks: readonly ChartMark[] = [];

  /** The time that the plot shows, Unix ms. */
  @property({ type: Number }) from = 0;

  @property({ type: Number }) to = 1;

  @property() zone = 'UTC';

  override render(): TemplateResult | typeof nothing {
    const shown = this.marks.filter((mark) => (mark.until ?? mark.at) >= this.from && mark.at <= this.to);
    if (shown.length === 0) return nothing;
    return html`<ul aria-label="What happened">
      ${shown.map((mark) => this.#mark(mark))}
    </ul>`;
  }

  #mark(mark: ChartMark): TemplateResult {
    const words = `${KINDS[mark.kind]}: ${mark.text}, ${formatMoment(mark.at, this.zone)}`;
    const begin = this.#share(mark.at);
    const variables = {
      '--at': `${begin * 100}%`,
      '--length': `${(this.#share(mark.until ?? mark.at) - begin) * 100}%`,
    } as const;
    const tell = (detail: string | undefined) => () =>
      this.dispatchEvent(new CustomEvent('gl-mark', { detail }));
    return html`<li ${cssVariables(variables)}>
      <button
        aria-label=${words}
        title=${words}
        @focus=${tell(words)}
        @blur=${tell(undefined)}
        @pointerenter=${tell(words)}
        @pointerleave=${tell(undefined)}
      >
        ${mark.until === undefined ? sign(mark.kind) : html`<span class="span"></span>`}
      </button>
    </li>`;
  }

  #share(at: number): number {
    return Math.min(1, Math.max(0, (at - this.from) / Math.max(1, this.to - this.from)));
  }
}

/** A shape for each kind: they share one colour. */
function sign(kind: ChartMark['kind']): TemplateResult {
  const shapes: Readonly<Record<ChartMark['kind'], string>> = {
    lifecycle: 'M2 1 11 6 2 11Z',
    verdict: 'M6 0 12 6 6 12 0 6Z',
    breaker: 'M5 2h2v8H5Z',
    build: 'M1 1h10v10H1Z',
    decision: 'M6 0 7.6 4.2 12 4.5 8.6 7.3 9.7 12 6 9.3 2.3 12 3.4 7.3 0 4.5 4.4 4.2Z',
    target: 'M0 5h4v2H0Zm8 0h4v2H8ZM5 1h2v10H5Z',
  };
  return html`<svg viewBox="0 0 12 12" aria-hidden="true"><path d=${shapes[kind]} /></svg>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-mark-lane': MarkLane;
  }
}

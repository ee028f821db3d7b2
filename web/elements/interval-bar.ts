import { css, html, LitElement, svg, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { CompareRow } from '../../server/http/contract/compare.ts';
import { base } from '../styles/base.ts';

const WIDTH = 120;
const HEIGHT = 20;
const MIDDLE = WIDTH / 2;
/** How much of each half an interval may fill. */
const REACH = MIDDLE - 8;

/**
 * A difference with its interval beside the line of no difference, each row to its own scale. Filled where it is more than noise, hollow
 * where it is not, dashed where nobody can say. It repeats what stands in words beside it, and is hidden from assistive technology.
 *
 * @element gl-interval-bar
 */
@customElement('gl-interval-bar')
export class IntervalBar extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: inline-block;
        width: 7.5rem;
      }
      svg {
        display: block;
        width: 100%;
        height: 1.25rem;
      }
      .zero {
        stroke: var(--gl-edge);
        stroke-dasharray: 2 2;
      }
      .reach {
        stroke: var(--gl-text);
        stroke-width: 2;
      }
      .cannot-say .reach {
        stroke-dasharray: 4 3;
      }
      .point {
        fill: var(--gl-surface);
        stroke: var(--gl-text);
        stroke-width: 2;
      }
      .yes .point {
        fill: var(--gl-text);
      }
    `,
  ];

  @property({ attribute: false }) difference: CompareRow['difference'];

  override render(): TemplateResult {
    const { difference } = this;
    if (difference === undefined) return html``;
    const { lower, upper, difference: point, moreThanNoise } = difference;
    const most = Math.max(...[lower, upper, point].map((value) => Math.abs(value ?? 0)));
    const at = (value: number) => MIDDLE + (most > 0 ? (value / most) * REACH : 0);
    const [from, to] = [lower === undefined ? 0 : at(lower), upper === undefined ? WIDTH : at(upper)];
    return html`<svg class=${moreThanNoise} viewBox="0 0 ${WIDTH} ${HEIGHT}" aria-hidden="true">
      ${svg`<line class="zero" x1=${MIDDLE} x2=${MIDDLE} y1="1" y2=${HEIGHT - 1} />
        <line class="reach" x1=${from} x2=${to} y1=${HEIGHT / 2} y2=${HEIGHT / 2} />
        <circle class="point" cx=${at(point)} cy=${HEIGHT / 2} r="4" />`}
    </svg>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-interval-bar': IntervalBar;
  }
}

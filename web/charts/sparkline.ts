import { css, html, LitElement, nothing, svg, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Operator } from '../../core/roadmap/criterion.ts';
import type { SignalUnit } from '../../core/signal/signal.ts';
import { heightOf, sparklinePath } from './sparkline-path.ts';
import { valueScale } from './value-scale.ts';

const WIDTH = 100;
const HEIGHT = 32;

/**
 * A line without axes, with the gate's target dashed across it. Vector, so that it prints. Decoration for eyes: what it shows stands in
 * words and numbers beside it, so it is hidden from assistive technology.
 *
 * @element gl-sparkline
 */
@customElement('gl-sparkline')
export class Sparkline extends LitElement {
  static override styles = css`
    :host {
      display: block;
      height: 2.25rem;
    }
    svg {
      display: block;
      width: 100%;
      height: 100%;
      overflow: visible;
    }
    path {
      fill: none;
      vector-effect: non-scaling-stroke;
    }
    .line {
      stroke: var(--gl-text);
      stroke-width: var(--gl-line-width, 0.09375rem);
      stroke-linecap: round;
      stroke-linejoin: round;
    }
    .end {
      stroke: var(--gl-text);
      stroke-width: calc(var(--gl-line-width, 0.09375rem) * 3.4);
      stroke-linecap: round;
    }
    .target {
      stroke: var(--gl-muted);
      stroke-width: 1;
      stroke-dasharray: 4 3;
    }
    .wrong {
      fill: var(--gl-muted);
      opacity: 0.1;
    }
    :host([stale]) {
      opacity: 0.5;
    }
  `;

  /** Equal steps; `null` is a gap. */
  @property({ attribute: false }) values: readonly (number | null)[] = [];

  /** The gate's target in the same unit. */
  @property({ attribute: false }) target: number | undefined;

  @property() unit: SignalUnit = 'score';

  /** Which side of the target is the right one. */
  @property() better: 'higher' | 'lower' = 'higher';

  /** The criterion's operator; `=` has no one wrong side. */
  @property() op: Operator | undefined;

  override render(): TemplateResult | typeof nothing {
    const drawn = this.values.filter((value) => value !== null);
    if (drawn.length === 0) return nothing;
    const aims = this.target === undefined ? [] : [this.target];
    const scale = valueScale({ values: [...drawn, ...aims], unit: this.unit, better: this.better });
    const { line, end } = sparklinePath(this.values, scale, WIDTH, HEIGHT);
    return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">
      ${this.target === undefined ? nothing : this.#gateLine(heightOf(this.target, scale, HEIGHT))}
      <path class="line" d=${line} />
      ${end === undefined ? nothing : svg`<path class="end" d="M${end.x} ${end.y}h.01" />`}
    </svg>`;
  }

  #gateLine(y: number): TemplateResult {
    const [top, height] = this.better === 'lower' ? [0, y] : [y, HEIGHT - y];
    const line = svg`<path class="target" d="M0 ${y}H${WIDTH}" />`;
    if (this.op === '=') return line;
    return svg`<rect class="wrong" x="0" y=${top} width=${WIDTH} height=${Math.max(0, height)} />${line}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-sparkline': Sparkline;
  }
}

import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { formatTargetValue } from '../../core/signal/format.ts';
import type { ChartMark, ChartPoint } from '../../server/http/contract/actuals.ts';
import type { SignalDescription } from '../../server/http/contract/overview.ts';
import { formatDay } from '../elements/calendar-text.ts';
import { cssVariables } from '../elements/css-variables.ts';
import { base } from '../styles/base.ts';
import { chartMoments } from './chart-moments.ts';
import type { Chart } from './chart-registry.ts';
import type { DrawnForecast } from './forecast-cone.ts';
import { type GateChartData, gateChartData, nearestIndex } from './gate-chart-data.ts';
import { GateChartGuest } from './gate-chart-guest.ts';
import { pointWords, type Writing } from './point-words.ts';
import './mark-lane.ts';

/** A change of anything else leaves the picture as it is. */
const DRAWN = ['points', 'signal', 'target', 'op', 'evidence', 'dueAt', 'forecast', 'now'] as const;

/**
 * An actual over time against its gate's target. The drawing comes when Chart.js is there; words, lane and measures are there from the
 * start, so that nothing jumps. Arrow keys go from point to point, and the line under the plot reads the one that is pointed at.
 *
 * @element gl-gate-chart
 */
@customElement('gl-gate-chart')
export class GateChart extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      .plot {
        position: relative;
        height: var(--gl-chart-height, 15rem);
        touch-action: pan-y;
      }
      .plot:focus-visible {
        outline-offset: 4px;
      }
      canvas {
        display: block;
        max-width: 100%;
      }
      @media print {
        /* The drawing has the screen's measures; on paper it takes those of its place. */
        canvas {
          width: 100% !important;
          height: 100% !important;
        }
      }
      .line {
        min-height: 1.5em;
        margin-top: 0.375rem;
        padding-inline-start: var(--lane-left);
        color: var(--gl-muted);
        font-size: var(--gl-12);
        line-height: 1.5;
      }
      .none {
        position: absolute;
        inset: 0;
        display: grid;
        place-content: center;
        padding-inline-start: var(--lane-left);
        color: var(--gl-muted);
        font-size: var(--gl-14);
      }
      .none span {
        padding: 0.25rem 0.75rem;
        background: var(--gl-surface);
      }
    `,
  ];

  readonly #guest = new GateChartGuest(this);
  #data: GateChartData | undefined;

  @query('canvas') private canvas!: HTMLCanvasElement;

  @state() private reading: number | undefined;

  @state() private marked: string | undefined;

  @property({ attribute: false }) points: readonly ChartPoint[] = [];

  @property({ attribute: false }) marks: readonly ChartMark[] = [];

  @property({ attribute: false }) signal: SignalDescription | undefined;

  /** In the signal's unit. */
  @property({ attribute: false }) target: number | undefined;

  /** `50 % of v2`, where the target is relative. */
  @property() statedTarget: string | undefined;

  @property() op: '>=' | '>' | '<=' | '<' | '=' | undefined;

  @property() evidence: 'production' | 'evaluation' = 'production';

  /** Unix ms. */
  @property({ attribute: false }) dueAt: number | undefined;

  /** Where its trend leads until it is due, in the signal's unit. */
  @property({ attribute: false }) forecast: DrawnForecast | undefined;

  /** The server's time, Unix ms. */
  @property({ type: Number }) now = 0;

  @property() zone = 'UTC';

  @property() currency = 'USD';

  /** What is said while nothing is pointed at: the step, what band and dashes mean. */
  @property() caption = '';

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (this.signal === undefined || !DRAWN.some((name) => changed.has(name))) return;
    const { unit, better } = this.signal;
    const { points, target, op, evidence, now, dueAt, forecast } = this;
    this.#data = gateChartData({ points, target, op, unit, better, evidence, now, dueAt, forecast });
    if (changed.has('points') && (this.reading ?? 0) >= points.length) this.reading = undefined;
  }

  protected override updated(): void {
    if (this.#data === undefined) return;
    void this.#guest.draw(this.canvas, {
      data: this.#data,
      targetLabel: this.#targetLabel(),
      reading: this.reading,
      moments: chartMoments(this.#data, this.now, this.#due),
      zone: this.zone,
      write: (value) => formatTargetValue(value, this.#writing.unit, this.currency),
    });
  }

  get #due(): { readonly at: number; readonly label: string } | undefined {
    if (this.dueAt === undefined) return undefined;
    return { at: this.dueAt, label: `Due ${formatDay(this.dueAt, this.zone, this.now)}` };
  }

  get #writing(): Writing {
    return { unit: this.signal?.unit ?? 'score', currency: this.currency, zone: this.zone, now: this.now };
  }

  #targetLabel(): string {
    const { op, target, signal } = this;
    if (op === undefined || signal === undefined) return '';
    const sign = { '>=': '≥', '>': '>', '<=': '≤', '<': '<', '=': '=' }[op];
    const words = this.#data?.moving ? this.statedTarget : undefined;
    return `${sign} ${words ?? formatTargetValue(target, signal.unit, this.currency)}`;
  }

  #line(): string {
    if (this.marked !== undefined) return this.marked;
    const point = this.reading === undefined ? undefined : this.points[this.reading];
    return point === undefined ? this.caption : pointWords(point, this.#writing);
  }

  readonly #point = (event: PointerEvent): void => {
    const x = this.chart?.scales.x?.getValueForPixel(event.offsetX);
    if (x !== undefined && this.#data !== undefined) this.reading = nearestIndex(this.#data.actual, x);
  };

  readonly #leave = (): void => {
    this.reading = undefined;
  };

  readonly #key = (event: KeyboardEvent): void => {
    const last = this.points.length - 1;
    const now = this.reading ?? last + 1;
    const moves: Readonly<Record<string, number | undefined>> = {
      ArrowLeft: now - 1,
      ArrowRight: now + 1,
      PageUp: now - 10,
      PageDown: now + 10,
      Home: 0,
      End: last,
    };
    const to = moves[event.key];
    if (event.key === 'Escape') this.reading = undefined;
    if (to === undefined || last < 0) return;
    event.preventDefault();
    this.reading = Math.min(last, Math.max(0, to));
  };

  /** The living chart, for tests; `undefined` until it is drawn. */
  get chart(): Chart<'line'> | undefined {
    return this.#guest.chart;
  }

  override render(): TemplateResult {
    const data = this.#data;
    const title = this.signal?.title ?? '';
    const empty = data?.last === undefined;
    return html`<div
        class="plot"
        tabindex=${empty ? nothing : 0}
        role=${empty ? nothing : 'slider'}
        aria-label=${empty ? nothing : `${title}: point by point with the arrow keys`}
        aria-valuemin=${empty ? nothing : 0}
        aria-valuemax=${empty ? nothing : this.points.length - 1}
        aria-valuenow=${empty ? nothing : (this.reading ?? data.last ?? 0)}
        aria-valuetext=${empty ? nothing : this.#line()}
        @pointermove=${this.#point}
        @pointerleave=${this.#leave}
        @keydown=${this.#key}
        @blur=${this.#leave}
      >
        <canvas aria-hidden="true"></canvas>
        ${empty ? html`<p class="none" ${cssVariables(this.#guest.insets)}><span>Nothing was observed in this time.</span></p>` : nothing}
      </div>
      <div ${cssVariables(this.#guest.insets)}>
        <gl-mark-lane
          .marks=${this.marks}
          .from=${data?.from ?? 0}
          .to=${data?.to ?? 1}
          .zone=${this.zone}
          @gl-mark=${(event: CustomEvent<string | undefined>) => {
            this.marked = event.detail;
          }}
        ></gl-mark-lane>
        <p class="line">${this.#line()}</p>
      </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-gate-chart': GateChart;
  }
}

import type { LitElement, ReactiveController } from 'lit';
import { chartLook } from './chart-look.ts';
import type { ChartMoment } from './chart-moments.ts';
import type { Chart } from './chart-registry.ts';
import type { GateChartFrame } from './gate-chart-config.ts';
import type { GateChartData } from './gate-chart-data.ts';
import type { GateChartState } from './gate-chart-plugins.ts';

/** What is to be drawn now. */
export interface GateDrawing extends Omit<GateChartFrame, 'left' | 'right'> {
  readonly data: GateChartData;
  readonly moments: readonly ChartMoment[];
  readonly targetLabel: string;
  readonly reading: number | undefined;
}

/** Room beside the plot in letters of 12 px; the lane below keeps the same. */
const LEFT_LETTERS = 5.5;
const RIGHT_LETTERS = 0.75;

/**
 * Keeps one Chart.js chart in an element: made when Chart.js has come and the element is still there, changed in place when data,
 * theme, size or paper change, gone when the element goes.
 */
export class GateChartGuest implements ReactiveController {
  readonly #host: LitElement;
  readonly #schemes = [matchMedia('(prefers-color-scheme: dark)'), matchMedia('print')];
  #chart: Chart<'line'> | undefined;
  #state: GateChartState | undefined;
  #drawing: GateDrawing | undefined;
  #turn = 0;

  constructor(host: LitElement) {
    this.#host = host;
    host.addController(this);
  }

  get chart(): Chart<'line'> | undefined {
    return this.#chart;
  }

  /** The plot's distance from both edges, as custom properties for what stands under it. */
  get insets(): { readonly '--lane-left': string; readonly '--lane-right': string } {
    return { '--lane-left': `${LEFT_LETTERS * 0.75}rem`, '--lane-right': `${RIGHT_LETTERS * 0.75}rem` };
  }

  hostConnected(): void {
    document.documentElement.addEventListener('gl-theme', this.#redress);
    for (const scheme of this.#schemes) scheme.addEventListener('change', this.#redress);
    if (this.#drawing !== undefined) this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    document.documentElement.removeEventListener('gl-theme', this.#redress);
    for (const scheme of this.#schemes) scheme.removeEventListener('change', this.#redress);
    this.#turn += 1;
    this.#chart?.destroy();
    this.#chart = undefined;
  }

  /** Draws, or changes what is drawn. */
  async draw(canvas: HTMLCanvasElement, drawing: GateDrawing): Promise<void> {
    const before = this.#drawing;
    this.#drawing = drawing;
    if (this.#chart !== undefined && this.#state !== undefined) {
      this.#change(before, drawing);
      return;
    }
    this.#turn += 1;
    const turn = this.#turn;
    const [{ Chart }, { gateChartConfig }] = await Promise.all([
      import('./chart-registry.ts'),
      import('./gate-chart-config.ts'),
    ]);
    // A newer call won, or we left the page.
    if (turn !== this.#turn || !this.#host.isConnected) return;
    this.#state = this.#stateOf(drawing);
    this.#chart = new Chart(canvas, gateChartConfig(this.#state, this.#frame(drawing)));
  }

  #stateOf(drawing: GateDrawing): GateChartState {
    const { data, moments, targetLabel, reading } = drawing;
    return { data, moments, targetLabel, reading, look: chartLook(this.#host) };
  }

  #frame(drawing: GateDrawing): GateChartFrame {
    const letter = this.#state?.look.fontSize ?? 12;
    return { ...drawing, left: LEFT_LETTERS * letter, right: RIGHT_LETTERS * letter };
  }

  /** Moving the reading line needs no new layout; everything else does. */
  #change(before: GateDrawing | undefined, drawing: GateDrawing): void {
    const state = this.#state;
    if (state === undefined) return;
    state.reading = drawing.reading;
    const same = before !== undefined && before.data === drawing.data && before.zone === drawing.zone;
    if (same) this.#chart?.draw();
    else this.#redraw(drawing);
  }

  #redraw(drawing: GateDrawing): void {
    const turn = this.#turn;
    void import('./gate-chart-config.ts').then(({ gateChartConfig }) => {
      const { chart } = this;
      if (chart === undefined || this.#state === undefined || turn !== this.#turn) return;
      Object.assign(this.#state, this.#stateOf(drawing));
      const { data, options } = gateChartConfig(this.#state, this.#frame(drawing));
      for (const [i, dataset] of data.datasets.entries())
        Object.assign(chart.data.datasets[i] ?? {}, dataset);
      chart.options = options ?? {};
      chart.update('none');
    });
  }

  readonly #redress = (): void => {
    if (this.#drawing !== undefined && this.#chart !== undefined) this.#redraw(this.#drawing);
  };
}

import type { ChartLook } from './chart-look.ts';
import type { ChartMoment } from './chart-moments.ts';
import type { Chart, Plugin } from './chart-registry.ts';
import type { GateChartData } from './gate-chart-data.ts';

/** What changes while a chart lives; the plugins read it at each drawing. */
export interface GateChartState {
  data: GateChartData;
  look: ChartLook;
  moments: readonly ChartMoment[];
  /** `≤ 2 s` */
  targetLabel: string;
  /** Index of the point that is being read. */
  reading: number | undefined;
}

/** Draws the target's label at the right end of its line, on the side where the actual is not. */
export function targetLabelPlugin(state: GateChartState): Plugin<'line'> {
  return {
    id: 'gl-target-label',
    afterDatasetsDraw({ ctx, chartArea, scales }) {
      const level = state.data.target.findLast((spot) => spot.y !== null)?.y;
      if (level === undefined || level === null || scales.y === undefined) return;
      const { look } = state;
      const away = look.fontSize * (state.data.labelSide === 'below' ? 0.95 : -0.95);
      const [top, bottom] = [chartArea.top + look.fontSize / 2, chartArea.bottom - look.fontSize / 2];
      const y = Math.min(Math.max(scales.y.getPixelForValue(level) + away, top), bottom);
      ctx.save();
      ctx.font = fontOf(look, 600);
      ctx.textAlign = 'right';
      ctx.textBaseline = 'middle';
      ctx.lineJoin = 'round';
      ctx.lineWidth = 5 * look.scale;
      ctx.strokeStyle = look.surface;
      ctx.fillStyle = look.text;
      ctx.strokeText(state.targetLabel, chartArea.right - 2, y);
      ctx.fillText(state.targetLabel, chartArea.right - 2, y);
      ctx.restore();
    },
  };
}

/** Draws the words of today and of the due date over the plot. */
export function momentWordsPlugin(state: GateChartState): Plugin<'line'> {
  return {
    id: 'gl-moment-words',
    afterDatasetsDraw({ ctx, chartArea, scales }) {
      ctx.save();
      ctx.font = fontOf(state.look, 400);
      ctx.fillStyle = state.look.muted;
      ctx.textBaseline = 'bottom';
      ctx.textAlign = 'left';
      const y = chartArea.top - state.look.fontSize / 3;
      // From the right: the due date has its place, and today's words give way to the left.
      let free = Number.POSITIVE_INFINITY;
      for (const { at, words, align } of state.moments.toSorted((a, b) => b.at - a.at)) {
        const { width } = ctx.measureText(words);
        const x = scales.x?.getPixelForValue(at) ?? 0;
        const left = Math.min(leftOf(x, width, align), free - width);
        ctx.fillText(words, left, y);
        free = left - state.look.fontSize / 2;
      }
      ctx.restore();
    },
  };
}

/** Where words begin that stand at a place. */
function leftOf(x: number, width: number, align: ChartMoment['align']): number {
  return x - width * { left: 0, center: 0.5, right: 1 }[align];
}

/** Draws the whiskers of single evaluations: from their lower to their upper bound. */
export function whiskersPlugin(state: GateChartState): Plugin<'line'> {
  return {
    id: 'gl-whiskers',
    beforeDatasetsDraw(chart) {
      if (!state.data.scattered) return;
      const { ctx } = chart;
      const cap = 4 * state.look.scale;
      ctx.save();
      ctx.strokeStyle = state.look.text;
      ctx.lineWidth = state.look.scale;
      ctx.beginPath();
      state.data.lower.forEach((lower, i) => {
        const ends = whisker(chart, lower.x, lower.y, state.data.upper[i]?.y ?? null);
        if (ends === undefined) return;
        ctx.moveTo(ends.x, ends.top);
        ctx.lineTo(ends.x, ends.bottom);
        for (const y of [ends.top, ends.bottom]) {
          ctx.moveTo(ends.x - cap, y);
          ctx.lineTo(ends.x + cap, y);
        }
      });
      ctx.stroke();
      ctx.restore();
    },
  };
}

function whisker(
  { scales }: Chart,
  at: number,
  lower: number | null,
  upper: number | null,
): { readonly x: number; readonly top: number; readonly bottom: number } | undefined {
  if (lower === null || upper === null || scales.x === undefined || scales.y === undefined) return undefined;
  const { x, y } = scales;
  return { x: x.getPixelForValue(at), top: y.getPixelForValue(upper), bottom: y.getPixelForValue(lower) };
}

/** Draws a line through the point that is being read. */
export function readingPlugin(state: GateChartState): Plugin<'line'> {
  return {
    id: 'gl-reading',
    afterDatasetsDraw({ ctx, chartArea, scales }) {
      const spot = state.reading === undefined ? undefined : state.data.actual[state.reading];
      if (spot === undefined || scales.x === undefined || scales.y === undefined) return;
      const x = scales.x.getPixelForValue(spot.x);
      ctx.save();
      ctx.strokeStyle = state.look.muted;
      ctx.fillStyle = state.look.text;
      ctx.lineWidth = state.look.scale;
      ctx.beginPath();
      ctx.moveTo(x, chartArea.top);
      ctx.lineTo(x, chartArea.bottom);
      ctx.stroke();
      if (spot.y !== null) {
        ctx.beginPath();
        ctx.arc(x, scales.y.getPixelForValue(spot.y), 4 * state.look.scale, 0, 2 * Math.PI);
        ctx.fill();
      }
      ctx.restore();
    },
  };
}

/** The font of small letters on a canvas. */
export function fontOf(look: ChartLook, weight: 400 | 600): string {
  return `${weight} ${look.fontSize}px ${look.fontFamily}`;
}

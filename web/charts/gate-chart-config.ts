import { faint, hatching } from './chart-look.ts';
import type { AnnotationOptions, ChartConfiguration, ChartDataset, ChartOptions } from './chart-registry.ts';
import {
  type GateChartState,
  momentWordsPlugin,
  readingPlugin,
  targetLabelPlugin,
  whiskersPlugin,
} from './gate-chart-plugins.ts';
import type { Spot } from './spot.ts';
import { type TimeTick, timeTicks } from './time-ticks.ts';

/** Everything else that a gate chart shows, beside what its state holds. */
export interface GateChartFrame {
  /** Room for the words of the value axis, px; the lane under the plot has the same. */
  readonly left: number;
  /** Room behind the plot, px. */
  readonly right: number;
  readonly zone: string;
  /** Writes a value of the axis. */
  readonly write: (value: number) => string;
}

type LineData = ChartConfiguration<'line', Spot[]>;

/** A Chart.js configuration that reads its state at each drawing, so that one chart lives through all changes. */
export function gateChartConfig(state: GateChartState, frame: GateChartFrame): LineData {
  return {
    type: 'line',
    data: { datasets: datasets(state) },
    options: options(state, frame),
    plugins: [
      whiskersPlugin(state),
      targetLabelPlugin(state),
      momentWordsPlugin(state),
      readingPlugin(state),
    ],
  };
}

/** The target with its wrong side, the band, the actual, and where that leads. */
export function datasets(state: GateChartState): ChartDataset<'line', Spot[]>[] {
  return [targetLine(state), ...band(state), actualLine(state), ...cone(state)];
}

/** Dotted, and fainter than what was measured. */
function cone({ data, look }: GateChartState): ChartDataset<'line', Spot[]>[] {
  const dotted = {
    borderColor: look.muted,
    borderCapStyle: 'round' as const,
    borderDash: [0, 4 * look.scale],
    pointRadius: 0,
  };
  const { lower, upper, middle } = data.cone;
  return [
    { ...dotted, borderWidth: 1.25 * look.scale, data: [...lower] },
    {
      ...dotted,
      borderWidth: 1.25 * look.scale,
      data: [...upper],
      fill: '-1',
      backgroundColor: faint(look.text, 0.06),
    },
    { ...dotted, borderWidth: 2 * look.scale, data: [...middle] },
  ];
}

function targetLine({ data, look }: GateChartState): ChartDataset<'line', Spot[]> {
  const pattern = hatching(look.text, look.scale);
  const hatched = data.wrong !== undefined && pattern !== undefined;
  return {
    data: [...data.target],
    borderColor: look.muted,
    borderWidth: 1.5 * look.scale,
    borderDash: [6 * look.scale, 4 * look.scale],
    pointRadius: 0,
    fill: hatched ? { target: data.wrong === 'above' ? 'end' : 'start' } : false,
    ...(hatched ? { backgroundColor: pattern } : {}),
  };
}

function band({ data, look }: GateChartState): ChartDataset<'line', Spot[]>[] {
  const plain = { borderWidth: 0, pointRadius: 0 } as const;
  const none = data.scattered;
  return [
    { ...plain, data: none ? [] : [...data.lower] },
    { ...plain, data: none ? [] : [...data.upper], fill: '-1', backgroundColor: faint(look.text, 0.15) },
  ];
}

function actualLine({ data, look }: GateChartState): ChartDataset<'line', Spot[]> {
  const isOpen = (i: number) => i === data.open;
  return {
    data: [...data.actual],
    // Points at the very edge are whole, too.
    clip: 6 * look.scale,
    showLine: !data.scattered,
    borderColor: look.text,
    borderWidth: 2 * look.scale,
    borderJoinStyle: 'round',
    // The step that still runs is drawn open: dashed towards a hollow point.
    segment: {
      borderDash: ({ p1DataIndex }) => (isOpen(p1DataIndex) ? [2 * look.scale, 3 * look.scale] : undefined),
    },
    pointBackgroundColor: ({ dataIndex }) => (isOpen(dataIndex) ? look.surface : look.text),
    pointBorderColor: look.text,
    pointBorderWidth: 1.5 * look.scale,
    pointRadius: ({ dataIndex }) => {
      if (data.scattered) return 3.5 * look.scale;
      if (dataIndex === data.last) return 4 * look.scale;
      return data.alone.has(dataIndex) ? 1.5 * look.scale : 0;
    },
  };
}

function options(state: GateChartState, frame: GateChartFrame): ChartOptions<'line'> {
  const { data, look } = state;
  const font = { family: look.fontFamily, size: look.fontSize };
  return {
    animation: false,
    responsive: true,
    maintainAspectRatio: false,
    spanGaps: false,
    events: [],
    layout: { padding: { top: look.fontSize * 1.75, right: frame.right } },
    scales: {
      x: {
        type: 'linear',
        min: data.from,
        max: data.to,
        border: { color: look.hairline },
        grid: { display: false },
        ticks: { color: look.muted, font, maxRotation: 0, autoSkip: false, callback: labelOf },
        afterBuildTicks: (axis) => {
          const room = Math.floor(axis.width / (look.fontSize * 6));
          axis.ticks = timeTicks(data.from, Math.min(data.to, axis.max), frame.zone, room);
        },
      },
      y: {
        min: data.values.min,
        max: data.values.max,
        border: { display: false },
        grid: { color: look.hairline, tickLength: 0 },
        ticks: {
          color: look.muted,
          font,
          padding: 6,
          maxTicksLimit: 5,
          includeBounds: false,
          callback: (value) => frame.write(Number(value)),
        },
        afterFit: (axis) => {
          axis.width = frame.left;
        },
      },
    },
    plugins: { annotation: { clip: false, annotations: momentLines(state) } },
  };
}

/** Chart.js hands over the tick's place alone; its words were made with it. */
function labelOf(_value: number | string, index: number, ticks: readonly object[]): string {
  return (ticks[index] as Partial<TimeTick> | undefined)?.label ?? '';
}

/** The lines of today and of the due date; their words are drawn by a plugin, which knows how wide they are. */
function momentLines({ moments, look }: GateChartState): Record<string, AnnotationOptions> {
  const drawn = moments.filter((moment) => moment.line !== 'none');
  return Object.fromEntries(
    drawn.map(({ at, words, line }) => [
      words,
      {
        type: 'line',
        scaleID: 'x',
        value: at,
        borderColor: look.muted,
        borderWidth: look.scale,
        borderDash: line === 'dashed' ? [3 * look.scale, 3 * look.scale] : [],
      },
    ]),
  );
}

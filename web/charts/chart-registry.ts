import { Chart, Filler, LinearScale, LineController, LineElement, PointElement } from 'chart.js';
import annotationPlugin from 'chartjs-plugin-annotation';

/** The one place that knows which parts of Chart.js are drawn with. Loaded when the first chart is, never before. */
Chart.register(LineController, LineElement, PointElement, LinearScale, Filler, annotationPlugin);

export type { ChartConfiguration, ChartDataset, ChartOptions, Plugin } from 'chart.js';
export type { AnnotationOptions } from 'chartjs-plugin-annotation';
export { Chart };

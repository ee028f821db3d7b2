import type { AlertBook, AlertNews, AlertReading } from '../../core/ports.ts';

/** Keeps what it is told. */
export class RecordingAlertBook implements AlertBook {
  readonly readings: { readonly source: string; readonly begunAt: number; readonly reading: AlertReading }[] =
    [];
  readonly news: { readonly source: string; readonly at: number; readonly news: AlertNews }[] = [];

  async read(source: string, begunAt: number, reading: AlertReading): Promise<void> {
    this.readings.push({ source, begunAt, reading });
  }

  async told(source: string, at: number, news: AlertNews): Promise<void> {
    this.news.push({ source, at, news });
  }
}

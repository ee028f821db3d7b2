import { Counter, Gauge, type Registry } from 'prom-client';
import type { SourceBoard } from '../../sources/source-board.ts';

/** What each source brought and what was wrong with it, read from the board when Prometheus asks. */
export function registerSourceMetrics(registry: Registry, board: SourceBoard): void {
  const registers = [registry];
  new Counter({
    name: 'gateline_source_samples_total',
    help: 'What each source brought, by what became of it.',
    labelNames: ['source', 'outcome'],
    registers,
    collect() {
      this.reset();
      for (const { name, counts } of board.reports()) {
        for (const [outcome, n] of Object.entries(counts)) this.inc({ source: name, outcome }, n);
      }
    },
  });
  new Counter({
    name: 'gateline_source_rejected_total',
    help: 'What could not be read or must not be taken, by reason.',
    labelNames: ['source', 'reason'],
    registers,
    collect() {
      this.reset();
      for (const { name, rejectedReasons } of board.reports()) {
        for (const [reason, n] of Object.entries(rejectedReasons)) this.inc({ source: name, reason }, n);
      }
    },
  });
  new Counter({
    name: 'gateline_source_unpriced_tokens_total',
    help: 'Tokens without a price, by model.',
    labelNames: ['source', 'model'],
    registers,
    collect() {
      this.reset();
      for (const { name, unpricedModels } of board.reports()) {
        for (const [model, n] of Object.entries(unpricedModels)) this.inc({ source: name, model }, n);
      }
    },
  });
  new Gauge({
    name: 'gateline_source_up',
    help: '1 when the source is read or sends as it should; 0 when it waits, fails or is stale.',
    labelNames: ['source', 'kind', 'product'],
    registers,
    collect() {
      this.reset();
      for (const { name, kind, product, state } of board.reports()) {
        this.set({ source: name, kind, product }, state === 'ok' ? 1 : 0);
      }
    },
  });
  new Gauge({
    name: 'gateline_source_warnings',
    help: 'How much is amiss although the source is read; /api/v1/sources says what.',
    labelNames: ['source'],
    registers,
    collect() {
      this.reset();
      for (const { name, warnings } of board.reports()) this.set({ source: name }, warnings.length);
    },
  });
  new Gauge({
    name: 'gateline_source_last_success_timestamp_seconds',
    help: 'When the source was last read, or last sent; absent when never. Its age is time() minus this.',
    labelNames: ['source'],
    registers,
    collect() {
      this.reset();
      for (const { name, lastSuccessAt } of board.reports()) {
        if (lastSuccessAt !== undefined) this.set({ source: name }, lastSuccessAt / 1000);
      }
    },
  });
}

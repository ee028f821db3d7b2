import { dirname } from 'node:path';
import type { SourceDeps } from '../../../collectors/source.ts';
import type { MeasurementStore } from '../../../core/ports.ts';
import type { Config } from '../../config.ts';
import { createRedaction } from '../../redaction.ts';
import { wallClock } from '../../runtime/wall-clock.ts';
import { secretsOf } from '../../source-secrets.ts';
import { priceBooks } from '../price-books.ts';

/** Nobody listens: what a command wants to know it asks its own monitor. */
const SILENT = { count() {}, succeeded() {}, failed() {}, warned() {} };

/**
 * What a collector is given that a command runs.
 * @throws GatelineError `config-invalid` when a file of prices has an error: what is priced stays priced so
 */
export async function pullDeps(config: Config, store: MeasurementStore): Promise<SourceDeps> {
  const deps = {
    ...{ store, clock: wallClock, monitor: SILENT, folder: dirname(config.file) },
    secrets: secretsOf(config, createRedaction()),
  };
  const prices = await priceBooks(config);
  if (prices === undefined) return deps;
  const priced = new Set(config.sources.filter((source) => source.priced).map(({ name }) => name));
  return {
    ...deps,
    prices,
    isPriced: (source) => priced.has(source),
  };
}

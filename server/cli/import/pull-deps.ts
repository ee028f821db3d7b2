import { dirname } from 'node:path';
import type { SourceDeps } from '../../../collectors/source.ts';
import { GatelineError } from '../../../core/errors.ts';
import type { MeasurementStore } from '../../../core/ports.ts';
import { hasErrors } from '../../../core/text/problem.ts';
import type { Config } from '../../config.ts';
import { PriceFiles } from '../../price-file/price-files.ts';
import { createRedaction } from '../../redaction.ts';
import { RoadmapFiles } from '../../roadmap-file/roadmap-files.ts';
import { wallClock } from '../../runtime/wall-clock.ts';
import { secretsOf } from '../../source-secrets.ts';
import { formatProblem } from '../../yaml/format-problem.ts';

/** Nobody listens: what a command wants to know it asks its own monitor. */
const SILENT = { count() {}, succeeded() {}, failed() {}, warned() {} };
/** What costs are counted in where a product's roadmap does not say. */
const USUAL_CURRENCY = 'USD';

/**
 * What a collector is given that a command runs.
 * @throws GatelineError `config-invalid` when a file of prices has an error: what is priced stays priced so
 */
export async function pullDeps(config: Config, store: MeasurementStore): Promise<SourceDeps> {
  const deps = {
    ...{ store, clock: wallClock, monitor: SILENT, folder: dirname(config.file) },
    secrets: secretsOf(config, createRedaction()),
  };
  if (config.prices.length === 0) return deps;
  const prices = await PriceFiles.check(config.prices);
  const problems = prices.problems();
  if (hasErrors(problems)) {
    const message = problems.map(formatProblem).join('\n');
    throw new GatelineError('config-invalid', message, { details: { problems } });
  }
  const checked = await RoadmapFiles.check(config.roadmaps);
  const currency = (product: string) =>
    checked.find(({ good }) => good?.roadmap.product === product)?.good?.roadmap.currency ?? USUAL_CURRENCY;
  const priced = new Set(config.sources.filter((source) => source.priced).map(({ name }) => name));
  return {
    ...deps,
    prices: (product) => prices.book(() => currency(product)),
    isPriced: (source) => priced.has(source),
  };
}

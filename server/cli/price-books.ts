import { GatelineError } from '../../core/errors.ts';
import type { PriceBook } from '../../core/price/price-book.ts';
import { hasErrors } from '../../core/text/problem.ts';
import type { Config } from '../config.ts';
import { PriceFiles } from '../price-file/price-files.ts';
import { RoadmapFiles } from '../roadmap-file/roadmap-files.ts';
import { formatProblem } from '../yaml/format-problem.ts';

/** What costs are counted in where a product's roadmap does not say. */
const USUAL_CURRENCY = 'USD';

/**
 * The prices that a configuration names, by product; `undefined` where it names none.
 *
 * @throws GatelineError `config-invalid` with everything that is wrong with the files
 */
export async function priceBooks(
  config: Pick<Config, 'prices' | 'roadmaps'> | undefined,
): Promise<((product: string) => PriceBook) | undefined> {
  if (config === undefined || config.prices.length === 0) return undefined;
  const prices = await PriceFiles.check(config.prices);
  const problems = prices.problems();
  if (hasErrors(problems)) {
    const message = problems.map(formatProblem).join('\n');
    throw new GatelineError('config-invalid', message, { details: { problems } });
  }
  const checked = await RoadmapFiles.check(config.roadmaps);
  const currency = (product: string) =>
    checked.find(({ good }) => good?.roadmap.product === product)?.good?.roadmap.currency ?? USUAL_CURRENCY;
  return (product) => prices.book(() => currency(product));
}

import type { ModelTokens } from '../../core/diagnosis/facts.ts';
import { compileValue } from '../../core/measure/label-value.ts';
import { Mapper } from '../../core/measure/mapper.ts';
import type { SourceMapping } from '../../core/measure/mapping.ts';
import { PRICED } from '../prices/token-pricer.ts';
import type { ShownTarget } from './shown.ts';

const TOKENS: readonly string[] = ['tokens_input', 'tokens_output'];

/**
 * Models with tokens of which the source's own cost knows nothing: a gateway without a price for a model counts it as free.
 *
 * @param mapping as it would be priced, so that it says where the model is
 */
export function costlessModels(
  targets: readonly ShownTarget[],
  mapping: SourceMapping,
  now: number,
): readonly ModelTokens[] {
  const brings = (measure: string) => mapping.metrics.some((metric) => metric.measure === measure);
  if (!brings(PRICED.cost) || !TOKENS.some(brings)) return [];
  const { tokens, paid } = shownModels(targets, mapping, now);
  return largestFirst(tokens).filter(({ model }) => model !== '' && !paid.has(model));
}

/** Tokens by model, `''` where a series names none, largest first. @param mapping as it would be priced */
export function tokensByModel(
  targets: readonly ShownTarget[],
  mapping: SourceMapping,
  now: number,
): readonly ModelTokens[] {
  return largestFirst(shownModels(targets, mapping, now).tokens);
}

function shownModels(targets: readonly ShownTarget[], mapping: SourceMapping, now: number) {
  const model = compileValue(mapping.pricing?.model, 'UTC');
  const mapper = new Mapper(mapping);
  const tokens = new Map<string, number>();
  const paid = new Set<string>();
  for (const { name, family, labels, value } of targets.flatMap(({ series }) => series)) {
    const metric = [name, family].find((one) => mapper.wants(one));
    if (metric === undefined || !(value > 0)) continue;
    const used = model.of(labels, now) ?? '';
    for (const { series } of mapper.map(metric, labels, now).measures) {
      if (series.measure === PRICED.cost) paid.add(used);
      else if (TOKENS.includes(series.measure)) tokens.set(used, (tokens.get(used) ?? 0) + value);
    }
  }
  return { tokens, paid };
}

function largestFirst(tokens: ReadonlyMap<string, number>): readonly ModelTokens[] {
  return [...tokens].map(([model, n]) => ({ model, tokens: n })).sort((a, b) => b.tokens - a.tokens);
}

import type { CriterionVerdict } from '../../../core/gate/verdict.ts';
import type { GateCriterion, Roadmap } from '../../../core/roadmap/roadmap.ts';
import { seriesNames } from '../../../core/roadmap/series-names.ts';
import type { GateBoard, RoadmapCatalogue } from '../read-models.ts';

/** A judged criterion with the labels of its series. */
export interface JudgedCriterion {
  readonly labels: CriterionLabels;
  readonly verdict: CriterionVerdict;
}

/** `item` is `''` for a success metric of the whole product; `criterion` is what it speaks of, without its target. */
export type CriterionLabels = Readonly<Record<'product' | 'item' | 'signal' | 'criterion', string>>;

/** Every criterion of every product as last judged: those of gates, then those of success metrics. */
export function judgedCriteria({
  gates,
  roadmaps,
}: {
  readonly gates: GateBoard;
  readonly roadmaps: RoadmapCatalogue;
}): readonly JudgedCriterion[] {
  return roadmaps.products().flatMap((product) => {
    const roadmap = roadmaps.current(product)?.roadmap;
    const ofGates = gates.gates(product).flatMap(({ item, criteria }) => {
      const names = namesByText(gateCriteria(roadmap, item));
      return criteria.map((verdict) => judged(product, item, verdict, names));
    });
    const metrics = roadmap?.successMetrics.flatMap(({ criterion }) => criterion ?? []) ?? [];
    const names = namesByText(metrics);
    const ofMetrics = [...gates.successMetrics(product).values()];
    return [...ofGates, ...ofMetrics.map((verdict) => judged(product, '', verdict, names))];
  });
}

function gateCriteria(roadmap: Roadmap | undefined, item: string): readonly GateCriterion[] {
  return roadmap?.items.find(({ id }) => id === item)?.gate?.criteria ?? [];
}

function namesByText(criteria: readonly GateCriterion[]): ReadonlyMap<string, string> {
  const names = seriesNames(criteria);
  return new Map(criteria.map(({ criterion }, i) => [criterion.text, names[i] ?? criterion.text]));
}

/** A verdict on what the roadmap no longer says goes by its text, until the new roadmap is judged. */
function judged(
  product: string,
  item: string,
  verdict: CriterionVerdict,
  names: ReadonlyMap<string, string>,
): JudgedCriterion {
  const criterion = names.get(verdict.text) ?? verdict.text;
  return { labels: { product, item, signal: verdict.signal ?? '', criterion }, verdict };
}

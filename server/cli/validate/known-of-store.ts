import type { MeasurementStore } from '../../../core/ports.ts';
import type { Roadmap } from '../../../core/roadmap/roadmap.ts';
import { RoadmapJudge } from '../../evaluation/judge-roadmap.ts';
import type { KnownOfProduct } from '../../roadmap-file/data-knowledge.ts';

/** As many runs are looked at for their datasets, the newest. */
const RUNS = 1_000;

/** What a store has of a roadmap's data, which no server has open. */
export async function knownOfStore(
  store: MeasurementStore,
  roadmap: Roadmap,
  now: number,
): Promise<KnownOfProduct> {
  const [{ gates, successMetrics }, runs] = await Promise.all([
    new RoadmapJudge(store).judge(roadmap, now),
    store.evaluationRuns({ product: roadmap.product, limit: RUNS }),
  ]);
  return {
    criterion: (item, text) => {
      const gate = gates.find((one) => one.item === item);
      const criteria = item === '' ? [...successMetrics.values()] : (gate?.criteria ?? []);
      const verdict = criteria.find((one) => one.text === text);
      return verdict && { n: verdict.actual?.n ?? 0, reason: verdict.reason };
    },
    datasets: [...new Set(runs.map(({ dataset }) => dataset))],
  };
}

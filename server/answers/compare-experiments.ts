import type { MeasurementStore } from '../../core/ports.ts';
import { present } from '../../core/present.ts';
import type { Roadmap } from '../../core/roadmap/roadmap.ts';
import { splitSentence } from '../../core/sides/experiment-words.ts';
import { MISMATCH_P } from '../../core/sides/sample-ratio.ts';
import { type ExperimentReading, readExperiments } from '../evaluation/experiments.ts';
import type { CompareResponse } from '../http/contract/compare.ts';

type Told = CompareResponse['experiments'][number];

/** The experiments of a roadmap that have both versions as arms, each with whether its units were split as planned. */
export async function experimentsAnswer(
  store: MeasurementStore,
  roadmap: Roadmap,
  versions: readonly string[],
  now: number,
): Promise<Told[]> {
  const experiments = (roadmap.experiments ?? []).filter(({ arms }) =>
    versions.every((version) => arms.some((arm) => arm.version === version)),
  );
  if (experiments.length === 0) return [];
  return (await readExperiments(store, roadmap, experiments, now)).map((one) => toldOf(one, now));
}

function toldOf({ experiment, window, counts, ratio }: ExperimentReading, now: number): Told {
  const { id, title, unit, countedBy, from, to, arms } = experiment;
  const hasBegun = window !== undefined;
  return {
    id,
    unit,
    from,
    ...present({ title, countedBy, to, pValue: ratio?.pValue }),
    running: window?.to === now,
    arms: arms.map((arm, i) => ({ ...arm, ...present({ count: counts?.[i] }) })),
    mismatch: ratio?.mismatch ?? 'cannot-say',
    threshold: MISMATCH_P,
    sentence: splitSentence({ experiment, hasBegun, ...present({ counts, ratio }) }),
  };
}

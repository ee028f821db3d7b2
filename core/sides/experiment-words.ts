import type { Experiment } from '../roadmap/roadmap.ts';
import { formatCount, formatShare } from '../signal/format.ts';
import { MISMATCH_P, type SampleRatio } from './sample-ratio.ts';

/** How sentences call an arm: `v3`, `v3 (3.0.1)`. */
export function armName({ version, build }: Experiment['arms'][number]): string {
  return build === undefined ? version : `${version} (${build})`;
}

/** What came of an experiment's split. */
export interface ToldExperiment {
  readonly experiment: Experiment;
  /** Absent: it has not begun, or nothing counts its units. */
  readonly counts?: readonly number[];
  readonly ratio?: SampleRatio;
  readonly hasBegun: boolean;
}

/**
 * `The split is as planned: v2 got 87.5 % (87.5 % planned), v3 12.5 % (12.5 %) of 812 k requests (p = 0.31).` Or that it is not, and what
 * that means.
 */
export function splitSentence({ experiment, counts, ratio, hasBegun }: ToldExperiment): string {
  const { arms, unit, from } = experiment;
  if (!hasBegun) return `It begins on ${from}.`;
  if (counts === undefined || ratio === undefined) {
    return `Nobody can say whether the split is as planned: nothing counts by ${unit}.`;
  }
  const units = `${formatCount(ratio.n)} ${ratio.n === 1 ? unit : `${unit}s`}`;
  if (ratio.mismatch === 'cannot-say') {
    return `Nobody can say yet whether the split is as planned: ${units} are too few.`;
  }
  const got = arms.map(
    (arm, i) =>
      `${armName(arm)} got ${formatShare((counts[i] ?? 0) / ratio.n)} (${formatShare(arm.share)} planned)`,
  );
  const split = `${got.join(', ')} of ${units}`;
  if (ratio.mismatch === 'no') return `The split is as planned: ${split} (p = ${pWords(ratio.pValue)}).`;
  return `Sample-ratio mismatch: ${split} (p < ${MISMATCH_P}). Something else than chance decides who gets what, or who is counted: no difference between the arms is to be trusted before it is found.`;
}

function pWords(pValue = 0): string {
  return String(Number(pValue.toPrecision(2)));
}

import type { HeldReading } from '../../core/gate/evidence.ts';
import { holdsNow } from '../../core/gate/judge.ts';
import { decisionLevels } from '../../core/gate/levels.ts';
import type { EvaluationRunSummary } from '../../core/measure/evaluation.ts';
import { actualOf, eligibleRuns } from './evaluation-evidence.ts';
import type { MeasuredPlace } from './places.ts';
import type { RunLibrary } from './run-library.ts';
import { judgedAt, type Situation } from './situation.ts';

/**
 * How a criterion on evaluations stood through the time that it must have held: an evaluation holds until the next one, so each run of
 * that time must hold, and the one that was the newest when it began.
 */
export async function heldRuns(
  library: RunLibrary,
  situation: Situation,
  place: MeasuredPlace,
): Promise<readonly HeldReading[]> {
  const { criterion, signal, item } = place;
  const now = judgedAt(situation, item);
  const from = now - (criterion.heldForMs ?? 0);
  const runs = await eligibleRuns(library, situation, criterion, signal, item?.id ?? '');
  const ascending = runs.toReversed();
  const within = ascending.filter((run) => run.at > from && run.at <= now);
  const before = ascending.findLast((run) => run.at <= from);
  const held = async (run: EvaluationRunSummary) => {
    const actual = await actualOf(
      library,
      signal,
      [run],
      { confidence: decisionLevels(criterion, place.among) },
      item?.id ?? '',
    );
    const readings = actual === undefined ? [] : [{ actual, unseen: [] }];
    return holdsNow(criterion, signal, { readings, period: '', windowBegun: true }, now);
  };
  const history: HeldReading[] = [{ at: from, held: before !== undefined && (await held(before)) }];
  for (const run of within) history.push({ at: run.at, held: await held(run) });
  history.push({ at: now, held: history.at(-1)?.held ?? false });
  return history;
}

import type { KnownData } from '../../core/gate/plan/gate-plan.ts';
import type { MeasuredCriterion } from '../../core/roadmap/criterion.ts';
import type { GateCriterion, Problem, Roadmap } from '../../core/roadmap/roadmap.ts';
import { nearest } from '../../core/text/nearest.ts';

/** What a server or a store has of a roadmap's data. */
export interface KnownOfProduct {
  /** By item (`''` for success metrics) and the criterion's text; a criterion that it does not know yet is not in it. */
  readonly criterion: (
    item: string,
    text: string,
  ) => { readonly n: number; readonly reason: string } | undefined;
  /** Datasets of evaluation runs. */
  readonly datasets: readonly string[];
}

/** A roadmap with its file. */
export interface RoadmapWithText {
  readonly file: string;
  readonly roadmap: Roadmap;
  /** The file's content, for the places of names in it. */
  readonly text: string;
}

/** How much there is for each criterion, for its plan. */
export function knownData({ criterion }: KnownOfProduct): KnownData {
  return (item, text) => {
    const n = criterion(item, text)?.n ?? 0;
    return n > 0 ? { n } : undefined;
  };
}

/** Baselines that have no data, and datasets that no run names: nothing is wrong with them that time could not mend, so they are warnings. */
export function dataProblems(file: RoadmapWithText, known: KnownOfProduct): readonly Problem[] {
  const { items, successMetrics } = file.roadmap;
  const ofItem = (item: string, criteria: readonly GateCriterion[]) =>
    criteria.flatMap((place) => {
      const { criterion } = place;
      return criterion.kind === 'attested'
        ? []
        : [
            ...unknownDataset(criterion, place, known, file),
            ...emptyBaseline(criterion, place, item, known, file),
          ];
    });
  return [
    ...ofItem(
      '',
      successMetrics.flatMap(({ criterion }) => criterion ?? []),
    ),
    ...items.flatMap(({ id, gate }) => ofItem(id, gate?.criteria ?? [])),
  ];
}

function unknownDataset(
  { evidence }: MeasuredCriterion,
  place: GateCriterion,
  { datasets }: KnownOfProduct,
  file: RoadmapWithText,
): readonly Problem[] {
  const dataset = evidence.kind === 'evaluation' ? evidence.dataset : undefined;
  if (dataset === undefined || datasets.includes(dataset)) return [];
  const there =
    datasets.length === 0 ? 'there is no run at all' : `there are runs on ${datasets.slice(0, 5).join(', ')}`;
  const message = `No evaluation run names the dataset \`${dataset}\`: ${there}.`;
  return [warning(file, place, dataset, message, nearest(dataset, datasets))];
}

function emptyBaseline(
  { target }: MeasuredCriterion,
  place: GateCriterion,
  item: string,
  known: KnownOfProduct,
  file: RoadmapWithText,
): readonly Problem[] {
  const isEmpty = known.criterion(item, place.criterion.text)?.reason === 'baseline-no-data';
  if (target.kind === 'absolute' || !isEmpty) return [];
  const { baseline } = target;
  return baseline.kind === 'live'
    ? [warning(file, place, 'live', 'Nothing else serves production traffic that it could be compared with.')]
    : [warning(file, place, baseline.item, `The baseline \`${baseline.item}\` has no data to compare with.`)];
}

/** At the name itself, where the criterion's line or one of the next two has it; else at the beginning of the line. */
function warning(
  { file, text }: RoadmapWithText,
  { line }: GateCriterion,
  name: string,
  message: string,
  suggestion?: string,
): Problem {
  const lines = text.split(/\r?\n/);
  const found = [line, line + 1, line + 2].find((one) => (lines[one - 1] ?? '').includes(name));
  const at = found ?? line;
  const own = lines[at - 1] ?? '';
  const index = found === undefined ? own.search(/\S/) : own.lastIndexOf(name);
  return {
    severity: 'warning',
    file,
    line: at,
    column: Math.max(0, index) + 1,
    message,
    read: name,
    length: found === undefined ? 1 : name.length,
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}

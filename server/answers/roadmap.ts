import { milestoneSlip, slips } from '../../core/chain/slips.ts';
import { standings } from '../../core/chain/standing.ts';
import type { CriterionVerdict, GateVerdict } from '../../core/gate/verdict.ts';
import { present } from '../../core/present.ts';
import type { GateCriterion, Item, Milestone, Roadmap } from '../../core/roadmap/roadmap.ts';
import { dateOf } from '../../core/time/calendar.ts';
import { quarterOfDate } from '../../core/time/period.ts';
import type { RoadmapCriterionJson, RoadmapItemJson, RoadmapResponse } from '../http/contract/roadmap.ts';
import type { LoadedRoadmap } from '../http/read-models.ts';

/** The roadmap as the API tells it: each item with its gate as last judged, its quarter, and what is overdue today. */
export function roadmapAnswer(
  { roadmap, revision, loadedAt, problems }: LoadedRoadmap,
  judged: {
    readonly gates: readonly GateVerdict[];
    readonly successMetrics: ReadonlyMap<number, CriterionVerdict>;
  },
  now: number,
): RoadmapResponse {
  const today = dateOf(now, roadmap.zone);
  const byItem = new Map(judged.gates.map((gate) => [gate.item, gate]));
  const inChain = chainAnswers(roadmap, judged.gates, today);
  const items = roadmap.items.map((item) => ({
    ...itemAnswer(item, byItem.get(item.id), roadmap, today),
    ...inChain(item.id),
  }));
  const { product, name, vision, capability, zone, currency, buildOrBuy, objectives } = roadmap;
  return {
    asOf: now,
    product,
    name,
    zone,
    currency,
    ...present({ vision, capability, buildOrBuy: buildOrBuy && { ...buildOrBuy } }),
    objectives: objectives.map((objective) => ({ ...objective })),
    successMetrics: roadmap.successMetrics.map(({ title }, i) => {
      const verdict = judged.successMetrics.get(i);
      return { title, ...present({ state: verdict?.state, sentence: verdict?.sentence }) };
    }),
    quarters: [...new Set(items.flatMap((item) => item.quarter ?? []))].sort(),
    currentQuarter: quarterOfDate(today, roadmap.fiscalYearStart),
    items,
    revision,
    loadedAt,
    problems: problems.map((problem) => ({ ...problem })),
  };
}

/** What the chain says of each item: where it stands, and by how much it slips. */
export function chainAnswers(
  { items }: Pick<Roadmap, 'items'>,
  gates: readonly GateVerdict[],
  today: string,
): (item: string) => Pick<RoadmapItemJson, 'standing' | 'slip'> {
  const standing = new Map(
    standings(items, gates).map(({ item, chain, ...rest }) => [item, { ...rest, chain: [...chain] }]),
  );
  const slip = new Map(
    slips(items, today).map(({ item, because, ...rest }) => [item, { ...rest, because: [...because] }]),
  );
  return (item) => present({ standing: standing.get(item), slip: slip.get(item) });
}

function itemAnswer(
  item: Item,
  verdict: GateVerdict | undefined,
  roadmap: Roadmap,
  today: string,
): RoadmapItemJson {
  const { gate, milestones, ...rest } = item;
  const due = item.due ?? gate?.due;
  const quarter = due === undefined ? undefined : quarterOfDate(due, roadmap.fiscalYearStart);
  return {
    ...rest,
    needs: [...item.needs],
    experience: item.experience.map((one) => ({ ...one })),
    milestones: milestones.map((milestone) => milestoneAnswer(milestone, today)),
    ...present({
      quarter,
      earlier: quarter === undefined ? undefined : earlierQuarters(item, quarter, roadmap),
      gate: gate && {
        ...present({ title: gate.title, due: gate.due }),
        state: verdict?.state ?? ('not-started' as const),
        waived: verdict?.waived ?? false,
        sentence: verdict?.sentence ?? 'This gate has not been judged yet.',
        criteria: gate.criteria.map(criterionAnswer),
      },
    }),
  };
}

/** Quarters before its own in which milestones of an item are due. */
function earlierQuarters(
  { milestones }: Item,
  quarter: string,
  { fiscalYearStart }: Roadmap,
): RoadmapItemJson['earlier'] {
  const count = new Map<string, number>();
  for (const { due } of milestones) {
    const itsOwn = due === undefined ? quarter : quarterOfDate(due, fiscalYearStart);
    if (itsOwn < quarter) count.set(itsOwn, (count.get(itsOwn) ?? 0) + 1);
  }
  if (count.size === 0) return undefined;
  return [...count].sort(([a], [b]) => (a < b ? -1 : 1)).map(([one, n]) => ({ quarter: one, milestones: n }));
}

function criterionAnswer({ criterion, waiver }: GateCriterion): RoadmapCriterionJson {
  const attested =
    criterion.kind === 'attested'
      ? {
          role: criterion.role,
          statement: criterion.statement,
          ...present({ attestation: criterion.attestation && { ...criterion.attestation } }),
        }
      : undefined;
  return { text: criterion.text, ...present({ waiver: waiver && { ...waiver }, attested }) };
}

/** A milestone, and whether it is late today. */
export function milestoneAnswer(milestone: Milestone, today: string): RoadmapItemJson['milestones'][number] {
  const open = milestone.status !== 'done' && milestone.status !== 'dropped';
  const overdue = open && milestone.due !== undefined && milestone.due < today;
  return { ...milestone, overdue, ...present({ slip: milestoneSlip(milestone, today) }) };
}

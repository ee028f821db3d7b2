import type { GateCriterion, Roadmap } from '../../roadmap/roadmap.ts';
import { subjectName } from '../../roadmap/subject.ts';
import { catalogueSignal } from '../../signal/catalogue.ts';
import type { Available, CriterionPlan } from './criterion-plan.ts';
import { planCriterion } from './plan.ts';
import { planWords } from './plan-words.ts';

/** A criterion of a gate with its plan, and the plan in words. */
export interface PlannedCriterion {
  readonly text: string;
  readonly advisory: boolean;
  readonly plan: CriterionPlan;
  /** `with 50 items it passes only at 47 or more; if the truth is 90 %, plan about 250` */
  readonly sentence: string;
}

/** What a gate needs to be decided. */
export interface GatePlan {
  /** `''` for the success metrics of the product. */
  readonly item: string;
  /** How sentences call it. */
  readonly subject: string;
  readonly criteria: readonly PlannedCriterion[];
}

/** Says what data there are for a criterion of an item. */
export type KnownData = (item: string, text: string) => Available | undefined;

/** What every gate of a roadmap needs, in the order of the file; success metrics last. Gates are planned before there are data. */
export function gatePlans(roadmap: Roadmap, known: KnownData = () => undefined): readonly GatePlan[] {
  const gates = roadmap.items.flatMap((item): GatePlan[] => {
    const criteria = plannedCriteria(roadmap, item.id, item.gate?.criteria ?? [], known);
    return criteria.length === 0 ? [] : [{ item: item.id, subject: subjectName(item), criteria }];
  });
  const metrics = roadmap.successMetrics.flatMap(({ criterion }) => criterion ?? []);
  const criteria = plannedCriteria(roadmap, '', metrics, known);
  return criteria.length === 0 ? gates : [...gates, { item: '', subject: roadmap.name, criteria }];
}

function plannedCriteria(
  { signals, currency }: Roadmap,
  item: string,
  criteria: readonly GateCriterion[],
  known: KnownData,
): readonly PlannedCriterion[] {
  return criteria.map(({ criterion }) => {
    const name = criterion.kind === 'measured' ? criterion.signal : '';
    const signal = Object.hasOwn(signals, name) ? signals[name] : catalogueSignal(name);
    const available = known(item, criterion.text);
    const plan = planCriterion(criterion, signal, available);
    const sentence = planWords(plan, criterion, signal, {
      currency,
      ...(available === undefined ? {} : { available }),
    });
    return { text: criterion.text, advisory: criterion.advisory, plan, sentence };
  });
}

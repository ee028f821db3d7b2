import type { MeasuredCriterion } from '../roadmap/criterion.ts';
import type { Item, Lifecycle, Roadmap } from '../roadmap/roadmap.ts';
import type { Signal } from '../signal/signal.ts';
import type { CriterionStanding, Facts, ProductEvidence, SourceFacts } from './facts.ts';
import type { CriterionDetail, Finding, Level } from './finding.ts';

/** One measured criterion with everything that is known about it. */
export interface CriterionCase {
  readonly facts: Facts;
  readonly roadmap: Roadmap;
  /** Absent: a success metric of the product. */
  readonly item: Item | undefined;
  readonly criterion: MeasuredCriterion;
  readonly signal: Signal;
  /** Sources of the product. */
  readonly sources: readonly SourceFacts[];
  /** Absent: nobody could be asked. */
  readonly evidence: ProductEvidence | undefined;
  readonly verdict: CriterionStanding | undefined;
}

/** Whether the data that there are settle it. */
export function isDecided({ verdict }: Pick<CriterionCase, 'verdict'>): boolean {
  return verdict?.state === 'pass' || verdict?.state === 'fail';
}

/** Whether nobody expects data of it yet: it has not begun, or it is about production and its version does not serve there yet. */
export function isAhead({ item, criterion, verdict }: CriterionCase): boolean {
  if (verdict === undefined) return item?.lifecycle === 'planned';
  if (verdict.state === 'not-started') return true;
  const isBefore = item?.track === 'models' && BEFORE_PRODUCTION.includes(item.lifecycle);
  const ofProduction = criterion.evidence.kind === 'production' && criterion.environment === 'production';
  return isBefore && ofProduction && verdict.reason === 'never-seen';
}

const BEFORE_PRODUCTION: readonly Lifecycle[] = ['planned', 'candidate', 'staging'];

/** What is amiss is a problem where data are expected and lacking; else it is good to know. */
export function levelOf(one: CriterionCase): Level {
  return isDecided(one) || isAhead(one) ? 'hint' : 'problem';
}

/** A finding about the case. */
export function found(
  { roadmap, item, criterion }: CriterionCase,
  level: Level,
  detail: CriterionDetail,
): Finding {
  const { product } = roadmap;
  return { about: 'criterion', product, item: item?.id ?? '', criterion: criterion.text, level, detail };
}

/** Names of the sources that bring a measure. */
export function bringersOf(measure: string, sources: readonly SourceFacts[]): readonly string[] {
  return sources.filter(({ brings = [] }) => brings.includes(measure)).map(({ name }) => name);
}

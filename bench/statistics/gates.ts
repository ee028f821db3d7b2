import type { JudgmentContext } from '../../core/gate/context.ts';
import type { EvidenceReading } from '../../core/gate/evidence.ts';
import { judge } from '../../core/gate/judge.ts';
import { decisionLevels } from '../../core/gate/levels.ts';
import type { VerdictState } from '../../core/gate/verdict.ts';
import type { MeasuredCriterion, Operator, Target } from '../../core/roadmap/criterion.ts';
import type { Rule } from './rule.ts';

const CONTEXT: JudgmentContext = {
  subject: 'v3',
  currency: 'USD',
  now: 0,
  today: '1970-01-01',
  zone: 'UTC',
  fiscalYearStart: 1,
  started: true,
};

/** A criterion of a rule with its target: of a comparison a difference that is allowed. */
export function criterionOf(rule: Rule, op: Operator, value: number): MeasuredCriterion {
  const target: Target = rule.isRelative
    ? { kind: 'offset', offset: { value, unit: 'bare' }, baseline: { kind: 'item', item: 'v2' } }
    : { kind: 'absolute', quantity: { value, unit: 'bare' } };
  return {
    kind: 'measured',
    text: '',
    signal: rule.signal.name,
    unit: rule.signal.unit,
    op,
    target,
    evidence: { kind: rule.evidence },
    environment: 'production',
    where: {},
    window: { kind: 'latest' },
    minimumN: 0,
    confidence: 0.95,
    decide: 'interval',
    advisory: false,
    defaults: [],
  };
}

/** What becomes of a criterion by what was drawn, as in a gate of so many. */
export function verdictOf(rule: Rule, criterion: MeasuredCriterion, reading: EvidenceReading): VerdictState {
  const evidence = { readings: [reading], period: '', windowBegun: true, baselineItem: 'v2' };
  return judge({ criterion, signal: rule.signal, evidence }, CONTEXT).state;
}

/** How sure the ends of a criterion are among so many. */
export function levelsOf(criterion: MeasuredCriterion, among: number) {
  return decisionLevels(criterion, among);
}

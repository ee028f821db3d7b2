import type { CriterionVerdictJson } from '../../../http/contract/verdict.ts';
import type { CheckedCriterion, CheckReport } from '../report.ts';

/** An outcome for tests: unproven on one of two criteria. */
export function reportOf(own: Partial<CheckReport> = {}): CheckReport {
  return {
    product: 'desk',
    item: 'v2',
    currency: 'USD',
    revision: 'abcdef0123456789',
    judgedAt: Date.UTC(2026, 10, 23, 12),
    by: { kind: 'server', url: 'https://gateline.example.com' },
    state: 'unproven',
    sentence: 'v2 is unproven on accuracy.',
    criteria: [
      criterionOf({ text: 'accuracy >= 85%', state: 'unproven', sentence: 'v2 is unproven on accuracy.' }),
      criterionOf({ text: 'latency_p99 < 2s', state: 'pass', sentence: 'v2 passes on p99 latency.' }),
    ],
    allowed: false,
    recorded: false,
    ...own,
  };
}

/** A criterion for tests; measured, without numbers, in the third line of roadmap.yaml. */
export function criterionOf(
  verdict: Partial<CriterionVerdictJson>,
  own: Partial<CheckedCriterion> = {},
): CheckedCriterion {
  return {
    verdict: {
      text: 'accuracy >= 85%',
      kind: 'measured',
      signal: 'accuracy',
      op: '>=',
      state: 'pass',
      reason: 'met',
      sentence: 'v2 passes on accuracy.',
      target: 0.85,
      advisory: false,
      defaults: [],
      ...verdict,
    },
    unit: 'share',
    place: { file: 'roadmap.yaml', line: 3 },
    ...own,
  };
}

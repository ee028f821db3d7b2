import { describe, expect, test } from 'vitest';
import type { MeasuredCriterion } from '../roadmap/criterion.ts';
import { judge } from './judge.ts';
import { CONTEXT, census, criterion, evidence, measured } from './testing/cases.ts';
import type { Actual } from './verdict.ts';

const OPEN = { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY };
const BY_CHANCE = { sampling: 'probability', boundsKind: 'interval', n: 1_000 } as const;
const CHOSEN = { sampling: 'unknown', boundsKind: 'interval', n: 1_000, ...OPEN } as const;

function verdict(of: MeasuredCriterion, actual: Actual, baseline?: Actual) {
  const reading = { actual, ...(baseline === undefined ? {} : { baseline }) };
  return judge(measured(of, evidence(reading, { baselineItem: 'v2' })), CONTEXT);
}

describe('a criterion that rests on samples of traces', () => {
  const share = criterion('error_rate', '<', 0.02);

  test('is decided by the interval of a share that was drawn by chance, and says so', () => {
    const known = { ...BY_CHANCE, method: 'mixture', lower: 0.004, upper: 0.018 } as const;
    const { state, sentence } = verdict(share, census(0.01, known));
    expect(state).toBe('pass');
    expect(sentence).toContain('sampled traces');
    expect(verdict(share, census(0.01, { ...known, upper: 0.021 }))).toMatchObject({
      state: 'unproven',
      reason: 'interval-spans-target',
    });
  });

  test('has no data where they were chosen by what happened', () => {
    const { state, reason, sentence } = verdict(share, census(0.01, CHOSEN));
    expect([state, reason]).toEqual(['no-data', 'sampled']);
    expect(sentence).toContain('they prove nothing about those that were not sent');
  });

  test('is unproven where chance bounds nothing: a total, a mean', () => {
    const cost = criterion('cost_per_request', '<', 0.01);
    const { state, reason, sentence } = verdict(cost, census(0.005, { ...BY_CHANCE, ...OPEN }));
    expect([state, reason]).toEqual(['unproven', 'sampled']);
    expect(sentence).toContain('which bound shares and latencies alone');
  });

  test('is decided by the value alone where the roadmap says so', () => {
    const cost = criterion('cost_per_request', '<', 0.01, { decide: 'point' });
    expect(verdict(cost, census(0.005, { ...BY_CHANCE, ...OPEN })).state).toBe('pass');
  });

  test('does not hold for want of a failure among the samples, and fails by one', () => {
    const none = criterion('critical_failures', '=', 0);
    expect(verdict(none, census(0, { ...BY_CHANCE, ...OPEN }))).toMatchObject({
      state: 'unproven',
      reason: 'sampled',
    });
    expect(verdict(none, census(10, { ...BY_CHANCE, ...OPEN })).state).toBe('fail');
    expect(verdict(none, census(0)).state).toBe('pass');
  });

  test('has no baseline in a version whose traces were chosen by what happened', () => {
    const half = criterion('cost_per_request', '<=', {
      kind: 'factor',
      factor: 0.5,
      baseline: { kind: 'item', item: 'v2' },
    });
    expect(verdict(half, census(0.005), census(0.02, CHOSEN))).toMatchObject({ reason: 'baseline-no-data' });
  });
});

import { describe, expect, test } from 'vitest';
import type { CriterionVerdict, GateVerdict } from '../gate/verdict.ts';
import { catalogueSignal } from '../signal/catalogue.ts';
import type { Signal } from '../signal/signal.ts';
import type { DecidedCriterion, Decision } from './decision.ts';
import { regressionOf, type ShippedItem } from './regression.ts';

const SHIPPED = Date.UTC(2026, 5, 3, 9);
const FAILED = Date.UTC(2026, 10, 12, 9);
const COST = catalogueSignal('cost_per_request') as Signal;
const ROADMAP = { signals: { cost_per_request: COST }, currency: 'USD', zone: 'UTC' };

function criterion(known: Partial<CriterionVerdict> = {}): CriterionVerdict {
  return {
    text: 'cost_per_request < $0.01',
    kind: 'measured',
    signal: 'cost_per_request',
    op: '<',
    target: 0.01,
    state: 'fail',
    reason: 'missed',
    sentence: 'v2 fails.',
    advisory: false,
    defaults: [],
    actual: { value: 0.0123 } as NonNullable<CriterionVerdict['actual']>,
    ...known,
  };
}

function shipped(
  then: Partial<DecidedCriterion>,
  now: readonly CriterionVerdict[] = [criterion()],
  known: { readonly gate?: Partial<GateVerdict>; readonly ship?: Partial<Decision> } & Pick<
    Partial<ShippedItem>,
    'changes'
  > = {},
): ShippedItem {
  const ship: Decision = {
    at: SHIPPED,
    decision: 'ship',
    by: 'release board',
    state: 'pass',
    waived: false,
    criteria: [
      { text: 'cost_per_request < $0.01', state: 'pass', signal: 'cost_per_request', value: 0.0098, ...then },
    ],
    ...known.ship,
  };
  const gate: GateVerdict = {
    product: 'p',
    item: 'v2',
    state: 'fail',
    waived: false,
    sentence: 'v2 fails.',
    criteria: now,
    judgedAt: FAILED,
    since: FAILED,
    ...known.gate,
  };
  return { subject: 'v2', gate, changes: known.changes ?? [], ship };
}

describe('what was shipped on a pass and fails now', () => {
  test('has regressed, with then and now', () => {
    expect(regressionOf(shipped({}), ROADMAP)).toEqual({
      since: FAILED,
      criteria: ['cost_per_request < $0.01'],
      sentence:
        'v2 has regressed: it was shipped by release board on 3 Jun 2026 on a pass, and its gate has failed since 12 Nov 2026 on cost per request ($0.00980 then, $0.0123 now).',
    });
  });

  test.each([
    ['it does not fail', shipped({}, [criterion()], { gate: { state: 'unproven' } })],
    ['what fails was waived then', shipped({ state: 'fail' })],
    ['what fails is advisory', shipped({}, [criterion({ advisory: true })])],
    ['what fails was not asked for then', shipped({ text: 'latency_p99 < 2s', signal: 'latency_p99' })],
    [
      'the target was tightened beyond what was met',
      shipped({}, [criterion({ text: 'cost_per_request < $0.005', target: 0.005 })]),
    ],
    [
      'it was shipped on less, and has not passed since',
      shipped({}, undefined, { ship: { state: 'unproven' } }),
    ],
  ])('but not where %s', (_, item) => {
    expect(regressionOf(item, ROADMAP)).toBeUndefined();
  });

  test('has regressed, too, where the target was only loosened', () => {
    const now = criterion({ text: 'cost_per_request < $0.011', target: 0.011 });
    expect(regressionOf(shipped({}, [now]), ROADMAP)?.criteria).toEqual(['cost_per_request < $0.011']);
  });

  test('has regressed, too, where it passed after it was shipped', () => {
    const passed = { at: SHIPPED + 86_400_000, to: 'pass', waived: false, reckoned: false } as const;
    const changes = [{ ...passed, sentence: '', revision: '' }];
    const item = shipped({}, undefined, { ship: { state: 'unproven' }, changes });
    expect(regressionOf(item, ROADMAP)?.sentence).toBe(
      'v2 has regressed: it was shipped by release board on 3 Jun 2026, passed on 4 Jun 2026, and its gate has failed since 12 Nov 2026 on cost per request.',
    );
  });
});

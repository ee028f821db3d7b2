import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MeasuredCriterion, Operator, Target } from '../roadmap/criterion.ts';
import { judge } from './judge.ts';
import {
  attested,
  CONTEXT,
  census,
  criterion,
  evaluated,
  evidence,
  measured,
  NOW,
  paired,
} from './testing/cases.ts';
import type { Actual, VerdictReason, VerdictState } from './verdict.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const HALF_OF_V2: Target = { kind: 'factor', factor: 0.5, baseline: { kind: 'item', item: 'v2' } };
const V2_LESS_A_POINT: Target = {
  kind: 'offset',
  offset: { value: -0.01, unit: 'points' },
  baseline: { kind: 'item', item: 'v2' },
};
const ON_EVALUATION = { evidence: { kind: 'evaluation' }, minimumN: 50 } as const;

function verdict(
  of: MeasuredCriterion,
  actual: Actual | undefined,
  more: { baseline?: Actual; unseen?: string[] } = {},
) {
  const { baseline, unseen } = more;
  return judge(
    measured(
      of,
      evidence(
        { ...(actual && { actual }), ...(baseline && { baseline }), ...(unseen && { unseen }) },
        { baselineItem: 'v2' },
      ),
    ),
    CONTEXT,
  );
}

type Expected = [VerdictState, VerdictReason, ('pass' | 'fail')?];

describe('a census is decided by its bounds', () => {
  const cases: [string, MeasuredCriterion, Actual, Expected][] = [
    ['at least, met', criterion('success_rate', '>=', 0.99), census(0.995), ['pass', 'met']],
    ['at least, exactly', criterion('success_rate', '>=', 0.99), census(0.99), ['pass', 'met']],
    [
      'at least, missed by little',
      criterion('success_rate', '>=', 0.99),
      census(0.98999),
      ['fail', 'missed'],
    ],
    ['more than, exactly', criterion('success_rate', '>', 0.99), census(0.99), ['fail', 'missed']],
    ['at most, met', criterion('error_rate', '<=', 0.01), census(0.01), ['pass', 'met']],
    ['under, exactly', criterion('error_rate', '<', 0.01), census(0.01), ['fail', 'missed']],
    ['none, and there is none', criterion('critical_failures', '=', 0), census(0), ['pass', 'met']],
    ['none, and there is one', criterion('critical_failures', '=', 0), census(1), ['fail', 'missed']],
    [
      'bounds on the right side',
      criterion('cost_per_request', '<', 0.01),
      census(0.009, { upper: 0.0099, pricedShare: 0.99 }),
      ['pass', 'met'],
    ],
    [
      'what has no price could change it',
      criterion('cost_per_request', '<', 0.01),
      census(0.009, { upper: 0.011, pricedShare: 0.98 }),
      ['unproven', 'unpriced', 'pass'],
    ],
    [
      'too dear even as counted',
      criterion('cost_per_request', '<', 0.01),
      census(0.012, { upper: 0.014, pricedShare: 0.98 }),
      ['fail', 'missed'],
    ],
    [
      'what was not watched could change it',
      criterion('error_rate', '<', 0.01),
      census(0.0095, { lower: 0.009, upper: 0.015, coverage: 0.95 }),
      ['unproven', 'coverage', 'pass'],
    ],
  ];
  test.each(cases)('%s', (_, of, actual, [state, reason, lean]) => {
    const result = verdict(of, actual);
    expect([result.state, result.reason, result.lean]).toEqual([state, reason, lean]);
  });
});

describe('a latency quantile is decided by the share at or under its target', () => {
  const p99 = criterion('latency_p99', '<', 2, { minimumN: 1000 });
  const reading = (lower: number, upper: number, bucket?: { lower: number; upper: number }) =>
    census(1.9, { lower: 1.28, upper: 2.56, shareAtTarget: { lower, upper }, ...(bucket && { bucket }) });
  const bucket = { lower: 1.28, upper: 2.56 };

  const cases: [string, Actual, Expected][] = [
    ['enough of them surely are', reading(0.991, 0.997, bucket), ['pass', 'met']],
    ['exactly enough of them are', reading(0.99, 0.99), ['pass', 'met']],
    ['too few of them can be', reading(0.95, 0.989, bucket), ['fail', 'missed']],
    ['the bucket holds the answer', reading(0.985, 0.997, bucket), ['unproven', 'bucket-resolution', 'pass']],
    ['too few requests', { ...reading(0.999, 0.999), n: 999 }, ['unproven', 'too-few', 'pass']],
  ];
  test.each(cases)('%s', (_, actual, [state, reason, lean]) => {
    const result = verdict(p99, actual);
    expect([result.state, result.reason, result.lean]).toEqual([state, reason, lean]);
  });

  test('relative to another version, by the buckets of both', () => {
    const asV2 = criterion('latency_p99', '<=', { ...HALF_OF_V2, factor: 1 });
    const at = (lower: number, upper: number) => census((lower + upper) / 2, { lower, upper });
    expect(verdict(asV2, at(0.64, 1.28), { baseline: at(1.28, 2.56) }).state).toBe('pass');
    expect(verdict(asV2, at(2.56, 5.12), { baseline: at(1.28, 2.56) }).state).toBe('fail');
    const open = verdict(asV2, at(1.28, 2.56), { baseline: at(1.28, 2.56) });
    expect([open.state, open.reason]).toEqual(['unproven', 'bucket-resolution']);
  });
});

describe('an evaluation is decided by its interval', () => {
  const accuracy = criterion('accuracy', '>=', 0.85, ON_EVALUATION);
  const cases: [string, MeasuredCriterion, Actual, Expected][] = [
    ['wholly above', accuracy, evaluated(0.9, 0.86, 0.93), ['pass', 'met']],
    ['wholly below', accuracy, evaluated(0.8, 0.76, 0.84), ['fail', 'missed']],
    [
      'across, leaning pass',
      accuracy,
      evaluated(0.88, 0.83, 0.92),
      ['unproven', 'interval-spans-target', 'pass'],
    ],
    [
      'across, leaning fail',
      accuracy,
      evaluated(0.84, 0.8, 0.88),
      ['unproven', 'interval-spans-target', 'fail'],
    ],
    [
      'fewer items than it takes',
      accuracy,
      evaluated(0.99, 0.95, 1, { n: 49 }),
      ['unproven', 'too-few', 'pass'],
    ],
    ['by the value alone', { ...accuracy, decide: 'point' }, evaluated(0.86, 0.8, 0.9), ['pass', 'met']],
    [
      'a count is what was counted',
      criterion('critical_failures', '=', 0, ON_EVALUATION),
      evaluated(0, 0, 2.7),
      ['pass', 'met'],
    ],
    [
      'a count of one is not none',
      criterion('critical_failures', '=', 0, ON_EVALUATION),
      evaluated(1, 0.2, 4.9),
      ['fail', 'missed'],
    ],
  ];
  test.each(cases)('%s', (_, of, actual, [state, reason, lean]) => {
    const result = verdict(of, actual);
    expect([result.state, result.reason, result.lean]).toEqual([state, reason, lean]);
  });

  test('of an age is as good as new', () => {
    const old = evaluated(0.9, 0.86, 0.93, { observedAt: NOW - 300 * DAY });
    expect(verdict(accuracy, old).state).toBe('pass');
  });
});

describe('silence never passes', () => {
  const cost = criterion('cost_per_request', '<', 0.01, { minimumN: 200 });
  const cases: [string, Actual | undefined, { baseline?: Actual; unseen?: string[] }, Expected][] = [
    ['nothing was read', undefined, {}, ['no-data', 'never-seen']],
    ['a measure was never seen', census(0.005), { unseen: ['cost_usd'] }, ['no-data', 'never-seen']],
    ['last seen long ago', census(0.005, { observedAt: NOW - 7 * HOUR }), {}, ['no-data', 'stale']],
    ['seen six hours ago', census(0.005, { observedAt: NOW - 6 * HOUR }), {}, ['pass', 'met']],
    ['hardly watched', census(0.005, { coverage: 0.89 }), {}, ['no-data', 'coverage']],
    ['hardly priced', census(0.005, { pricedShare: 0.94 }), {}, ['no-data', 'unpriced']],
    ['nothing happened', census(undefined, { n: 0 }), {}, ['no-data', 'no-events']],
    ['too few', census(0.005, { n: 199 }), {}, ['unproven', 'too-few', 'pass']],
  ];
  test.each(cases)('%s', (_, actual, more, [state, reason, lean]) => {
    const result = verdict(cost, actual, more);
    expect([result.state, result.reason, result.lean]).toEqual([state, reason, lean]);
  });

  test('a window that has not begun has no data', () => {
    const result = judge(
      measured(cost, evidence({ actual: census(0.005) }, { windowBegun: false })),
      CONTEXT,
    );
    expect([result.state, result.reason]).toEqual(['no-data', 'never-seen']);
  });

  test('a version that nobody has begun with is not started, whatever is missing', () => {
    const result = judge(measured(cost, evidence({})), { ...CONTEXT, started: false });
    expect([result.state, result.reason]).toEqual(['not-started', 'not-started']);
  });
});

describe('a relative criterion is compared over the same window', () => {
  const half = criterion('cost_per_request', '<=', HALF_OF_V2);
  const near = criterion('accuracy', '>=', V2_LESS_A_POINT, ON_EVALUATION);

  const cases: [string, MeasuredCriterion, Actual, Actual | undefined, Expected, number | undefined][] = [
    ['at most half, and it is exactly half', half, census(0.0123), census(0.0246), ['pass', 'met'], 0.0123],
    ['at most half, and it is more', half, census(0.0124), census(0.0246), ['fail', 'missed'], 0.0123],
    ['the baseline has nothing', half, census(0.01), undefined, ['no-data', 'baseline-no-data'], undefined],
    [
      'the baseline was hardly watched',
      half,
      census(0.01),
      census(0.03, { coverage: 0.5 }),
      ['no-data', 'baseline-no-data'],
      0.015,
    ],
    [
      'the baseline may be dearer than was counted',
      half,
      census(0.013),
      census(0.025, { upper: 0.028, pricedShare: 0.99 }),
      ['unproven', 'unpriced', 'fail'],
      0.0125,
    ],
    [
      'half a point below, and surely no whole one',
      near,
      paired(0.915, [-0.005, -0.0099, 0.001]),
      evaluated(0.92, 0.9, 0.94),
      ['pass', 'met'],
      0.91,
    ],
    [
      'half a point below, and perhaps more',
      near,
      paired(0.915, [-0.005, -0.0101, 0.001]),
      evaluated(0.92, 0.9, 0.94),
      ['unproven', 'interval-spans-target', 'pass'],
      0.91,
    ],
    [
      'three points below, and surely more than one',
      near,
      paired(0.89, [-0.03, -0.045, -0.011]),
      evaluated(0.92, 0.9, 0.94),
      ['fail', 'missed'],
      0.91,
    ],
    [
      'the baseline has too few items',
      near,
      evaluated(0.93, 0.9, 0.95),
      evaluated(0.92, 0.8, 0.97, { n: 40 }),
      ['unproven', 'too-few', 'pass'],
      0.91,
    ],
  ];
  test.each(cases)('%s', (_, of, actual, baseline, [state, reason, lean], target) => {
    const result = verdict(of, actual, baseline === undefined ? {} : { baseline });
    expect([result.state, result.reason, result.lean]).toEqual([state, reason, lean]);
    if (target === undefined) expect(result.target).toBeUndefined();
    else expect(result.target).toBeCloseTo(target, 12);
  });

  test('a margin is given on the lenient side', () => {
    const margin = { value: 0.02, unit: 'points' } as const;
    const lenient = { ...near, margin };
    expect(
      verdict(lenient, paired(0.9, [-0.02, -0.029, -0.011]), { baseline: evaluated(0.92, 0.9, 0.94) }).state,
    ).toBe('pass');
  });

  test('runs that cannot be set beside each other prove nothing', () => {
    const obstacle = { kind: 'not-comparable', why: 'another revision' } as const;
    const by = evidence(
      { actual: evaluated(0.93, 0.9, 0.95), baseline: evaluated(0.92, 0.9, 0.94) },
      { obstacle },
    );
    const result = judge(measured(near, by), CONTEXT);
    expect([result.state, result.reason, result.lean]).toEqual(['unproven', 'not-comparable', 'pass']);
  });

  test('several datasets and no word which prove nothing', () => {
    const obstacle = { kind: 'several-datasets', datasets: ['golden-set', 'red-team'] } as const;
    const result = judge(measured(near, evidence({}, { obstacle })), CONTEXT);
    expect([result.state, result.reason]).toEqual(['unproven', 'several-datasets']);
  });
});

describe('each value of a label must hold', () => {
  const eachLanguage = criterion('accuracy', '>=', 0.8, { each: 'language', minimumN: 200 });
  const languages = (...values: [string, number, number][]) =>
    judge(
      measured(
        eachLanguage,
        evidence(
          {},
          {
            readings: values.map(([label, value, n]) => ({
              label,
              unseen: [],
              actual: census(value, { n }),
            })),
          },
        ),
      ),
      CONTEXT,
    );

  test('and does', () => {
    expect(languages(['de', 0.85, 300], ['en', 0.9, 300]).state).toBe('pass');
  });
  test('and the worst one is told', () => {
    const result = languages(['de', 0.75, 300], ['en', 0.9, 300], ['fr', 0.7, 300]);
    expect([result.state, result.actual?.value]).toEqual(['fail', 0.7]);
    expect(result.sentence).toContain('for language fr');
  });
  test('one with too little is left out', () => {
    const result = languages(['de', 0.1, 20], ['en', 0.9, 300]);
    expect(result.state).toBe('pass');
    expect(result.sentence).toContain('1 left out');
  });
  test('nothing holds where all have too little, or nothing carries the label', () => {
    expect(languages(['de', 0.9, 20], ['en', 0.9, 30]).reason).toBe('too-few');
    expect(languages().reason).toBe('never-seen');
  });
});

describe('held for a time', () => {
  const held = criterion('error_rate', '<', 0.01, { heldForMs: 14 * DAY });
  const history = (pattern: string) =>
    [...pattern].map((mark, i) => ({ at: NOW - (pattern.length - 1 - i) * DAY, held: mark === '+' }));
  const state = (pattern: string, value = 0.005) =>
    judge(measured(held, evidence({ actual: census(value) }, { history: history(pattern) })), CONTEXT);

  test('it passes when it held all that time', () => {
    expect(state('+++++++++++++++').state).toBe('pass');
  });
  test('it is unproven when it missed in between, and says for how long it has held', () => {
    const result = state('+++++-+++++++++');
    expect([result.state, result.reason, result.lean]).toEqual(['unproven', 'held-too-short', 'pass']);
    expect(result.sentence).toContain('8 days of the 14 days');
  });
  test('it fails when it misses now', () => {
    expect(state('+++++++++++++++', 0.02).state).toBe('fail');
  });
  test('it is unproven without a history', () => {
    expect(judge(measured(held, evidence({ actual: census(0.005) })), CONTEXT).reason).toBe('held-too-short');
  });
});

describe('what a role vouches for', () => {
  const cases: [string, Parameters<typeof attested>[0], Expected][] = [
    ['holds once attested', { by: 'security', on: '2026-11-03' }, ['pass', 'attested']],
    [
      'holds on its last day',
      { by: 'security', on: '2026-11-03', expires: '2026-11-23' },
      ['pass', 'attested'],
    ],
    [
      'expires after it',
      { by: 'security', on: '2026-11-03', expires: '2026-11-22' },
      ['no-data', 'attestation-expired'],
    ],
    ['does not hold ahead of its date', { by: 'security', on: '2026-11-24' }, ['no-data', 'not-attested']],
    ['does not hold unsaid', undefined, ['no-data', 'not-attested']],
  ];
  test.each(cases)('%s', (_, attestation, [state, reason]) => {
    const result = judge(attested(attestation), CONTEXT);
    expect([result.state, result.reason]).toEqual([state, reason]);
  });

  test('is no reproach before anybody has begun', () => {
    expect(judge(attested(), { ...CONTEXT, started: false }).state).toBe('not-started');
  });
});

describe('a waiver', () => {
  const waiver = { by: 'the product lead', why: 'the contract ends in December', until: '2026-11-23' };
  const missed = measured(criterion('error_rate', '<', 0.01), evidence({ actual: census(0.02) }));

  test('is shown on its last day, beside the verdict that it waives', () => {
    const result = judge({ ...missed, waiver }, CONTEXT);
    expect([result.state, result.waiver]).toEqual(['fail', waiver]);
    expect(result.sentence).toContain('waived by the product lead until 23 Nov 2026');
  });
  test('is over the day after', () => {
    expect(judge({ ...missed, waiver: { ...waiver, until: '2026-11-22' } }, CONTEXT).waiver).toBeUndefined();
  });
  test('is not needed by what passes', () => {
    const met = measured(criterion('error_rate', '<', 0.01), evidence({ actual: census(0.002) }));
    expect(judge({ ...met, waiver }, CONTEXT).waiver).toBeUndefined();
  });
});

describe('whatever the numbers', () => {
  const OPERATORS: readonly Operator[] = ['>=', '>', '<=', '<'];
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  const bounds = fc
    .tuple(share, share, share)
    .map((three) => three.sort((a, b) => a - b) as [number, number, number]);

  test('wider bounds never turn a verdict to the other side, nor decide what was open', () => {
    fc.assert(
      fc.property(
        bounds,
        share,
        share,
        share,
        fc.constantFrom(...OPERATORS),
        fc.boolean(),
        (three, target, down, up, op, isInterval) => {
          const [lower, value, upper] = three;
          const kind = isInterval ? 'interval' : 'measurement';
          const of = criterion('error_rate', op, target);
          const narrow = verdict(of, census(value, { lower, upper, boundsKind: kind }));
          const wide = verdict(
            of,
            census(value, { lower: lower - down, upper: upper + up, boundsKind: kind }),
          );
          if (narrow.state === 'unproven') expect(wide.state).toBe('unproven');
          else expect([narrow.state, 'unproven']).toContain(wide.state);
        },
      ),
      { seed: 5, numRuns: 1000 },
    );
  });

  test('a pass means that the value itself meets the target, and a fail that it does not', () => {
    fc.assert(
      fc.property(bounds, share, fc.constantFrom(...OPERATORS), ([lower, value, upper], target, op) => {
        fc.pre(Math.abs(value - target) > 1e-9);
        const meets = op.startsWith('>') ? value > target : value < target;
        const { state } = verdict(criterion('error_rate', op, target), census(value, { lower, upper }));
        if (state !== 'unproven') expect(state).toBe(meets ? 'pass' : 'fail');
      }),
      { seed: 5, numRuns: 1000 },
    );
  });
});

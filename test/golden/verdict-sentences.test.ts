import { expect, test } from 'vitest';
import type { DayClose } from '../../core/gate/evidence.ts';
import { type Case, judge } from '../../core/gate/judge.ts';
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
  signalNamed,
} from '../../core/gate/testing/cases.ts';
import type { Actual } from '../../core/gate/verdict.ts';
import type { MeasuredCriterion, Target } from '../../core/roadmap/criterion.ts';
import { compared } from '../../core/signal/comparison.ts';
import { mixtureInterval } from '../../core/statistics/mixture.ts';

/** Every kind of verdict in its own words. To accept a change: `vitest run --project unit test/golden -u`, and read the difference. */

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const V2 = { kind: 'item', item: 'v2' } as const;
const LIVE = { kind: 'live' } as const;
const HALF: Target = { kind: 'factor', factor: 0.5, baseline: V2 };
const POINT_BELOW: Target = { kind: 'offset', offset: { value: -0.01, unit: 'points' }, baseline: V2 };
const ON_EVALUATION = { evidence: { kind: 'evaluation' }, minimumN: 50 } as const;
const GOLDEN_SET = 'evaluation of golden-set (r3) on 12 Nov 2026';

const cost = criterion('cost_per_request', '<=', HALF, { minimumN: 200 });
const costLimit = criterion('cost_per_request', '<', 0.01, { minimumN: 200 });
const p99 = criterion('latency_p99', '<', 2, { minimumN: 1000 });
const accuracy = criterion('accuracy', '>=', 0.85, ON_EVALUATION);
const asV2 = criterion('accuracy', '>=', POINT_BELOW, ON_EVALUATION);
const graded = criterion('accuracy', '>=', 0.85, { minimumN: 200 });

function of(what: MeasuredCriterion, actual?: Actual, baseline?: Actual, known: Parameters<typeof evidence>[1] = {}): Case {
  const period = what.evidence.kind === 'evaluation' ? GOLDEN_SET : '28 days';
  return measured(
    what,
    evidence({ ...(actual && { actual }), ...(baseline && { baseline }) }, { period, baselineItem: 'v2', ...known }),
  );
}

const buckets = { lower: 1.28, upper: 2.56, shareAtTarget: { lower: 0.985, upper: 0.997 }, bucket: { lower: 1.28, upper: 2.56 } };
const days = (pattern: string) =>
  [...pattern].map((mark, i) => ({ at: NOW - (pattern.length - 1 - i) * DAY, held: mark === '+' }));

/** Graded answers of so many days up to now. */
function sample(value: number, n: number, over: number): Actual {
  const levels = { lower: 0.95, upper: 0.95 };
  const ends = mixtureInterval(value * n, n, levels);
  const how = { ...ends, levels, boundsKind: 'interval', method: 'mixture', gradedShare: 0.02 } as const;
  return census(value, { n, events: value * n, from: NOW - over * DAY, ...how });
}

/** What was known of a share when a day closed, so many days before the last one. */
function close(back: number, value: number): DayClose {
  const at = NOW - 12 * HOUR - back * DAY;
  return { at, period: back === 0 ? '7 days' : `7 days to ${22 - back} Nov 2026`, windowBegun: true, readings: [{ unseen: [], actual: census(value) }] };
}

/** Days with 5,000 answers each, of which 100 are graded, and then some with as many as are told. */
function days28(usual: number, last: readonly number[]) {
  return [...Array<number>(usual).fill(100), ...last].map((n) => ({ graded: n, all: 5000 }));
}

const CASES: Readonly<Record<string, Case>> = {
  'pass, census': of(criterion('success_rate', '>=', 0.999), census(0.99951)),
  'pass, latency': of(p99, census(1.84, { ...buckets, shareAtTarget: { lower: 0.9931, upper: 0.9931 } })),
  'pass, evaluation': of(accuracy, evaluated(0.924, 0.911, 0.936)),
  'pass, a point below': of(asV2, paired(0.9185, [-0.0015, -0.009, 0.006]), evaluated(0.92, 0.9, 0.94)),
  'pass, no critical failures': of(criterion('critical_failures', '=', 0, ON_EVALUATION), evaluated(0, 0, 2.7)),
  'pass, examples': of(criterion('labeled_examples', '>=', 5000), census(5120, { n: 0 })),
  'pass, a ratio of somebody else': {
    ...of(criterion('error_rate', '<', 0.01), census(0.004, { n: 0 })),
    signal: { ...signalNamed('error_rate'), formula: { kind: 'gauge', reduce: 'mean', of: 'http_5xx_share' } },
  },
  'pass, tried often': of(accuracy, evaluated(0.924, 0.911, 0.936, { evaluation: { run: 'r', dataset: 'golden-set', revision: 'r3', judge: '', errors: 0, tried: 4 } })),
  'pass, scores of a run': of(
    criterion('score', '>=', 0.8, ON_EVALUATION),
    evaluated(0.86, 0.84, 0.88, { method: 'betting' }),
  ),
  'pass, cost of a run': of(criterion('cost_per_request', '<', 0.01, ON_EVALUATION), evaluated(0.008, 0.0071, 0.0089, { method: 'student' })),
  'pass, graded so far': of(graded, sample(0.9, 2400, 28)),
  'pass, none in production': of(criterion('critical_failures', '=', 0), census(0, { n: 168_000 })),
  'pass, each': of(
    criterion('accuracy', '>=', 0.8, { each: 'language', minimumN: 200 }),
    undefined,
    undefined,
    {
      readings: [
        { label: 'de', unseen: [], actual: census(0.85, { n: 300 }) },
        { label: 'en', unseen: [], actual: census(0.91, { n: 900 }) },
        { label: 'fr', unseen: [], actual: census(0.4, { n: 12 }) },
      ],
    },
  ),
  'fail, half the cost': of(cost, census(0.0123, { pricedShare: 0.998 }), census(0.0122)),
  'fail, by a hair': of(criterion('success_rate', '>=', 0.999), census(0.9987)),
  'fail, evaluation': of(accuracy, evaluated(0.8, 0.78, 0.82, { evaluation: { run: 'r', dataset: 'golden-set', revision: 'r3', judge: '', errors: 3 } })),
  'fail, like live': of(
    criterion('latency_p99', '<=', { kind: 'factor', factor: 1.1, baseline: LIVE }),
    census(3, { lower: 2.56, upper: 5.12 }),
    census(1, { lower: 0.64, upper: 1.28 }),
  ),
  'fail, in a place': of(
    criterion('success_rate', '>=', 0.999, { environment: 'staging', where: { region: 'eu' } }),
    census(0.99),
  ),
  'fail, advisory': of({ ...costLimit, advisory: true }, census(0.02)),
  'fail, unpaired': of(
    criterion('accuracy', '>=', POINT_BELOW, { minimumN: 200 }),
    compared(sample(0.85, 4000, 28), { item: 'v2', paired: false, n: 4000, difference: -0.07, lower: -0.11, upper: -0.03, method: 'sequences' }),
    sample(0.92, 9000, 28),
  ),
  'fail, dearer requests': {
    ...of(cost, undefined, undefined, {
      readings: [
        {
          unseen: [],
          actual: census(0.0123, { pricedShare: 0.998 }),
          baseline: census(0.0122),
          mix: { share: 0.12, inputTokens: { own: 1760, baseline: 2000 } },
        },
      ],
    }),
  },
  'fail, critical failure': of(criterion('critical_failures', '=', 0), census(1, { n: 168_000 })),
  'fail, the last day says otherwise': of(criterion('error_rate', '<', 0.01), census(0.012), undefined, {
    closes: [close(2, 0.012), close(1, 0.012), close(0, 0.009)],
  }),
  'fail, waived': {
    ...of(costLimit, census(0.02)),
    waiver: { by: 'the product lead', why: 'the old contract ends in December.', until: '2026-12-14' },
  },
  'fail, by the value alone': of({ ...accuracy, decide: 'point' }, evaluated(0.84, 0.8, 0.88)),
  'fail, few graded': of(
    criterion('hallucination_rate', '<', 0.03, { minimumN: 200 }),
    census(0.05, { lower: 0.04, upper: 0.062, boundsKind: 'interval', n: 1500, gradedShare: 0.021 }),
  ),
  'unproven, interval': of(accuracy, evaluated(0.88, 0.83, 0.92, { n: 100 })),
  'unproven, answers to come': of(graded, sample(0.88, 900, 12)),
  'unproven, answers that do not come': of(graded, sample(0.86, 600, 28)),
  'unproven, too few graded': of(graded, sample(0.9, 150, 3)),
  'unproven, beside v2': of(asV2, paired(0.915, [-0.005, -0.0131, 0.003]), evaluated(0.92, 0.9, 0.94)),
  'unproven, scores': of(
    criterion('score', '>=', 4.2, { minimumN: 200 }),
    census(4.3, { lower: -Infinity, upper: Infinity, boundsKind: 'interval', n: 900, gradedShare: 0.02 }),
  ),
  'unproven, a quantile of a run': of(
    criterion('latency_p99', '<', 2, ON_EVALUATION),
    evaluated(1.4, 1.2, Infinity, { n: 120, method: 'order-statistics', levels: { lower: 0.95, upper: 0.95 }, shareAtTarget: { lower: 1, upper: 1 } }),
  ),
  'unproven, too few': of(accuracy, evaluated(0.97, 0.86, 0.99, { n: 34 })),
  'unproven, baseline too few': of(cost, census(0.005), census(0.02, { n: 120 })),
  'unproven, bucket': of(p99, census(1.9, buckets)),
  'unproven, open bucket': of(p99, census(1.28, { lower: 1.28, upper: Infinity, shareAtTarget: { lower: 0.98, upper: 1 }, bucket: { lower: 1.28, upper: Infinity } })),
  'unproven, coverage': of(
    criterion('error_rate', '<', 0.01),
    census(0.0095, { lower: 0.009, upper: 0.015, coverage: 0.95 }),
  ),
  'unproven, unpriced': of(costLimit, census(0.009, { upper: 0.011, pricedShare: 0.98 })),
  'unproven, datasets': of(accuracy, undefined, undefined, {
    obstacle: { kind: 'several-datasets', datasets: ['golden-set', 'red-team'] },
    period: 'evaluation',
  }),
  'unproven, not comparable': of(criterion('accuracy', '>=', POINT_BELOW, ON_EVALUATION), evaluated(0.92, 0.9, 0.94), evaluated(0.92, 0.9, 0.94), {
    obstacle: { kind: 'not-comparable', why: 'v2 was evaluated on another revision of golden-set: r2, not r3' },
  }),
  'unproven, held': of(
    criterion('pipeline_error_rate', '<', 0.01, { heldForMs: 14 * DAY }),
    census(0.004),
    undefined,
    { history: days('+++++-+++++++++') },
  ),
  'no data, never seen': measured(costLimit, evidence({ unseen: ['cost_usd', 'requests'] })),
  'no data, no evaluation': of(accuracy, undefined, undefined, { period: 'evaluation of golden-set', readings: [] }),
  'no data, not rolled out': of(costLimit, undefined, undefined, { windowBegun: false }),
  'no data, no label': of(criterion('accuracy', '>=', 0.8, { each: 'language' }), undefined, undefined, { readings: [] }),
  'no data, stale': of(costLimit, census(0.005, { observedAt: NOW - 9 * HOUR })),
  'no data, first day': of(costLimit, census(0.005), undefined, {
    closes: [{ at: NOW - 12 * HOUR, period: '28 days', windowBegun: true, readings: [{ unseen: ['cost_usd'] }] }],
  }),
  'no data, labels to come': of(graded, undefined, undefined, {
    readings: [{ unseen: [], actual: sample(0.9, 2400, 28), gradedDays: days28(24, [100, 4, 3, 0]) }],
  }),
  'no data, coverage': of(costLimit, census(0.005, { coverage: 0.62 })),
  'no data, unpriced': of(costLimit, census(0.005, { pricedShare: 0.8 })),
  'no data, no events': of(costLimit, census(undefined, { n: 0 })),
  'no data, baseline': of(cost, census(0.005)),
  'no data, nothing live': measured(
    criterion('cost_per_request', '<=', { kind: 'factor', factor: 0.5, baseline: LIVE }),
    evidence({ actual: census(0.005) }),
  ),
  'attested': attested({ by: 'security', on: '2026-11-03', expires: '2027-05-03' }),
  'attested, expired': attested({ by: 'security', on: '2026-05-03', expires: '2026-11-03' }),
  'not attested': attested(),
};

test('verdicts say what they say', async () => {
  const sentences = Object.entries(CASES).map(([name, one]) => `${name}\n    ${judge(one, CONTEXT).sentence}`);
  const planned = { ...CONTEXT, subject: 'v4', started: false };
  sentences.push(`not started\n    ${judge(of(costLimit), planned).sentence}`);
  sentences.push(`not started, attested\n    ${judge(attested(), planned).sentence}`);
  await expect(`${sentences.join('\n')}\n`).toMatchFileSnapshot('./verdict-sentences.txt');
});

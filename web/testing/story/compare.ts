import type { CompareResponse, CompareRow } from '../../../server/http/contract/compare.ts';
import type { ActualJson } from '../../../server/http/contract/verdict.ts';
import { CURRENCY, DAY, PRODUCT, type SignalName, signalOf, ZONE } from './ticket-routing.ts';

type Difference = CompareRow['difference'];

/** v2 and v3 side by side: cheaper for sure, as right as before on the whole, and a latency that buckets cannot tell apart. */
export function compared(now: number): CompareResponse {
  const to = now - (now % DAY);
  const window = { from: to - 20 * DAY, to };
  const side = (item: string, title: string, lifecycle: string, since: number) => ({
    item,
    title,
    lifecycle,
    name: item,
    environment: 'production',
    ...window,
    served: { from: now - since * DAY, to: now },
  });
  const rows = rowsOf(window, now);
  return {
    asOf: now,
    product: PRODUCT,
    currency: CURRENCY,
    zone: ZONE,
    a: side('v2', 'Production quality', 'live', 132),
    b: side('v3', 'Personalised responses at half the cost', 'rollout', 23),
    sameTime: true,
    blocks: { count: 4, days: 5 },
    aligned: false,
    confidence: 0.95,
    summary: { compared: 4, moreThanNoise: 1, betterA: 0, betterB: 1, cannotSay: 1 },
    sentence: 'v3 differs from v2 by more than noise on 1 of 4 signals: better on 1; on 1 nobody can say.',
    rows,
    changes: [
      {
        signal: { name: 'accuracy', title: 'accuracy', unit: 'share', better: 'higher' },
        dataset: 'golden-set',
        revision: '2026-Q4.1',
        judge: 'agents-consensus 3',
        a: { run: 'golden-set/2.3.2', at: now - 30 * DAY, build: '2.3.2' },
        b: { run: 'golden-set/3.0.0-rc4', at: now - 2 * DAY, build: '3.0.0-rc4' },
        rightToWrong: {
          count: 31,
          items: ['ticket-0107', 'ticket-0112', 'ticket-0958'].map((id) => ({ id, a: 1, b: 0 })),
        },
        wrongToRight: { count: 1, items: [{ id: 'ticket-0450', a: 0, b: 1 }] },
        bothRight: 2911,
        bothWrong: 251,
        undecided: 0,
        unpaired: 6,
      },
    ],
    experiments: [
      {
        id: 'half-the-cost',
        title: 'Is v3 as good as v2 at half the cost?',
        unit: 'request',
        countedBy: 'requests',
        from: '2026-11-01',
        running: true,
        arms: [
          { version: 'v2', share: 0.9, count: 812_000 },
          { version: 'v3', share: 0.1, count: 91_400 },
        ],
        mismatch: 'yes',
        pValue: 0.0001,
        threshold: 0.0005,
        sentence:
          'Sample-ratio mismatch: v2 got 89.9 % (90 % planned), v3 got 10.1 % (10 % planned) of 903 k requests (p < 0.0005). Something else than chance decides who gets what, or who is counted: no difference between the arms is to be trusted before it is found.',
      },
    ],
    versions: [
      { item: 'v2', title: 'Production quality', lifecycle: 'live', builds: ['2.3.2', '2.3.1'] },
      {
        item: 'v3',
        title: 'Personalised responses at half the cost',
        lifecycle: 'rollout',
        builds: ['3.0.0-rc4'],
      },
    ],
  };
}

function rowsOf(window: { from: number; to: number }, now: number): CompareRow[] {
  const actual = (item: string, signal: SignalName, value: number, n: number): ActualJson => ({
    signal,
    item,
    evidence: 'production',
    environment: 'production',
    value,
    boundsKind: 'measurement',
    n,
    ...window,
    coverage: 1,
    observedAt: window.to,
    builds: [],
  });
  const row = (
    name: SignalName,
    [a, b]: readonly [number, number],
    told: Partial<CompareRow>,
    difference: Partial<NonNullable<Difference>> = {},
  ): CompareRow => {
    const signal = signalOf(name);
    if (signal === undefined) throw new Error(name);
    const apart = {
      difference: b - a,
      confidence: 0.95,
      paired: true,
      method: 'paired-blocks',
      n: 4,
      moreThanNoise: 'no',
      ...difference,
    } as const;
    return {
      signal,
      evidence: 'production',
      gated: true,
      a: actual('v2', name, a, 812_000),
      b: actual('v3', name, b, 91_400),
      difference: apart,
      sentence: '',
      ...told,
    };
  };
  const evaluated = (value: ActualJson | undefined): ActualJson | undefined =>
    value && { ...value, evidence: 'evaluation', n: 3193, observedAt: now - 2 * DAY };
  const accuracy = row(
    'accuracy',
    [0.921, 0.912],
    { evidence: 'evaluation', dataset: 'golden-set', sentence: 'v3 is 0.9 pp below v2, no more than noise.' },
    { lower: -0.0191, upper: 0.0011, method: 'tango', n: 3193 },
  );
  const [a, b] = [evaluated(accuracy.a), evaluated(accuracy.b)];
  return [
    { ...accuracy, ...(a && { a }), ...(b && { b }) },
    row(
      'latency_p99',
      [1.72, 1.84],
      {
        sentence:
          'v3 is 120 ms above v2: 1.84 s against 1.72 s (−1 s to +1 s at 95 %), of which nobody can say how much is noise: the buckets are too coarse to tell the two apart.',
      },
      { lower: -1, upper: 1, method: 'block-quantiles', moreThanNoise: 'cannot-say', unsure: 'buckets' },
    ),
    row(
      'cost_per_request',
      [0.00886, 0.00551],
      { better: 'b', change: -0.378, sentence: 'v3 is $0.00335 below v2, more than noise.' },
      { lower: -0.00362, upper: -0.0031, moreThanNoise: 'yes' },
    ),
    row('error_rate', [0.0041, 0.0038], { gated: false }, { lower: -0.0011, upper: 0.0005 }),
    {
      signal: { name: 'score', title: 'mean score', unit: 'score', better: 'higher' },
      evidence: 'evaluation',
      dataset: 'tone-of-voice',
      gated: false,
      notComparable: 'no-data-a',
      b: { ...actual('v3', 'accuracy', 4.21, 200), signal: 'score', evidence: 'evaluation' },
      sentence: 'v2 and v3 cannot be compared on mean score: v2 has no data.',
    },
  ];
}

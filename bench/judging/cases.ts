import type { Evidence, EvidenceReading } from '../../core/gate/evidence.ts';
import type { Case } from '../../core/gate/judge.ts';
import { decisionLevels } from '../../core/gate/levels.ts';
import type { Actual } from '../../core/gate/verdict.ts';
import type { MeasuredCriterion } from '../../core/roadmap/criterion.ts';
import { parseCriterion } from '../../core/roadmap/grammar/parse.ts';
import { catalogueSignal } from '../../core/signal/catalogue.ts';
import { compared } from '../../core/signal/comparison.ts';
import { mixtureInterval } from '../../core/statistics/mixture.ts';
import { shareInterval } from '../../core/statistics/share.ts';

const DAY_MS = 86_400_000;
export const NOW = Date.UTC(2026, 10, 23, 12);
/** Criteria of each gate: one of each kind. */
export const CRITERIA = [
  'accuracy >= 85% on evaluation of golden-set',
  'accuracy >= v2 - 1pp on evaluation of golden-set',
  'hallucination_rate < 3%',
  'latency_p99 < 2s',
  'cost_per_request <= 50% of v2',
  'success_rate >= 99.8% each region',
  'critical_failures = 0 over 28d',
  'error_rate < 1% over 7d for 14d',
] as const;

const MIDNIGHT = NOW - DAY_MS / 2;

/** What has been read for a gate of eight criteria; every gate has other numbers. */
export function casesOf(gate: number): readonly Case[] {
  const off = (gate % 17) / 1000;
  return CRITERIA.map((text, i): Case => {
    const criterion = measured(text);
    const signal = catalogueSignal(criterion.signal);
    if (signal === undefined) throw new Error(`The catalogue lacks ${criterion.signal}.`);
    return { criterion, signal, evidence: EVIDENCE[i]?.(criterion, off) ?? evidenceOf([{ unseen: [] }]) };
  });
}

function measured(text: string): MeasuredCriterion {
  const { value } = parseCriterion(text, { currency: 'USD' });
  if (value?.kind !== 'measured') throw new Error(`No measured criterion: ${text}`);
  return value;
}

const EVIDENCE: readonly ((criterion: MeasuredCriterion, off: number) => Evidence)[] = [
  (criterion, off) => evidenceOf([{ unseen: [], actual: run(criterion, 0.88 - off) }]),
  (criterion, off) =>
    evidenceOf([{ unseen: [], actual: paired(run(criterion, 0.91 - off)), baseline: run(criterion, 0.92) }]),
  (criterion, off) => evidenceOf([sample(criterion, 0.02 + off)]),
  (_, off) =>
    census({ value: 1.84, lower: 1.28, upper: 2.56, shareAtTarget: { lower: 0.985 + off, upper: 0.997 } }),
  (_, off) => census({ value: 0.0123 - off / 10, pricedShare: 0.998 }, { value: 0.0246 }),
  (_, off) =>
    days((at) =>
      ['eu', 'us', 'ap'].map((label) => ({
        label,
        unseen: [],
        actual: actual({ value: 0.9985 + off / 10, to: at }),
      })),
    ),
  () => census({ value: 0 }),
  (_, off) => ({
    ...census({ value: 0.004 + off }),
    history: Array.from({ length: 15 }, (_unused, i) => ({ at: MIDNIGHT - (14 - i) * DAY_MS, held: true })),
  }),
];

function evidenceOf(readings: readonly EvidenceReading[]): Evidence {
  return { readings, period: '28 days', windowBegun: true, baselineItem: 'v2' };
}

/** Days that closed and today so far, all of them alike. */
function days(readingsAt: (to: number) => readonly EvidenceReading[]): Evidence {
  const closes = [MIDNIGHT - DAY_MS, MIDNIGHT].map((at) => ({
    at,
    period: '28 days',
    windowBegun: true,
    readings: readingsAt(at),
  }));
  return { ...evidenceOf(readingsAt(NOW)), closes };
}

function census(own: Partial<Actual>, baseline?: Partial<Actual>): Evidence {
  return days((to) => [
    {
      unseen: [],
      actual: actual({ ...own, to }),
      ...(baseline === undefined ? {} : { baseline: actual({ ...baseline, item: 'v2', to }) }),
    },
  ]);
}

function actual(known: Partial<Actual>): Actual {
  const { value, to = NOW } = known;
  return {
    signal: '',
    item: 'v3',
    evidence: 'production',
    environment: 'production',
    value,
    lower: value,
    upper: value,
    boundsKind: 'measurement',
    method: 'census',
    n: 1_200_000,
    from: to - 28 * DAY_MS,
    to,
    coverage: 1,
    observedAt: to - 60_000,
    builds: [{ build: '3.0.0', share: 1 }],
    ...known,
  };
}

function run(criterion: MeasuredCriterion, share: number): Actual {
  const levels = decisionLevels(criterion, CRITERIA.length);
  return actual({
    value: share,
    ...shareInterval(share * 1240, 1240, levels),
    evidence: 'evaluation',
    boundsKind: 'interval',
    method: 'wilson',
    levels,
    n: 1240,
    evaluation: {
      run: 'r',
      dataset: 'golden-set',
      revision: 'r3',
      judge: 'exact-match',
      errors: 3,
      tried: 2,
    },
  });
}

function paired(own: Actual): Actual {
  const known = { item: 'v2', paired: true, n: 1240, method: 'tango' } as const;
  return compared(own, { ...known, difference: -0.005, lower: -0.0131, upper: 0.004 });
}

function sample(criterion: MeasuredCriterion, share: number): EvidenceReading {
  const levels = decisionLevels(criterion, CRITERIA.length);
  const ends = mixtureInterval(share * 2400, 2400, levels);
  const known = { value: share, ...ends, n: 2400, events: share * 2400, levels, gradedShare: 0.02 };
  const graded = actual({ ...known, boundsKind: 'interval', method: 'mixture' });
  return { unseen: [], actual: graded, gradedDays: Array(28).fill({ graded: 86, all: 4300 }) };
}

import { formatCount, formatPair, formatShare, operatorWords } from '../../../core/signal/format.ts';
import type {
  ActualJson,
  CriterionVerdictJson,
  GateVerdictJson,
} from '../../../server/http/contract/verdict.ts';
import { valueAt } from './signal-values.ts';
import {
  CURRENCY,
  DAY,
  dateIn,
  PRODUCT,
  SERVED,
  type SignalName,
  signalOf,
  type VersionId,
} from './ticket-routing.ts';

interface Stated {
  readonly signal: SignalName;
  readonly op: '>=' | '<' | '<=';
  readonly target: number;
  readonly text: string;
  readonly state: CriterionVerdictJson['state'];
  readonly reason: string;
  readonly value: number;
  readonly n: number;
  readonly evaluation?: boolean;
  readonly extra?: Partial<CriterionVerdictJson>;
  readonly more?: Partial<ActualJson>;
}

const STATED: Readonly<Record<VersionId, readonly Stated[]>> = {
  v1: [
    met('accuracy', '>=', 0.85, 'accuracy ≥ 85 % on evaluation', 0.868, 2400, true),
    met('latency_p99', '<', 2, 'latency_p99 < 2 s', 1.52, 1_560_000),
  ],
  v2: [
    met('accuracy', '>=', 0.92, 'accuracy ≥ 92 % on evaluation', 0.934, 2400, true),
    met('helpful_rate', '>=', 0.7, 'helpful_rate ≥ 70 %', 0.748, 41_200),
    met('hallucination_rate', '<', 0.03, 'hallucination_rate < 3 %', 0.0208, 41_200),
    met('latency_p99', '<', 2, 'latency_p99 < 2 s', 1.71, 1_281_000),
    met('cost_per_request', '<', 0.01, 'cost_per_request < $0.01', 0.00885, 5_130_000),
    met('error_rate', '<', 0.01, 'error_rate < 1 %', 0.0032, 1_281_000),
  ],
  v3: [
    met('accuracy', '>=', 0.904, 'accuracy ≥ v2 − 3 pp on evaluation', 0.928, 2400, true),
    {
      ...met('helpful_rate', '>=', 0.74, 'helpful_rate ≥ 74 %', 0.7512, 1_840),
      state: 'unproven',
      reason: 'interval-spans-target',
      extra: { lean: 'pass' },
      more: { lower: 0.734, upper: 0.768, boundsKind: 'interval', gradedShare: 0.0021 },
    },
    {
      ...met('hallucination_rate', '<', 0.03, 'hallucination_rate < 3 %', 0.0262, 140),
      state: 'no-data',
      reason: 'stale',
      more: { gradedShare: 0.0002 },
    },
    met('latency_p99', '<', 2, 'latency_p99 < 2 s', 1.31, 281_000),
    {
      ...met('cost_per_request', '<=', 0.00443, 'cost_per_request ≤ 50 % of v2', 0.00597, 1_204_000),
      state: 'fail',
      reason: 'missed',
      more: { pricedShare: 0.998 },
    },
    {
      ...met('error_rate', '<', 0.002, 'error_rate < 0.2 %', 0.0028, 281_000),
      state: 'fail',
      reason: 'missed',
    },
  ],
  v4: [
    notStarted('accuracy', '>=', 0.93, 'accuracy ≥ 93 % on evaluation'),
    notStarted('hallucination_rate', '<', 0.01, 'hallucination_rate < 1 %'),
    notStarted('latency_p99', '<', 3, 'latency_p99 < 3 s'),
    notStarted('cost_per_request', '<', 0.02, 'cost_per_request < $0.02'),
  ],
};

function met(
  signal: SignalName,
  op: Stated['op'],
  target: number,
  text: string,
  value: number,
  n: number,
  evaluation = false,
): Stated {
  return { signal, op, target, text, state: 'pass', reason: 'met', value, n, evaluation };
}

function notStarted(signal: SignalName, op: Stated['op'], target: number, text: string): Stated {
  return { signal, op, target, text, state: 'not-started', reason: 'not-started', value: Number.NaN, n: 0 };
}

/** Every criterion of a version's gate, judged. */
export function criteriaOf(version: VersionId, now: number): CriterionVerdictJson[] {
  return STATED[version].map((stated) => criterion(version, stated, now));
}

/** What a role has to vouch for before a version ships. */
export function attestedOf(version: VersionId): CriterionVerdictJson[] {
  if (version !== 'v3' && version !== 'v4') return [];
  const done = version === 'v3';
  const attestation = { by: 'security', on: '2026-11-12', link: 'https://wiki.example.com/drills/7' };
  return [
    {
      text: 'attested by security: "rollback drill done"',
      kind: 'attested',
      state: done ? 'pass' : 'not-started',
      reason: done ? 'attested' : 'not-started',
      sentence: done
        ? 'Security attested on 12 Nov 2026 that the rollback drill is done.'
        : 'v4 has not started.',
      attested: {
        role: 'security',
        statement: 'rollback drill done',
        ...(done ? { attestation } : {}),
      },
      advisory: false,
      defaults: [],
    },
  ];
}

function criterion(version: VersionId, stated: Stated, now: number): CriterionVerdictJson {
  const { signal, op, target, text, state, reason } = stated;
  const judged: CriterionVerdictJson = {
    text,
    kind: 'measured',
    signal,
    op,
    state,
    reason,
    sentence: sentenceOf(version, stated),
    target,
    advisory: false,
    defaults: ['window 28 days', 'environment production'],
    ...stated.extra,
  };
  if (state === 'not-started') return judged;
  judged.actual = actualOf(version, stated, now);
  if (text.includes('of v2')) {
    judged.baseline = actualOf('v2', { ...stated, value: 0.00886, n: 5_130_000 }, now);
  }
  const live = valueAt(version, signal, now - 1, now);
  if (live !== undefined && !stated.evaluation && state !== 'no-data') {
    judged.live = { ...judged.actual, value: live, n: 9_312, from: now - 3_600_000, to: now };
  }
  if (version === 'v3' && signal === 'error_rate') {
    const why = 'The provider has confirmed the cause; a fix is scheduled.';
    judged.waiver = { by: 'platform', why, until: dateIn(now, 21) };
    judged.sentence = judged.sentence.replace(/\.$/, `; waived by platform until 14 Dec 2026: ${why}`);
  }
  return judged;
}

/** What was measured for a criterion. */
function actualOf(version: VersionId, stated: Stated, now: number): ActualJson {
  const { signal, value, n, evaluation } = stated;
  const served = SERVED[version];
  const end = now - served.to * DAY;
  const stale = stated.reason === 'stale' ? 26 * 3_600_000 : 9_000 + (n % 7) * 1000;
  const share = 1 / Math.max(1, served.builds.length);
  const half = evaluation ? 1.645 * Math.sqrt((value * (1 - value)) / n) : value * 0.004;
  const window = evaluation ? { from: end - 5 * DAY, to: end - 5 * DAY } : { from: end - 28 * DAY, to: end };
  return {
    signal,
    item: version,
    evidence: evaluation ? 'evaluation' : 'production',
    environment: 'production',
    value,
    lower: value - half,
    upper: value + half,
    boundsKind: evaluation ? 'interval' : 'measurement',
    n,
    ...(signalOf(signal)?.unit === 'share' ? { events: Math.round(value * n) } : {}),
    ...window,
    coverage: evaluation ? 1 : 0.997,
    observedAt: evaluation ? end - 5 * DAY : end - stale,
    builds: served.builds.map((build) => ({ build, share })),
    ...(evaluation
      ? {
          evaluation: {
            run: `${version}-eval-41`,
            dataset: 'golden-set',
            revision: 'r12',
            judge: 'exact-match',
            errors: 3,
          },
        }
      : {}),
    ...stated.more,
  };
}

function sentenceOf(version: VersionId, stated: Stated): string {
  const signal = signalOf(stated.signal);
  if (signal === undefined || stated.state === 'not-started') return `${version} has not started.`;
  if (stated.reason === 'stale') {
    return `${version} has no data on ${signal.title}: the last graded answer is 26 h old, at most 24 h are allowed.`;
  }
  const pair = formatPair(stated.value, stated.target, signal.unit, CURRENCY);
  const against = `${pair.value} against ${operatorWords(stated.op)} ${pair.target}`;
  const relative = /of v2|v2 −/.exec(stated.text) ? ` (${stated.text.replace(/^\S+ \S /, '')})` : '';
  const extent = stated.evaluation
    ? `${formatCount(stated.n)} items of golden-set r12`
    : `28 days, ${formatCount(stated.n)} requests`;
  const priced = stated.more?.pricedShare;
  const verb = {
    pass: 'passes on',
    fail: 'fails on',
    unproven: 'is unproven on',
    'no-data': 'has no data on',
  };
  const lean =
    stated.state === 'unproven' ? '; leaning pass, about 420 more graded answers would settle it' : '';
  const words = verb[stated.state as keyof typeof verb];
  return `${version} ${words} ${signal.title}: ${against}${relative}, ${extent}${
    priced === undefined ? '' : `, ${formatShare(priced)} priced`
  }${lean}.`;
}

/** A version's gate, as its worst criterion. */
export function gateOf(version: VersionId, now: number): GateVerdictJson {
  const criteria = criteriaOf(version, now);
  const worst = (['fail', 'no-data', 'unproven', 'not-started', 'pass'] as const).find((state) =>
    criteria.some((one) => one.state === state && one.waiver === undefined),
  );
  const state = worst ?? 'pass';
  const deciding = criteria.find((one) => one.state === state && one.waiver === undefined);
  const passed = `${version} passed its gate: ${criteria.length} of ${criteria.length} criteria met.`;
  return {
    product: PRODUCT,
    item: version,
    due: dateIn(now, { v1: -170, v2: -96, v3: 21, v4: 112 }[version]),
    state,
    waived: criteria.some((one) => one.waiver !== undefined),
    sentence: state === 'pass' ? passed : (deciding?.sentence ?? ''),
    criteria,
    judgedAt: now - 9_000,
    since: now - { v1: 180, v2: 101, v3: 6, v4: 60 }[version] * DAY,
  };
}

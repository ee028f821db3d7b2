import type { VerdictState } from '../../../core/gate/verdict.ts';
import type { ActualsResponse, VersionResponse } from '../../../server/http/contract/actuals.ts';
import type { GateHistoryJson } from '../../../server/http/contract/history.ts';
import type { EventsResponse } from '../../../server/http/contract/operations.ts';
import { decisionsOf, regressedOf } from './decisions.ts';
import { forecastOf } from './forecasts.ts';
import { marksOf, pointsOf, runsOf, stepFor } from './points.ts';
import { valueAt } from './signal-values.ts';
import {
  CURRENCY,
  DAY,
  PRODUCT,
  SERVED,
  type SignalName,
  signalOf,
  type VersionId,
  ZONE,
} from './ticket-routing.ts';
import { attestedOf, criteriaOf, gateOf } from './verdicts.ts';

const TITLES: Readonly<Record<VersionId, readonly [string, string]>> = {
  v1: ['Proof of value', 'retired'],
  v2: ['Production quality', 'live'],
  v3: ['Personalised responses at half the cost', 'rollout'],
  v4: ['Tier-1 tickets end to end', 'planned'],
};

export function version(item: VersionId, now: number, from = now - 28 * DAY): VersionResponse {
  const { due, state, waived, sentence, since } = gateOf(item, now);
  const [title, lifecycle] = TITLES[item];
  const { builds, to } = SERVED[item];
  return {
    asOf: now,
    product: PRODUCT,
    currency: CURRENCY,
    zone: ZONE,
    item,
    title,
    lifecycle,
    description:
      'Answers draw on customer history; simple tickets go to a fast model, complex ones to a capable one.',
    gate: {
      title: 'Matches v2 quality at 50 % lower cost per request',
      ...(due === undefined ? {} : { due, dueAt: Date.parse(`${due}T22:59:59Z`) }),
      state,
      waived,
      sentence,
      since,
      sinceReckoned: true,
      ...regressedOf(item, now),
      history: historyOf(state, sentence, { now, since }),
    },
    criteria: [...measured(item, now, from), ...attestedOf(item).map((verdict) => ({ verdict }))],
    builds: builds.map((build, i) => ({
      build,
      share: i === 0 ? 0.94 : 0.06,
      lastAt: now - to * DAY - 9_000,
    })),
    decisions: decisionsOf(item, now),
  } satisfies VersionResponse;
}

/** Unproven at first, then a pass for a month, and since then as it is: all of it reckoned but for the last days. */
function historyOf(
  state: VerdictState,
  sentence: string,
  { now, since }: { readonly now: number; readonly since: number },
): GateHistoryJson {
  const common = { waived: false, reckoned: true, revision: 'a1b2c3' };
  const begun = { ...common, state: 'unproven', from: since - 50 * DAY, to: since - 30 * DAY } as const;
  const passed = { ...common, state: 'pass', from: since - 30 * DAY, to: since } as const;
  const current = { ...common, state, sentence, from: since };
  const stretches = [
    current,
    { ...passed, sentence: 'The gate passes.' },
    { ...begun, sentence: 'The gate is unproven.' },
  ];
  const [, firstPassed] = stretches;
  return {
    knownSince: begun.from,
    judgedSince: now - 2 * DAY,
    ...(firstPassed === undefined ? {} : { firstPassed }),
    ...(state === 'fail' ? { lastFailed: current } : {}),
    timeIn: [
      { state: 'pass', ms: 30 * DAY },
      { state: 'unproven', ms: 20 * DAY },
      ...(state === 'pass' || state === 'unproven' ? [] : [{ state, ms: now - since }]),
    ],
    stretches,
  };
}

function measured(item: VersionId, now: number, from: number): VersionResponse['criteria'] {
  return criteriaOf(item, now).map((verdict) => {
    const name = verdict.signal as SignalName;
    const signal = signalOf(name);
    const evaluated = verdict.actual?.evidence === 'evaluation';
    const points = evaluated
      ? runsOf(item, name, Math.min(from, now - 60 * DAY), now)
      : pointsOf(item, name, from, now, targetOf(verdict.text, verdict.target, now));
    const { text: step } = stepFor(now - from);
    const forecast = forecastOf(item, verdict, gateOf(item, now).due, now);
    return {
      verdict,
      ...(signal === undefined ? {} : { signal }),
      ...(forecast === undefined ? {} : { forecast }),
      chart: { step, points, marks: marksOf(item, now) },
    };
  });
}

/** A target that is half of what v2 costs moves with v2. */
function targetOf(text: string, target: number | undefined, now: number): (at: number) => number | undefined {
  if (!text.includes('50 % of v2')) return () => target;
  return (at) => {
    const base = valueAt('v2', 'cost_per_request', at, now);
    return base === undefined ? undefined : base / 2;
  };
}

export function actuals(query: URLSearchParams, now: number): ActualsResponse {
  const item = (query.get('item') ?? 'v3') as VersionId;
  const name = (query.get('signal') ?? 'cost_per_request') as SignalName;
  const from = Number(query.get('from') ?? now - 28 * DAY);
  const verdict = criteriaOf(item, now).find((one) => one.signal === name);
  const signal = signalOf(name);
  if (signal === undefined || verdict?.actual === undefined)
    throw new Error(`no fixture for ${item} ${name}`);
  const evaluated = verdict.actual.evidence === 'evaluation';
  return {
    asOf: now,
    item,
    signal,
    currency: CURRENCY,
    zone: ZONE,
    evidence: verdict.actual.evidence,
    from,
    to: now,
    step: stepFor(now - from).text,
    aligned: false,
    points: evaluated
      ? runsOf(item, name, from, now)
      : pointsOf(item, name, from, now, targetOf(verdict.text, verdict.target, now)),
    overall: verdict.actual,
  };
}

export function events(now: number): EventsResponse {
  const told: readonly (readonly [number, string, string])[] = [
    [6, 'verdict', 'Gate went from unproven to fail: cost per request is $0.00597 against at most $0.00443.'],
    [19, 'build', 'Build 3.0.0-rc4 took over from 3.0.0-rc3.'],
    [23, 'lifecycle', 'Moved from staging to rollout.'],
    [31, 'target', 'Target of cost per request changed from at most $0.006 to at most 50 % of v2.'],
  ];
  return {
    events: told.map(([daysAgo, type, text], i) => ({
      sequence: 900 - i,
      at: now - daysAgo * DAY,
      item: 'v3',
      type,
      text,
      data: {},
    })),
  };
}

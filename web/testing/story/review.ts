import type { ReviewResponse } from '../../../server/http/contract/review.ts';
import { decisionsOf, regressedOf } from './decisions.ts';
import { sparklineOf } from './points.ts';
import { roadmap } from './roadmap.ts';
import {
  CURRENCY,
  DAY,
  PRODUCT,
  PRODUCT_NAME,
  quarterBounds,
  quarterIn,
  type SignalName,
  signalOf,
  type VersionId,
  ZONE,
} from './ticket-routing.ts';
import { gateOf } from './verdicts.ts';

export function review(period: string, now: number): ReviewResponse {
  const current = quarterIn(now, 0);
  const quarter = period === 'current' ? current : period;
  const { from, to } = quarterBounds(quarter);
  const shown = (['v2', 'v3', 'v4'] as const).map((id) => gate(id, now));
  const milestones = milestonesOf(now);
  return {
    asOf: now,
    product: PRODUCT,
    name: PRODUCT_NAME,
    currency: CURRENCY,
    zone: ZONE,
    period: quarter,
    previous: quarterIn(from - DAY, 0),
    ...(to < now ? { next: quarterIn(to + DAY, 0) } : {}),
    from,
    to,
    running: to > now,
    sentence: 'v2 holds, v3 matches its quality and fails on cost per request, v4 has not started.',
    gates: [...shown, pipelineGate()],
    milestones: {
      planned: milestones.length,
      done: milestones.filter((one) => one.outcome === 'done').length,
      items: milestones,
    },
    events: [
      { at: now - 6 * DAY, item: 'v3', type: 'verdict', text: 'Gate of v3 went from unproven to fail.' },
      { at: now - 23 * DAY, item: 'v3', type: 'lifecycle', text: 'v3 moved from staging to rollout.' },
      {
        at: now - 31 * DAY,
        item: 'v3',
        type: 'target',
        text: 'Target of cost per request changed from at most $0.006 to at most 50 % of v2.',
      },
    ],
  } satisfies ReviewResponse;
}

function gate(id: VersionId, now: number): ReviewResponse['gates'][number] {
  const { due, state, waived, sentence, criteria } = gateOf(id, now);
  const title = roadmap(now).items.find((item) => item.id === id)?.title ?? id;
  const changes = [0.012, -0.03, -0.18, 0.041, -0.22, 0.002];
  return {
    item: id,
    title,
    track: 'models',
    ...(due === undefined ? {} : { due }),
    state,
    waived,
    sentence,
    beside: [regressedOf(id, now).regressed?.sentence ?? []].flat(),
    decisions: decisionsOf(id, now),
    criteria: criteria.map((verdict, i) => {
      const signal = signalOf(verdict.signal ?? '');
      const { actual } = verdict;
      const change = changes[i] ?? 0;
      return {
        verdict,
        ...(signal === undefined ? {} : { signal }),
        ...(actual === undefined
          ? {}
          : {
              actual,
              sparkline: sparklineOf(id, verdict.signal as SignalName, now),
              ...(id === 'v2' && actual.value !== undefined
                ? { before: { ...actual, value: actual.value / (1 + change) }, change }
                : {}),
            }),
      };
    }),
  };
}

function pipelineGate(): ReviewResponse['gates'][number] {
  return {
    item: 'feature-store',
    title: 'Feature store with customer history',
    track: 'data',
    state: 'unproven',
    waived: false,
    sentence: 'feature-store is unproven on labelled examples: 14,120 against at least 15,000.',
    beside: [],
    decisions: [],
    criteria: [],
  };
}

function milestonesOf(now: number): ReviewResponse['milestones']['items'] {
  return roadmap(now)
    .items.filter((item) => item.quarter === quarterIn(now, 0))
    .flatMap((item) =>
      item.milestones.map((milestone) => ({
        item: item.id,
        track: item.track,
        milestone,
        outcome:
          milestone.status === 'done'
            ? ('done' as const)
            : milestone.overdue
              ? ('overdue' as const)
              : ('open' as const),
      })),
    );
}

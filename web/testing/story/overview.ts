import type { OverviewResponse } from '../../../server/http/contract/overview.ts';
import { regressedOf } from './decisions.ts';
import { sparklineOf } from './points.ts';
import { valueAt } from './signal-values.ts';
import {
  CURRENCY,
  PRODUCT,
  PRODUCT_NAME,
  SIGNALS,
  type SignalName,
  type VersionId,
  ZONE,
} from './ticket-routing.ts';
import { criteriaOf, gateOf } from './verdicts.ts';

const VERSIONS = [
  { id: 'v1', title: 'Proof of value', lifecycle: 'retired' },
  { id: 'v2', title: 'Production quality', lifecycle: 'live', trafficShare: 0.82 },
  { id: 'v3', title: 'Personalised responses at half the cost', lifecycle: 'rollout', trafficShare: 0.18 },
  { id: 'v4', title: 'Tier-1 tickets end to end', lifecycle: 'planned' },
] as const;

export function overview(now: number): OverviewResponse {
  return {
    asOf: now,
    product: PRODUCT,
    name: PRODUCT_NAME,
    currency: CURRENCY,
    zone: ZONE,
    sentence: gateOf('v3', now).sentence,
    sentenceState: 'fail',
    versions: VERSIONS.map((version) => {
      const { due, state, waived, sentence } = gateOf(version.id, now);
      return {
        ...version,
        ...(due === undefined ? {} : { due }),
        state,
        waived,
        sentence,
        ...regressedOf(version.id, now),
      };
    }),
    signals: [...SIGNALS],
    cells: VERSIONS.flatMap(({ id }) => SIGNALS.flatMap(({ name }) => cell(id, name, now))),
  } satisfies OverviewResponse;
}

function cell(version: VersionId, signal: SignalName, now: number): OverviewResponse['cells'] {
  const criterion = criteriaOf(version, now).find((one) => one.signal === signal);
  const value = valueAt(version, signal, now - 1, now);
  if (criterion === undefined && value === undefined) return [];
  const base = { version, signal, sparkline: sparklineOf(version, signal, now) };
  if (criterion !== undefined) return [{ ...base, criterion }];
  return [
    {
      ...base,
      actual: {
        signal,
        item: version,
        evidence: 'production',
        environment: 'production',
        ...(value === undefined ? {} : { value }),
        boundsKind: 'measurement',
        n: 4120,
        from: now - 28 * 86_400_000,
        to: now,
        coverage: 1,
        observedAt: now - 9_000,
        builds: [],
      },
    },
  ];
}

/** A product whose roadmap names no version yet. */
export function emptyOverview(now: number, product: string, name: string): OverviewResponse {
  return {
    asOf: now,
    product,
    name,
    currency: CURRENCY,
    zone: ZONE,
    sentence: 'Nothing is promised yet: the roadmap has no model version.',
    sentenceState: 'not-started',
    versions: [],
    signals: [],
    cells: [],
  };
}

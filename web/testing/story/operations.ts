import type { AlertsContent } from '../../../server/http/contract/alerts.ts';
import type {
  BreakersResponse,
  OnCallResponse,
  SourcesResponse,
  SpendResponse,
} from '../../../server/http/contract/operations.ts';
import { noise, valueAt } from './signal-values.ts';
import { CURRENCY, DAY, HOUR, MINUTE, PRODUCT, ZONE } from './ticket-routing.ts';
import { criteriaOf, gateOf } from './verdicts.ts';

type Limit = SpendResponse['limits'][number];
type Breaker = BreakersResponse['breakers'][number];

export function spend(now: number): SpendResponse {
  return { asOf: now, currency: CURRENCY, limits: limits(now) };
}

function limits(now: number): Limit[] {
  const date = new Date(now);
  const from = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
  const to = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
  const elapsed = (now - from) / (to - from);
  const spent = 41_800 * elapsed;
  return [
    {
      title: 'Model spend this month',
      amount: 40_000,
      period: 'month',
      from,
      to,
      spent,
      projected: 41_800,
      lastDay: 1_520,
      state: 'at-risk',
      reachedAt: now + ((40_000 - spent) / 1_520) * DAY,
      pricedShare: 0.998,
      coverage: 0.999,
      observedAt: now - 11_000,
      sentence: 'At the present rate the month ends at $41,800, 4.5 % over the limit of $40,000.',
      runbook: 'https://example.com/runbooks/model-spend',
      contact: 'platform on call',
      byItem: [
        { item: 'v2', spent: spent * 0.87 },
        { item: 'v3', spent: spent * 0.13 },
      ],
    },
    {
      title: 'v3 rollout',
      amount: 400,
      period: 'day',
      item: 'v3',
      from: now - 13 * HOUR,
      to: now + 11 * HOUR,
      spent: 131,
      projected: 242,
      lastDay: 239,
      state: 'within',
      pricedShare: 1,
      coverage: 1,
      observedAt: now - 11_000,
      sentence: 'At the present rate the day ends at $242, within the limit of $400.',
      byItem: [{ item: 'v3', spent: 131 }],
    },
  ];
}

export function breakers(now: number): BreakersResponse {
  return { asOf: now, from: now - DAY, to: now, breakers: listed(now) };
}

function listed(now: number): Breaker[] {
  const at = (hoursAgo: number) => now - hoursAgo * HOUR;
  return [
    {
      breaker: 'model-api',
      item: 'v3',
      environment: 'production',
      state: 'half-open',
      since: at(0.08),
      opened: 3,
      timeline: [
        { from: at(24), to: at(17.2), state: 'closed' },
        { from: at(17.2), to: at(16.6), state: 'open' },
        { from: at(16.6), to: at(16.4), state: 'half-open' },
        { from: at(16.4), to: at(2.1), state: 'closed' },
        { from: at(2.1), to: at(1.9), state: 'open' },
        { from: at(1.9), to: at(0.6), state: 'closed' },
        { from: at(0.6), to: at(0.08), state: 'open' },
        { from: at(0.08), to: now, state: 'half-open' },
      ],
    },
    {
      breaker: 'customer-history-feature-store',
      item: 'v3',
      environment: 'production',
      state: 'closed',
      since: at(61),
      opened: 0,
      timeline: [{ from: at(24), to: now, state: 'closed' }],
    },
    {
      breaker: 'model-api',
      item: 'v2',
      environment: 'production',
      state: 'closed',
      since: at(16.4),
      opened: 1,
      timeline: [
        { from: at(20), to: at(17.2), state: 'closed' },
        { from: at(17.2), to: at(16.4), state: 'open' },
        { from: at(16.4), to: now, state: 'closed' },
      ],
    },
  ];
}

/** Two that wake somebody, one that somebody keeps quiet; the list of a second Alertmanager is old. */
export function alerts(now: number): AlertsContent {
  const common = { source: 'alertmanager', description: '', inhibited: false, silences: [], audible: true };
  const production = { item: 'v3', environment: 'production' };
  const known = {
    id: 's1',
    by: 'Ada Lovelace',
    comment: 'known since Monday, fixed with 3.1',
    until: now + 5 * HOUR,
  };
  return {
    lists: [
      { source: 'alertmanager', kind: 'read', state: 'current', asOf: now - 9_000, leftOut: 0 },
      {
        source: 'alertmanager-us',
        kind: 'read',
        state: 'stale',
        asOf: now - 14 * MINUTE,
        message: 'http://alertmanager.us.internal:9093/api/v2/alerts gave no whole answer within 10 s.',
        leftOut: 0,
      },
    ],
    alerts: [
      {
        ...common,
        ...production,
        fingerprint: 'a1',
        name: 'ModelApiErrorBudgetBurn',
        severity: 'critical',
        gravity: 'critical',
        summary:
          'v3 answers 6.2 % of its requests with an error; at this pace the month is over in two days.',
        description:
          'Errors come from the model API alone. The fallback takes over after three failures in a row.',
        labels: { alertname: 'ModelApiErrorBudgetBurn', service: 'ticket-router', version: 'v3' },
        since: now - 22 * MINUTE,
        runbook: 'https://example.com/runbooks/model-api',
        origin: 'https://prometheus.example.com/graph',
      },
      {
        ...common,
        ...production,
        source: 'alertmanager-us',
        fingerprint: 'a2',
        name: 'QueueIsGrowing',
        severity: 'warning',
        gravity: 'warning',
        summary: 'Tickets wait for 4 min before they are read.',
        labels: { alertname: 'QueueIsGrowing' },
        since: now - 3.1 * HOUR,
      },
      {
        ...common,
        ...production,
        item: 'v2',
        fingerprint: 'a3',
        name: 'CertificateExpiresSoon',
        severity: 'warning',
        gravity: 'warning',
        summary: 'The certificate of the router ends in 9 days.',
        labels: { alertname: 'CertificateExpiresSoon' },
        since: now - 2 * DAY,
        audible: false,
        silences: [known],
      },
    ],
    silences: [
      {
        source: 'alertmanager',
        id: known.id,
        by: known.by,
        comment: known.comment,
        from: now - DAY,
        until: known.until,
        matchers: ['alertname="CertificateExpiresSoon"', 'service=~"ticket-.*"'],
        alerts: 1,
      },
    ],
  };
}

export function onCall(now: number): OnCallResponse {
  const failing = gateOf('v3', now);
  const missed = criteriaOf('v3', now).find((one) => one.signal === 'cost_per_request');
  const live = missed?.live ?? missed?.actual;
  return {
    asOf: now,
    product: PRODUCT,
    currency: CURRENCY,
    zone: ZONE,
    sentence: 'Breaker model-api of v3 has been half-open for 5 min; v3 misses its cost target.',
    state: 'fail',
    spend: limits(now),
    missing:
      live === undefined
        ? []
        : [
            {
              item: 'v3',
              signal: 'cost_per_request',
              title: 'cost per request',
              unit: 'currency',
              text: 'cost_per_request ≤ 50 % of v2',
              target: 0.00443,
              op: '<=',
              live: { ...live, value: valueAt('v3', 'cost_per_request', now - 1, now) ?? 0.006 },
              since: now - 5.2 * HOUR,
            },
          ],
    breakers: listed(now),
    alerts: alerts(now),
    failing: [
      {
        item: 'v3',
        title: 'Personalised responses at half the cost',
        since: failing.since,
        criteria: failing.criteria.filter((one) => one.state === 'fail'),
      },
    ],
    ungated: [
      {
        item: 'v4',
        title: 'Tier-1 tickets end to end',
        state: 'unproven',
        share: 0.004,
        since: now - 2 * DAY,
        sentence:
          'v4 serves ungated: 0.400 % of the production requests of the last 24 hours, since 21 Nov 2026, and its gate has never passed (it is unproven). No decision to ship it is recorded.',
      },
    ],
    pipeline: {
      actual: {
        signal: 'pipeline_error_rate',
        item: PRODUCT,
        evidence: 'production',
        environment: 'production',
        value: 0.0034,
        lower: 0.0034,
        upper: 0.0034,
        boundsKind: 'measurement',
        n: 812_000,
        events: 2_760,
        from: now - 7 * DAY,
        to: now,
        coverage: 1,
        observedAt: now - 14_000,
        builds: [],
      },
      target: 0.01,
      sparkline: Array.from({ length: 84 }, (_, i) =>
        i === 40 ? 0.0121 : i > 50 && i < 53 ? null : 0.003 + noise(i, 3) * 0.0012,
      ),
    },
    runbook: 'https://example.com/runbooks/ticket-routing',
    contact: 'support-ai on call',
  } satisfies OnCallResponse;
}

/** A quiet night: nothing burns. */
export function quietOnCall(now: number): OnCallResponse {
  const { pipeline: _pipeline, ...busy } = onCall(now);
  return {
    ...busy,
    sentence: 'Nothing burns: no limit is at risk and every live reading meets its target.',
    state: 'pass',
    spend: [],
    missing: [],
    breakers: [],
    alerts: { lists: [], alerts: [], silences: [] },
    failing: [],
    ungated: [],
  };
}

export function sources(now: number): SourcesResponse {
  return {
    asOf: now,
    sources: [
      {
        name: 'prometheus',
        kind: 'prometheus',
        product: PRODUCT,
        address: 'https://prometheus.internal:9090',
        state: 'ok',
        intervalMs: 15_000,
        lastSuccessAt: now - 9_000,
        counts: {
          accepted: 18_240_113,
          unanchored: 41,
          resets: 12,
          'out-of-order': 0,
          duplicate: 3,
          rejected: 0,
        },
        rejectedReasons: {},
        unpricedModels: {},
        warnings: [
          'https://prometheus-b.internal:9090/ cannot be read: the connection was refused (is it running?). The other address fills in.',
        ],
      },
      {
        name: 'otlp',
        kind: 'otlp',
        product: PRODUCT,
        address: 'http://0.0.0.0:4318',
        state: 'ok',
        lastSuccessAt: now - 2_000,
        counts: {
          accepted: 2_411_030,
          unanchored: 0,
          resets: 4,
          duplicate: 18,
          unattributed: 5_120,
          rejected: 96,
        },
        rejectedReasons: { 'too far ahead': 90, 'not a number': 6 },
        unpricedModels: { 'fast-3-preview': 1_204_500 },
        warnings: [],
      },
      {
        name: 'router-metrics',
        kind: 'scrape',
        product: PRODUCT,
        address: 'http://router.internal:9464/metrics',
        state: 'failing',
        intervalMs: 30_000,
        lastSuccessAt: now - 14 * MINUTE,
        lastError: { at: now - 12_000, message: 'The connection to router.internal:9464 was refused.' },
        counts: { accepted: 902_114, resets: 2 },
        rejectedReasons: {},
        unpricedModels: {},
        warnings: [],
      },
      {
        name: 'nightly-evaluations',
        kind: 'evaluations',
        product: PRODUCT,
        address: './evaluations',
        state: 'waiting',
        counts: {},
        rejectedReasons: {},
        unpricedModels: {},
        warnings: [],
      },
    ],
    unattributed: [{ product: PRODUCT, share: 0.0042 }],
    store: {
      kind: 'duckdb',
      state: 'ready',
      bytes: 412_000_000,
      kinds: [
        {
          kind: 'increments',
          rows: 38_400_000,
          bytes: 301_000_000,
          isNumbers: true,
          retentionMs: 7_776_000_000,
        },
        { kind: 'increment_quarters', rows: 9_100_000, bytes: 98_000_000, isNumbers: true },
      ],
    },
  } satisfies SourcesResponse;
}

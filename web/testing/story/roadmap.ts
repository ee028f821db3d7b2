import type { RoadmapItemJson, RoadmapResponse } from '../../../server/http/contract/roadmap.ts';
import { CURRENCY, DAY, dateIn, PRODUCT, PRODUCT_NAME, quarterIn, ZONE } from './ticket-routing.ts';
import { attestedOf, criteriaOf, gateOf } from './verdicts.ts';

type Milestone = RoadmapItemJson['milestones'][number];

export function roadmap(now: number): RoadmapResponse {
  return {
    asOf: now,
    product: PRODUCT,
    name: PRODUCT_NAME,
    vision: 'AI handles 60 % of tier-1 support tickets end to end, with human review on the remaining 40 %.',
    capability: 'Classify tickets, suggest responses and, later, answer them.',
    zone: ZONE,
    currency: CURRENCY,
    buildOrBuy: {
      decision: 'Buy the models, build routing, evaluation and guardrails',
      why: 'Quality of hosted models is ahead of what we could train; switching cost is low behind our own gateway.',
      link: 'https://example.com/decisions/build-or-buy',
    },
    objectives: [
      {
        title: 'Support cost per ticket',
        measure: 'cost of tier-1 support ÷ tickets',
        target: '−30 % by year end',
      },
      { title: 'First response time', measure: 'median, tier 1', target: 'under 2 minutes' },
    ],
    successMetrics: [
      {
        title: 'Tickets handled end to end',
        state: 'unproven',
        sentence: '41.2 % against at least 60 %, 28 days, 312 k tickets.',
      },
      {
        title: 'Agents keep suggested answers',
        state: 'pass',
        sentence: '74.8 % against at least 70 %, 28 days, 41.2 k answers.',
      },
    ],
    quarters: [-2, -1, 0, 1].map((offset) => quarterIn(now, offset)),
    currentQuarter: quarterIn(now, 0),
    items: [...data(now), ...models(now), ...features(now), ...infrastructure(now)],
    revision: '9f31c2a7d4e0',
    loadedAt: now - 3 * DAY,
    problems: [],
  } satisfies RoadmapResponse;
}

/** The same roadmap, whose file was spoilt since: the last good one stays in force. */
export function spoiltRoadmap(now: number): RoadmapResponse {
  return {
    ...roadmap(now),
    problems: [
      {
        severity: 'error',
        file: 'roadmaps/ticket-routing.yaml',
        line: 84,
        column: 13,
        message: 'Read the signal “acuracy”, which is in neither the catalogue nor this file.',
        suggestion: 'accuracy >= 92% on evaluation of golden-set',
      },
      {
        severity: 'warning',
        file: 'roadmaps/ticket-routing.yaml',
        line: 131,
        column: 9,
        message: 'Feature “Auto-draft responses” is due before v3, which it needs.',
      },
    ],
  };
}

export function emptyRoadmap(now: number, product: string, name: string): RoadmapResponse {
  return {
    asOf: now,
    product,
    name,
    zone: ZONE,
    currency: CURRENCY,
    objectives: [],
    successMetrics: [],
    quarters: [],
    currentQuarter: quarterIn(now, 0),
    items: [],
    revision: '0000',
    loadedAt: now,
    problems: [],
  };
}

function item(
  now: number,
  quarter: number,
  fields: Pick<RoadmapItemJson, 'id' | 'title' | 'track' | 'lifecycle'> & Partial<RoadmapItemJson>,
): RoadmapItemJson {
  const due = dateIn(now, quarter * 91 + 20);
  return { due, quarter: quarterIn(now, quarter), needs: [], milestones: [], experience: [], ...fields };
}

function milestone(title: string, owner: string, status: Milestone['status'], due: string): Milestone {
  return {
    title,
    owner,
    status,
    due,
    ...(status === 'done' ? { done: due } : {}),
    overdue: false,
  };
}

function gate(
  title: string,
  state: 'pass' | 'fail' | 'unproven' | 'no-data' | 'not-started',
  sentence: string,
) {
  return { title, state, waived: false, sentence, criteria: [] };
}

function data(now: number): RoadmapItemJson[] {
  return [
    item(now, -2, {
      id: 'data-foundation',
      title: 'Ticket history, 5,000 labelled',
      track: 'data',
      lifecycle: 'live',
      owner: 'data',
      gate: gate('Clean, labelled data in dev', 'pass', '5,412 labelled examples against at least 5,000.'),
      milestones: [
        milestone('Ingest 12 months of ticket history', 'data', 'done', dateIn(now, -205)),
        milestone('Label 5,000 tickets by category', 'data', 'done', dateIn(now, -182)),
      ],
    }),
    item(now, -1, {
      id: 'data-scale',
      title: 'Feedback loop, real-time ingestion',
      track: 'data',
      lifecycle: 'live',
      owner: 'data',
      needs: ['data-foundation'],
      gate: gate(
        'Pipeline under 1 % errors',
        'pass',
        'Pipeline error rate 0.31 % against under 1 %, 7 days.',
      ),
      milestones: [milestone('Corrections feed back to training data', 'data', 'done', dateIn(now, -110))],
    }),
    item(now, 0, {
      id: 'feature-store',
      title: 'Feature store with customer history',
      track: 'data',
      lifecycle: 'rollout',
      owner: 'data',
      needs: ['data-scale'],
      gate: gate('15,000 labelled examples', 'unproven', '14,120 labelled examples against at least 15,000.'),
      milestones: [
        milestone('Feature store operational for training', 'data', 'done', dateIn(now, -12)),
        { ...milestone('Label 15,000 tickets', 'data', 'in-progress', dateIn(now, -3)), overdue: true },
      ],
    }),
    item(now, 1, {
      id: 'data-maturity',
      title: 'Automated quality gates, self-healing pipeline',
      track: 'data',
      lifecycle: 'planned',
      owner: 'data',
      needs: ['feature-store'],
      earlier: [{ quarter: quarterIn(now, 0), milestones: 2 }],
      gate: gate('Bad data is blocked', 'not-started', 'Nobody has started.'),
      milestones: [milestone('Checks block bad data', 'data', 'planned', dateIn(now, 80))],
    }),
  ];
}

function models(now: number): RoadmapItemJson[] {
  const titles = {
    v1: ['Proof of value', 'retired', -2],
    v2: ['Production quality', 'live', -1],
    v3: ['Personalised responses at half the cost', 'rollout', 0],
    v4: ['Tier-1 tickets end to end', 'planned', 1],
  } as const;
  return (['v1', 'v2', 'v3', 'v4'] as const).map((id) => {
    const { due, state, waived, sentence } = gateOf(id, now);
    const [title, lifecycle, quarter] = titles[id];
    return item(now, quarter, {
      id,
      title,
      track: 'models',
      lifecycle,
      owner: 'applied-ml',
      ...(due === undefined ? {} : { due }),
      needs: id === 'v3' ? ['v2', 'feature-store'] : id === 'v4' ? ['v3', 'data-maturity'] : [],
      gate: {
        ...(due === undefined ? {} : { due }),
        state,
        waived,
        sentence,
        criteria: [...criteriaOf(id, now), ...attestedOf(id)].map(({ text, waiver, attested }) => ({
          text,
          ...(waiver === undefined ? {} : { waiver }),
          ...(attested === undefined ? {} : { attested }),
        })),
      },
      milestones: [
        milestone('Pass evaluation gate', 'applied-ml', state === 'pass' ? 'done' : 'planned', due ?? ''),
        milestone('Full production rollout', 'platform', state === 'pass' ? 'done' : 'planned', due ?? ''),
      ].filter((one) => one.due !== ''),
    });
  });
}

function features(now: number): RoadmapItemJson[] {
  return [
    item(now, -2, {
      id: 'auto-tagging',
      title: 'Auto-tagging in the dashboard',
      track: 'features',
      lifecycle: 'live',
      needs: ['v1'],
    }),
    item(now, -1, {
      id: 'suggested-responses',
      title: 'Suggested responses, one-click send',
      track: 'features',
      lifecycle: 'live',
      needs: ['v2'],
      flag: 'suggested-responses',
    }),
    item(now, 0, {
      id: 'auto-draft',
      title: 'Auto-draft responses for the top five categories',
      track: 'features',
      lifecycle: 'staging',
      owner: 'support-tools',
      needs: ['v3', 'model-routing'],
      flag: 'auto-draft',
      deterministicFirst: true,
      milestones: [milestone('Agent approval workflow', 'support-tools', 'blocked', dateIn(now, 18))],
      experience: [
        { version: 'v2', text: 'Agents pick from three suggestions.' },
        { version: 'v3', text: 'A complete draft waits for approval.' },
      ],
    }),
    item(now, 1, {
      id: 'tier-1',
      title: 'Tier-1 tickets answered, customer notified',
      track: 'features',
      lifecycle: 'planned',
      needs: ['v4'],
    }),
  ];
}

function infrastructure(now: number): RoadmapItemJson[] {
  return [
    item(now, -2, {
      id: 'staging',
      title: 'Staging, basic latency monitoring',
      track: 'infrastructure',
      lifecycle: 'live',
    }),
    item(now, -1, {
      id: 'production',
      title: 'Production, A/B tests, cost monitoring',
      track: 'infrastructure',
      lifecycle: 'live',
    }),
    item(now, 0, {
      id: 'model-routing',
      title: 'Model routing, auto-scaling',
      track: 'infrastructure',
      lifecycle: 'rollout',
      owner: 'platform',
      milestones: [milestone('Route simple tickets to the fast model', 'platform', 'done', dateIn(now, -26))],
    }),
    item(now, 1, {
      id: 'resilience',
      title: 'Circuit breakers, disaster recovery',
      track: 'infrastructure',
      lifecycle: 'planned',
      gate: gate('Rollback drill done', 'not-started', 'Attested by nobody yet.'),
    }),
  ];
}

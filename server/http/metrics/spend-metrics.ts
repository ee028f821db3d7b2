import { Gauge, type Registry } from 'prom-client';
import type { SpendState } from '../../../core/alert/spend.ts';
import type { SpendOfLimit } from '../../evaluation/spend.ts';
import type { SpendBoard } from '../../evaluation/spend-board.ts';
import type { RoadmapCatalogue } from '../read-models.ts';

const STATES: readonly SpendState[] = ['within', 'at-risk', 'exceeded', 'no-data'];
const LABELS = ['product', 'limit', 'period', 'item', 'environment', 'currency'] as const;

/** What spend limits are read from. */
export interface SpendWorld {
  readonly roadmaps: RoadmapCatalogue;
  readonly spend: SpendBoard;
}

interface Amount {
  readonly name: string;
  readonly help: string;
  readonly of: (limit: SpendOfLimit) => number | undefined;
}

const AMOUNTS: readonly Amount[] = [
  {
    name: 'gateline_spend_limit',
    help: 'How much money the calendar period may cost, in whole units of the currency.',
    of: ({ limit }) => limit.amount,
  },
  {
    name: 'gateline_spend_spent',
    help: 'How much money the calendar period has cost so far; starts again with each period. Absent when the cost was never seen.',
    of: ({ reading }) => (reading.observedAt === undefined ? undefined : reading.spent),
  },
  {
    name: 'gateline_spend_projected',
    help: 'What the period will have cost at its end if it goes on so; absent while too little of it has gone by, or without data.',
    of: ({ status }) => status.projected,
  },
];

/** The spend limits of every roadmap and how they stand. A store that cannot be read leaves them out, and the rest stays. */
export function registerSpendMetrics(registry: Registry, world: SpendWorld): void {
  const registers = [registry];
  for (const { name, help, of } of AMOUNTS) {
    new Gauge({
      name,
      help,
      labelNames: LABELS,
      registers,
      async collect() {
        const limits = await allLimits(world);
        this.reset();
        for (const [labels, limit] of limits) {
          const value = of(limit);
          if (value !== undefined && Number.isFinite(value)) this.set(labels, value);
        }
      },
    });
  }
  new Gauge({
    name: 'gateline_spend_state',
    help: 'The state that the spend limit is in: 1 for that one, 0 for the others.',
    labelNames: [...LABELS, 'state'],
    registers,
    async collect() {
      const limits = await allLimits(world);
      this.reset();
      for (const [labels, { status }] of limits) {
        for (const state of STATES) this.set({ ...labels, state }, status.state === state ? 1 : 0);
      }
    },
  });
}

type Labelled = readonly [Readonly<Record<(typeof LABELS)[number], string>>, SpendOfLimit];

async function allLimits({ roadmaps, spend }: SpendWorld): Promise<readonly Labelled[]> {
  const found = await Promise.all(
    roadmaps.products().map(async (product): Promise<readonly Labelled[]> => {
      const roadmap = roadmaps.current(product)?.roadmap;
      const limits = roadmap === undefined ? [] : await spend.limits(roadmap).catch(() => []);
      return limits.map((one) => {
        const { title, period, item = '', environment, currency } = one.limit;
        return [{ product, limit: title, period, item, environment, currency }, one];
      });
    }),
  );
  return found.flat();
}

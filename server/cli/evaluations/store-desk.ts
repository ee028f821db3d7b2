import { IMPORTS } from '../../../collectors/evaluations/import-door.ts';
import { EvaluationIntake } from '../../../collectors/evaluations/intake.ts';
import { retractRun, runToRetract } from '../../../collectors/evaluations/retraction.ts';
import { GatelineError } from '../../../core/errors.ts';
import { present } from '../../../core/present.ts';
import type { Config } from '../../config.ts';
import { runJson } from '../../http/routes/evaluations.ts';
import { openStore } from '../../open-store.ts';
import { createRedaction } from '../../redaction.ts';
import { prepareDataFolder } from '../../runtime/data-folder.ts';
import { wallClock } from '../../runtime/wall-clock.ts';
import { secretsOf } from '../../source-secrets.ts';
import type { GoodFile } from '../roadmaps-of.ts';
import type { EvaluationDesk } from './desk.ts';

/**
 * The evaluation runs of a store that no server has open.
 *
 * @throws GatelineError `store-locked` when one has, `store-…`, `folder-not-writable`
 */
export async function storeDesk(config: Config, roadmaps: readonly GoodFile[]): Promise<EvaluationDesk> {
  const redaction = createRedaction();
  await prepareDataFolder(config.data);
  const opened = await openStore({ ...config, clock: wallClock, secrets: secretsOf(config, redaction) });
  const { store, events } = opened;
  const products = roadmaps.map(({ roadmap }) => roadmap.product);
  const roadmapOf = (product: string) => roadmaps.find(({ roadmap }) => roadmap.product === product)?.roadmap;
  const intake = new EvaluationIntake({
    store,
    events,
    clock: wallClock,
    products: () => products,
    items: (product) => roadmapOf(product)?.items.map(({ id }) => id),
    redact: redaction.redact,
  });
  return {
    name: `the store in ${config.data}`,
    productFor: async (named) => productAmong(products, named),
    take: async ({ runs }, { again }) => {
      const taken = await intake.take(runs, { source: IMPORTS, again });
      return taken.map(({ run, ...rest }) => ({ ...rest, run: runJson(run) }));
    },
    list: async (named, { item, dataset, build, limit }) => {
      const product = productAmong(products, named);
      const found = await store.evaluationRuns({
        product,
        includeRetracted: true,
        limit,
        ...present({ dataset, items: list(item), builds: list(build) }),
      });
      const zone = roadmapOf(product)?.zone ?? 'UTC';
      return { product, asOf: wallClock.now(), zone, runs: found.map(runJson) };
    },
    retract: async (named, id, { why, by = 'somebody on this machine' }) => {
      const run = await runToRetract(store, productAmong(products, named), id);
      const retracted = { at: wallClock.now(), by, why };
      await retractRun({ store, events }, run, retracted);
      return runJson({ ...run, retracted });
    },
    close: () => store.close(),
  };
}

function productAmong(products: readonly string[], named: string | undefined): string {
  if (named !== undefined) return named;
  const [only, ...others] = products;
  if (only !== undefined && others.length === 0) return only;
  const message = `There are several products (${products.join(', ')}): name one with --product.`;
  throw new GatelineError('bad-request', message);
}

function list(one: string | undefined): string[] | undefined {
  return one === undefined ? undefined : [one];
}

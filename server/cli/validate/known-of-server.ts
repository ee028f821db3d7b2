import { GatelineError } from '../../../core/errors.ts';
import { api } from '../../http/contract/api.ts';
import type { KnownOfProduct } from '../../roadmap-file/data-knowledge.ts';
import type { ServerClient } from '../server-client.ts';

/** As many runs are looked at for their datasets, the newest. */
const RUNS = 1_000;

/**
 * What a running server has of a product's data; `undefined` when it does not have the product.
 *
 * @throws GatelineError `server-unreachable`, and what the server refuses with
 */
export async function knownOfServer(
  server: ServerClient,
  product: string,
): Promise<KnownOfProduct | undefined> {
  try {
    const [{ gates, successMetrics }, { runs }] = await Promise.all([
      server.ask(api.gates, { product }),
      server.ask(api.evaluations, { product }, { query: { retracted: 'false', limit: String(RUNS) } }),
    ]);
    return {
      criterion: (item, text) => {
        const gate = gates.find((one) => one.item === item);
        const criteria = item === '' ? successMetrics : (gate?.criteria ?? []);
        const verdict = criteria.find((one) => one.text === text);
        return verdict && { n: verdict.actual?.n ?? 0, reason: verdict.reason };
      },
      datasets: [...new Set(runs.map(({ dataset }) => dataset))],
    };
  } catch (error) {
    if (error instanceof GatelineError && error.code === 'not-found') return undefined;
    throw error;
  }
}

import { GatelineError } from '../../../core/errors.ts';
import { nearest } from '../../../core/text/nearest.ts';
import { api } from '../../http/contract/api.ts';
import type { AllowanceRequest, GateCheckResponse } from '../../http/contract/gate-check.ts';
import type { ServerClient } from '../server-client.ts';
import type { LocalPlaces } from './local-places.ts';
import type { CheckReport } from './report.ts';

export interface ServerCheck {
  readonly item: string;
  readonly build?: string | undefined;
  readonly product?: string | undefined;
  /** Record it when the gate is unproven, and go ahead. */
  readonly allowUnproven: boolean;
  /** What goes ahead, for the record. */
  readonly ahead: Pick<AllowanceRequest, 'link' | 'commit'>;
  /** The roadmap's file beside us, if there is one. */
  readonly places: (product: string) => Promise<LocalPlaces | undefined>;
}

/**
 * Asks a running server for a gate, judged now.
 *
 * @throws GatelineError `server-unreachable`, or what the server refuses with
 */
export async function askServer(server: ServerClient, check: ServerCheck): Promise<CheckReport> {
  const product = await productOf(server, check.product);
  const { item, build } = check;
  const found = await server.ask(api.gateCheck, { product, item }, { query: { build } });
  const allowed = check.allowUnproven && found.gate.state === 'unproven';
  if (!allowed) return report(server, found, await check.places(product), false);
  const body: AllowanceRequest = { ...(build === undefined ? {} : { build }), ...check.ahead };
  const recorded = await server.ask(api.allowUnproven, { product, item }, { body });
  return report(server, recorded, await check.places(product), true);
}

/**
 * The product that was named, or the only one.
 *
 * @throws GatelineError `not-found`, `bad-request`, `server-unreachable`
 */
export async function productOf(server: ServerClient, wanted: string | undefined): Promise<string> {
  const { products } = await server.ask(api.products, {});
  const ids = products.map(({ id }) => id);
  if (wanted !== undefined) {
    if (ids.includes(wanted)) return wanted;
    const meant = nearest(wanted, ids);
    const hint = meant === undefined ? ` It has: ${ids.join(', ') || 'none'}.` : ` Is it ${meant}?`;
    throw new GatelineError('not-found', `${server.url} has no product ${JSON.stringify(wanted)}.${hint}`);
  }
  const [only, ...others] = ids;
  if (only !== undefined && others.length === 0) return only;
  const why =
    only === undefined
      ? 'has no product'
      : `has several products (${ids.join(', ')}): name one with --product`;
  throw new GatelineError('bad-request', `${server.url} ${why}.`);
}

function report(
  { url }: ServerClient,
  { asOf, product, item, build, revision, currency, gate, criteria, decision }: GateCheckResponse,
  places: LocalPlaces | undefined,
  allowed: boolean,
): CheckReport {
  return {
    product,
    item,
    ...(build === undefined ? {} : { build }),
    currency,
    revision,
    judgedAt: asOf,
    by: { kind: 'server', url },
    state: gate.state,
    sentence: gate.sentence,
    ...(gate.due === undefined ? {} : { due: gate.due }),
    criteria: gate.criteria.map((verdict, i) => {
      const unit = criteria[i]?.unit;
      const place = places?.placeOf(verdict.text, i);
      return { verdict, ...(unit === undefined ? {} : { unit }), ...(place === undefined ? {} : { place }) };
    }),
    ...(decision === undefined ? {} : { decision }),
    beside: [gate.regressed, gate.ungated].flatMap((one) => one?.sentence ?? []),
    allowed,
    recorded: allowed,
  };
}

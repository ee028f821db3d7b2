import type { SessionRequest, SessionResponse } from '../../server/http/contract/common.ts';
import type { DecisionRequest, DecisionResponse } from '../../server/http/contract/decisions.ts';
import type { RoadmapEditResponse } from '../../server/http/contract/roadmap-edit.ts';
import { failure, refusal } from './api-error.ts';
import { type EndpointName, PATHS } from './endpoints.ts';
import type { Resource } from './resources.ts';
import type { RoadmapChange } from './roadmap-changes.ts';
import type { ServerClock } from './server-clock.ts';

const TIMEOUT_MS = 20_000;

export type Fetch = (input: string, init: RequestInit) => Promise<Response>;

/**
 * Talks to the server, in the types of its contract. In development and in tests every answer is also held to its schema.
 * Dispatches `signed-out` when the server no longer knows who we are.
 */
export class ApiClient extends EventTarget {
  readonly #fetch: Fetch;
  readonly #clock: ServerClock;

  /** @param clock is told the server's time whenever an answer carries it. */
  constructor(clock: ServerClock, fetch: Fetch = (input, init) => globalThis.fetch(input, init)) {
    super();
    this.#fetch = fetch;
    this.#clock = clock;
  }

  /** Reads a resource. @throws ApiError, or the abort's reason. */
  async get<T>(resource: Resource<T>, signal: AbortSignal): Promise<T> {
    return (await this.#request(resource.endpoint, resource.address, {}, signal)) as T;
  }

  /**
   * Changes a roadmap, as it was at a revision.
   *
   * @throws ApiError `edit-conflict` when somebody else has changed it since, `roadmap-invalid` with what would be wrong
   */
  async change(
    { endpoint, method, address, body }: RoadmapChange,
    revision: string,
  ): Promise<RoadmapEditResponse> {
    const headers = { 'if-match': `"${revision}"`, 'content-type': 'application/json' };
    const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
    return (await this.#request(endpoint, address, init)) as RoadmapEditResponse;
  }

  /** Trades a token for the session cookie. @throws ApiError `unauthenticated` when it is unknown or revoked. */
  async signIn(token: string): Promise<SessionResponse> {
    const init = posting({ token } satisfies SessionRequest);
    return (await this.#request('signIn', PATHS.signIn, init)) as SessionResponse;
  }

  async signOut(): Promise<void> {
    await this.#request('signOut', PATHS.signOut, { method: 'DELETE' });
    this.dispatchEvent(new Event('signed-out'));
  }

  /** Records what was decided about an item. @throws ApiError `decision-refused` when the verdict is another one now */
  async decide(product: string, item: string, said: DecisionRequest): Promise<DecisionResponse> {
    const address = PATHS.decide
      .replace(':product', encodeURIComponent(product))
      .replace(':item', encodeURIComponent(item));
    return (await this.#request('decide', address, posting(said))) as DecisionResponse;
  }

  async #request(
    endpoint: EndpointName,
    address: string,
    init: RequestInit,
    signal?: AbortSignal,
  ): Promise<unknown> {
    try {
      const limit = AbortSignal.timeout(TIMEOUT_MS);
      const response = await this.#fetch(address, {
        ...init,
        credentials: 'same-origin',
        signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
      });
      if (!response.ok) throw await refusal(response);
      return response.status === 204 ? undefined : this.#accept(endpoint, await response.json());
    } catch (thrown) {
      const error = failure(thrown);
      if (isSignedOut(error) && endpoint !== 'signIn') this.dispatchEvent(new Event('signed-out'));
      throw error;
    }
  }

  async #accept(endpoint: EndpointName, body: unknown): Promise<unknown> {
    if (import.meta.env.DEV) {
      const { holdToContract } = await import('./contract-check.ts');
      holdToContract(endpoint, body);
    }
    const asOf = (body as { asOf?: unknown } | null)?.asOf;
    if (typeof asOf === 'number') this.#clock.learn(asOf);
    return body;
  }
}

function posting(body: object): RequestInit {
  return { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
}

function isSignedOut(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === 'unauthenticated';
}

import type { LitElement } from 'lit';
import type { DashboardResponse, DashboardTile } from '../../server/http/contract/dashboard.ts';
import { LiveQuery } from '../api/live-query.ts';
import { breakers, gates, onCall, overview, type Resource, spend } from '../api/resources.ts';
import type { TileFeeds } from './tile-content.ts';

type Show = DashboardTile['show'];

/** Reads what a dashboard's tiles are made of, each thing once however many tiles show it, and nothing that none does. */
export class TileQueries {
  readonly #overview;
  readonly #gates;
  readonly #spend;
  readonly #breakers;
  readonly #onCall;

  constructor(host: LitElement, dashboard: () => DashboardResponse | undefined) {
    const when = <T>(shows: readonly Show[], resource: (product: string) => Resource<T>) =>
      new LiveQuery<T>(host, () => {
        const { screens = [], product = '' } = dashboard() ?? {};
        const wanted = screens.some((screen) => screen.tiles.some((tile) => shows.includes(tile.show)));
        return wanted ? resource(product) : undefined;
      });
    // A wall says the product's zone and money, which stand in the overview.
    this.#overview = when(['signal', 'chart', 'sentence', 'gate', 'spend', 'breakers', 'pipeline'], overview);
    this.#gates = when(['gate'], gates);
    this.#spend = when(['spend'], spend);
    this.#breakers = when(['breakers'], breakers);
    this.#onCall = when(['pipeline'], onCall);
  }

  get feeds(): TileFeeds {
    return {
      overview: this.#overview.value,
      gates: this.#gates.value,
      spend: this.#spend.value,
      breakers: this.#breakers.value,
      onCall: this.#onCall.value,
    };
  }
}

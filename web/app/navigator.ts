import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { type Route, routeOf } from './routes.ts';

/** What the navigator needs of the page that it leads to. */
export interface Arrival {
  /** Resolves when the new page shows what it is about. */
  readonly arrived: () => Promise<void>;
  /** Moves the focus to where reading begins, or to the part that the fragment names. */
  readonly focus: (fragment: string) => void;
}

/** What the server answers itself, without this application. */
const SERVERS_OWN = /^\/(api|v1|metrics|healthz|readyz|sign-in|sign-out)(\/|$)/;

/**
 * Turns presses on real links into changes of the page, with the browser's own history, scroll positions and loading state
 * (https://developer.mozilla.org/en-US/docs/Web/API/Navigation_API). A browser without that interface loads each page from the server,
 * which answers every address with this application: slower, and right.
 */
export class Navigator implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #arrival: Arrival;
  #route: Route = routeOf(location.pathname);

  constructor(host: ReactiveControllerHost, arrival: Arrival) {
    this.#host = host;
    this.#arrival = arrival;
    host.addController(this);
  }

  get route(): Route {
    return this.#route;
  }

  /** Puts another address in the place of this one. */
  replace(path: string): void {
    if ('navigation' in window) navigation.navigate(path, { history: 'replace' });
    else location.replace(path);
  }

  hostConnected(): void {
    if ('navigation' in window) navigation.addEventListener('navigate', this.#navigate);
    void this.#arrival.arrived().then(() => {
      if (location.hash !== '') this.#arrival.focus(fragmentOf(location.hash));
    });
  }

  hostDisconnected(): void {
    if ('navigation' in window) navigation.removeEventListener('navigate', this.#navigate);
  }

  readonly #navigate = (event: NavigateEvent): void => {
    const ours = event.canIntercept && event.downloadRequest === null && event.formData === null;
    const url = new URL(event.destination.url);
    // A page that writes into its own address what it shows stays where it is, focus and all.
    const isOwnQuery = event.navigationType === 'replace' && url.pathname === location.pathname;
    const samePage = event.hashChange || event.navigationType === 'reload' || isOwnQuery;
    if (!ours || samePage || SERVERS_OWN.test(url.pathname)) return;
    event.intercept({ focusReset: 'manual', scroll: 'manual', handler: () => this.#go(event, url) });
  };

  async #go(event: NavigateEvent, url: URL): Promise<void> {
    this.#route = routeOf(url.pathname);
    this.#host.requestUpdate();
    await this.#arrival.arrived();
    if (event.signal.aborted) return;
    event.scroll();
    this.#arrival.focus(fragmentOf(url.hash));
  }
}

function fragmentOf(hash: string): string {
  try {
    return decodeURIComponent(hash.slice(1));
  } catch {
    return hash.slice(1);
  }
}

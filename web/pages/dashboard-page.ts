import { consume } from '@lit/context';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { DashboardResponse } from '../../server/http/contract/dashboard.ts';
import { clockContext } from '../api/contexts.ts';
import { dashboard } from '../api/resources.ts';
import type { ServerClock } from '../api/server-clock.ts';
import { ticker } from '../api/ticker.ts';
import { cssVariables } from '../elements/css-variables.ts';
import { LAYOUT_COLUMNS, tileLayout } from '../tiles/tile-layout.ts';
import { TileQueries } from '../tiles/tile-queries.ts';
import { Page } from './page.ts';
import { lineBones } from './skeletons.ts';
import '../tiles/tile-view.ts';

/**
 * A dashboard of one's own: the tiles of a wall, all screens under each other, at reading size.
 *
 * @element gl-dashboard-page
 */
@customElement('gl-dashboard-page')
export class DashboardPage extends Page {
  static override styles = [
    Page.styles,
    css`
      .tiles {
        --tile-small: var(--gl-14);
        --tile-text: var(--gl-20);
        --tile-lines: 4;
        --tile-value: var(--gl-40);
        display: grid;
        grid-template-columns: repeat(var(--columns), minmax(0, 1fr));
        gap: 1rem;
      }
      gl-tile {
        grid-column: span var(--span);
        height: 10rem;
        border: 1px solid var(--gl-hairline);
        border-radius: var(--gl-radius);
      }
      gl-tile[banner] {
        height: 6rem;
      }
      @media (max-width: 60rem) {
        .tiles {
          grid-template-columns: repeat(auto-fill, minmax(min(100%, 18rem), 1fr));
        }
        gl-tile {
          grid-column: auto;
        }
        gl-tile[banner] {
          grid-column: 1 / -1;
          height: 9rem;
        }
      }
    `,
  ];

  readonly #dashboard = this.live<DashboardResponse>(() => dashboard(this.dashboard));
  readonly #queries = new TileQueries(this, () => this.#dashboard.value);
  #stopTicking: (() => void) | undefined;

  @consume({ context: clockContext }) private clock: ServerClock | undefined;

  /** The server's time, Unix ms; moves every ten seconds, which is when something may have grown stale. */
  @state() private now = Date.now();

  /** The id of a file in `dashboards/`. */
  @property() dashboard = '';

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stopTicking = ticker.listen(() => {
      const now = this.clock?.now() ?? Date.now();
      if (now - this.now > 10_000) this.now = now;
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopTicking?.();
  }

  protected override willUpdate(): void {
    this.now = this.clock?.now() ?? Date.now();
  }

  override render(): TemplateResult {
    return html`<h1 tabindex="-1">${this.#dashboard.value?.title ?? this.dashboard}</h1>
      ${this.show(this.#dashboard, {
        what: `The dashboard ${this.dashboard}`,
        waiting: () => lineBones(6),
        ready: (value) => html`${value.screens.map((screen) => this.#screen(value, screen))}`,
      })}`;
  }

  #screen(value: DashboardResponse, screen: DashboardResponse['screens'][number]): TemplateResult {
    const { places } = tileLayout(screen.tiles);
    const { feeds } = this.#queries;
    return html`<section class="block" aria-label=${screen.title ?? value.title}>
      ${screen.title === undefined ? nothing : html`<h2>${screen.title}</h2>`}
      <div class="tiles" ${cssVariables({ '--columns': String(LAYOUT_COLUMNS) })}>
        ${screen.tiles.map(
          (tile, i) => html`<gl-tile
            ${cssVariables({ '--span': String(places[i]?.span ?? 1) })}
            ?banner=${places[i]?.banner}
            .tile=${tile}
            .feeds=${feeds}
            .product=${value.product}
            .staleAfterMs=${value.staleAfterSeconds * 1000}
            .now=${this.now}
          ></gl-tile>`,
        )}
      </div>
    </section>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-dashboard-page': DashboardPage;
  }
}

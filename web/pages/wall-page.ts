import { consume } from '@lit/context';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import type { DashboardResponse } from '../../server/http/contract/dashboard.ts';
import { ConnectionWatch } from '../api/connection-watch.ts';
import { clockContext } from '../api/contexts.ts';
import { LiveQuery } from '../api/live-query.ts';
import { dashboard } from '../api/resources.ts';
import type { ServerClock } from '../api/server-clock.ts';
import { ticker } from '../api/ticker.ts';
import { formatTime } from '../elements/calendar-text.ts';
import { cssVariables } from '../elements/css-variables.ts';
import { applyTheme, themeChoice } from '../styles/theme-choice.ts';
import { tileContent } from '../tiles/tile-content.ts';
import { LAYOUT_COLUMNS, type TileLayout, tileLayout } from '../tiles/tile-layout.ts';
import { TileQueries } from '../tiles/tile-queries.ts';
import { WakeLock } from '../tiles/wake-lock.ts';
import { pixelShift, screenAt, type WallStanding, wallStanding } from '../tiles/wall-standing.ts';
import { wallStyles } from './wall-styles.ts';
import '../tiles/tile-view.ts';

type Screen = DashboardResponse['screens'][number];

/**
 * A display that nobody attends: screens in turn, no controls, each figure with its age. When the server or the data are lost, the
 * whole of it says so in letters as large as the numbers. It finds back by itself, and loads itself anew with the server.
 *
 * @element gl-wall-page
 */
@customElement('gl-wall-page')
export class WallPage extends LitElement {
  static override styles = wallStyles;

  readonly #dashboard = new LiveQuery<DashboardResponse>(this, () => dashboard(this.wall));
  readonly #queries = new TileQueries(this, () => this.#dashboard.value);
  readonly #connection = new ConnectionWatch(this);
  readonly #startedAt = Date.now();
  /** The server's time at this look, Unix ms; there is one a second. */
  #now = Date.now();
  #stopTicking: (() => void) | undefined;

  @consume({ context: clockContext }) private clock: ServerClock | undefined;

  /** The id of a file in `dashboards/`. */
  @property() wall = '';

  constructor() {
    super();
    new WakeLock(this);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.documentElement.style.overflow = 'hidden';
    this.#stopTicking = ticker.listen(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopTicking?.();
    document.documentElement.style.overflow = '';
    applyTheme(themeChoice());
  }

  protected override willUpdate(): void {
    if (this.#connection.updated) location.reload();
    this.#now = this.clock?.now() ?? Date.now();
  }

  protected override updated(): void {
    const theme = this.#dashboard.value?.theme;
    const shown = document.documentElement.dataset.theme ?? 'auto';
    if (theme !== undefined && theme !== shown) applyTheme(theme);
  }

  get #zone(): string {
    return this.#queries.feeds.overview?.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  }

  #standing(value: DashboardResponse, screen: Screen): WallStanding {
    const { lost, heardAt } = this.#connection;
    const observed = screen.tiles.flatMap((tile) => {
      const content = tileContent(tile, this.#queries.feeds, this.#now);
      const heardAt = content?.heardAt ?? content?.observedAt;
      return content?.perishable && heardAt !== undefined ? [heardAt] : [];
    });
    return wallStanding(lost, heardAt, observed, value.staleAfterSeconds * 1000, this.#now);
  }

  override render(): TemplateResult {
    const { answer } = this.#dashboard;
    switch (answer.state) {
      case 'waiting':
        return html`<p class="word skeleton">…</p>`;
      case 'failed':
        return html`<div class="word">
          <h1>No wall called ${this.wall}</h1>
          <p>${answer.error.message}</p>
        </div>`;
      case 'ready':
        return this.#wall(answer.value);
    }
  }

  #wall(value: DashboardResponse): TemplateResult {
    const { index, progress } = screenAt(
      Date.now(),
      this.#startedAt,
      value.rotateSeconds,
      value.screens.length,
    );
    const screen = value.screens[index];
    if (screen === undefined) return html``;
    const { x, y } = pixelShift(this.#now);
    const standing = this.#standing(value, screen);
    const variables = {
      '--shift-x': `${x}px`,
      '--shift-y': `${y}px`,
      '--progress': String(progress),
    } as const;
    return html`<div class="wall ${standing.stale ? 'stale' : ''}" ${cssVariables(variables)}>
      <header>
        <h1>${screen.title ?? value.title}</h1>
        <time>${formatTime(this.#now, this.#zone)}</time>
      </header>
      ${keyed(index, this.#screen(value, screen))}
      ${value.screens.length < 2 ? nothing : html`<div class="progress">${keyed(index, html`<div></div>`)}</div>`}
      ${standing.stale ? this.#alarm(standing.since) : nothing}
    </div>`;
  }

  #screen(value: DashboardResponse, screen: Screen): TemplateResult {
    const layout = tileLayout(screen.tiles);
    const { feeds } = this.#queries;
    return html`<div class="tiles" ${cssVariables(measures(layout))}>
      ${screen.tiles.map(
        (tile, i) => html`<gl-tile
          ${cssVariables({ '--span': String(layout.places[i]?.span ?? 1) })}
          ?banner=${layout.places[i]?.banner}
          ?plain=${isPlain(layout, i)}
          .tile=${tile}
          .feeds=${feeds}
          .product=${value.product}
          .staleAfterMs=${value.staleAfterSeconds * 1000}
          .now=${this.#now}
        ></gl-tile>`,
      )}
    </div>`;
  }

  #alarm(since: number | undefined): TemplateResult {
    const words = since === undefined ? 'STALE' : `STALE SINCE ${formatTime(since, this.#zone)}`;
    return html`<p class="alarm" role="alert">${words}</p>`;
  }
}

/** Where there are many, one of the usual width has no room for a line. */
function isPlain({ places, columns, rows, banners }: TileLayout, i: number): boolean {
  const span = places[i]?.span ?? LAYOUT_COLUMNS;
  return rows + banners > 2 && span <= LAYOUT_COLUMNS / columns;
}

/** Letters grow where there is room for them; primary values are never under twice the smallest (look.md, “Wall”). */
function measures({ columns, rows, banners }: TileLayout): Readonly<Record<`--${string}`, string>> {
  const value = { 1: '20vh', 2: '12.5vh' }[rows] ?? '9vh';
  return {
    '--columns': String(LAYOUT_COLUMNS),
    '--banners': String(banners),
    '--rows': String(rows),
    '--tile-value': value,
    '--tile-text': rows === 1 && columns < 3 ? '9vh' : '5.5vh',
    '--tile-lines': { 1: '5', 2: '3' }[rows + banners] ?? '1',
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-wall-page': WallPage;
  }
}

import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ActualsResponse } from '../../server/http/contract/actuals.ts';
import type { DashboardTile } from '../../server/http/contract/dashboard.ts';
import { LiveQuery } from '../api/live-query.ts';
import { actuals } from '../api/resources.ts';
import { cssVariables } from '../elements/css-variables.ts';
import { sentenceParts } from '../elements/sentence-parts.ts';
import { unbroken } from '../elements/unbroken.ts';
import { base } from '../styles/base.ts';
import { type TileContent, type TileFeeds, tileContent } from './tile-content.ts';
import '../charts/sparkline.ts';
import '../elements/age.ts';
import '../elements/middle-text.ts';
import '../elements/state-glyph.ts';

/**
 * One tile of a wall or a dashboard: shape and title, one large thing, its target, its age. Letters are as large as whoever holds it
 * says: `--tile-small`, `--tile-text`, `--tile-value`.
 *
 * @element gl-tile
 */
@customElement('gl-tile')
export class Tile extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        min-width: 0;
        min-height: 0;
        container-type: size;
      }
      .tile {
        display: grid;
        grid-template-rows: auto auto auto minmax(0, 1fr);
        height: 100%;
        padding: calc(var(--tile-small) * 0.5) calc(var(--tile-small) * 0.6);
        overflow: hidden;
        background: var(--gl-surface);
        font-size: var(--tile-small);
        line-height: 1.2;
      }
      .fail {
        --gl-glyph-ground: var(--gl-fail-wash);
        background: var(--gl-fail-wash);
      }
      .head {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 0.4em;
        align-items: center;
        color: var(--gl-muted);
        font-size: 1em;
        font-weight: var(--gl-regular);
        line-height: 1.2;
      }
      gl-state-glyph {
        font-size: 1.15em;
      }
      .value {
        font-size: min(var(--tile-value), 15.5cqw);
        font-weight: var(--gl-bold);
        line-height: 1.15;
        white-space: nowrap;
      }
      .fail .value {
        color: var(--gl-fail-text);
      }
      .notes {
        display: flex;
        flex-wrap: wrap;
        gap: 0 0.7em;
        justify-content: space-between;
      }
      .age {
        color: var(--gl-muted);
        white-space: nowrap;
      }
      .notes .more {
        flex-basis: 100%;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      /* A sentence may leave no line for its age: that stands beside the title, under the sentence where the tile is high. */
      .told {
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 0 0.7em;
      }
      .sentence {
        grid-row: 2 / -1;
        grid-column: 1 / -1;
        overflow: hidden;
        font-size: var(--tile-text);
        font-weight: var(--gl-bold);
        line-height: 1.15;
      }
      .sentence b {
        font-weight: inherit;
      }
      .sentence small {
        display: -webkit-box;
        margin-top: 0.2em;
        overflow: hidden;
        color: var(--gl-muted);
        font-size: var(--tile-small);
        font-weight: var(--gl-regular);
        line-height: 1.2;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: var(--tile-lines, 2);
      }
      gl-sparkline {
        height: auto;
        min-height: 0;
        margin-top: calc(var(--tile-small) * 0.35);
        --gl-line-width: calc(var(--tile-small) * 0.09);
      }
      :host([plain]) gl-sparkline {
        display: none;
      }
      .bar {
        height: var(--tile-small);
        margin-top: calc(var(--tile-small) * 0.4);
        background: var(--gl-sunken);
        box-shadow: inset 0 0 0 2px var(--gl-edge);
      }
      .bar div {
        width: var(--filled);
        height: 100%;
        background: var(--gl-text);
      }
      /* The sentence that stands over everything: its shape is as large as its letters, and its title goes without saying. */
      :host([banner]) .tile {
        grid-template: auto minmax(0, auto) / auto minmax(0, 1fr) auto;
        gap: 0 calc(var(--tile-small) * 0.6);
        align-content: safe center;
      }
      :host([banner]) .head {
        grid-row: 1 / -1;
        align-self: center;
      }
      :host([banner]) gl-state-glyph {
        font-size: calc(var(--tile-text) * 1.1);
      }
      :host([banner]) .head gl-middle-text {
        display: none;
      }
      /* Its head has the whole width, however long its age is told; of the particulars whole lines are shown as far as there is room. */
      :host([banner]) .sentence {
        display: contents;
      }
      :host([banner]) .sentence > b {
        grid-row: 1;
        grid-column: 2 / -1;
        font-size: var(--tile-text);
        line-height: 1.15;
      }
      :host([banner]) .sentence small {
        grid-row: 2;
        grid-column: 2;
        max-height: round(down, 100% + 0.1em, 1.2em);
        margin-top: 0;
      }
      :host([banner]) .age {
        grid-row: 2;
        grid-column: 3;
        align-self: end;
      }
      @container (max-aspect-ratio: 1 / 1) {
        .told {
          grid-template: auto minmax(0, 1fr) auto / minmax(0, 1fr);
        }
        :host(:not([banner])) .sentence {
          grid-row: 2;
          grid-column: 1;
        }
        .told .age {
          grid-row: 3;
          justify-self: end;
        }
      }
      @container (min-aspect-ratio: 5 / 2) {
        .lined {
          grid-template: auto auto auto minmax(0, 1fr) / auto minmax(0, 1fr);
          gap: 0 calc(var(--tile-small) * 1.2);
        }
        .lined > * {
          grid-column: 1;
        }
        .lined .value {
          font-size: min(var(--tile-value), 9cqw);
        }
        .lined gl-sparkline {
          grid-row: 1 / -1;
          grid-column: 2;
          margin: 0;
        }
      }
      .stale > :not(.notes, .age) {
        opacity: 0.5;
      }
      .stale {
        background:
          repeating-linear-gradient(-45deg, var(--gl-hairline) 0 2px, transparent 2px 12px), var(--gl-surface);
      }
      .stale .age {
        color: var(--gl-text);
        font-weight: var(--gl-bold);
      }
    `,
  ];

  readonly #actuals = new LiveQuery<ActualsResponse>(this, () => {
    const { tile, product } = this;
    return tile?.show === 'chart' && product !== '' ? actuals(product, tile.item, tile.signal) : undefined;
  });

  @property({ attribute: false }) tile: DashboardTile | undefined;

  @property({ attribute: false }) feeds: TileFeeds = {};

  @property() product = '';

  /** It stands over all others. */
  @property({ type: Boolean, reflect: true }) banner = false;

  /** Too small for a line. */
  @property({ type: Boolean, reflect: true }) plain = false;

  /** From this age on it looks stale, ms. */
  @property({ type: Number }) staleAfterMs = 300_000;

  /** The server's time, Unix ms. */
  @property({ type: Number }) now = 0;

  override render(): TemplateResult | typeof nothing {
    const { tile } = this;
    if (tile === undefined) return nothing;
    const content = tileContent(tile, { ...this.feeds, actuals: this.#actuals.value }, this.now);
    if (content === undefined) return html`<div class="tile" aria-busy="true"><p class="head">…</p></div>`;
    const { state, waived = false } = content;
    const stale = this.#isStale(content);
    const look = waived || state === undefined || stale ? '' : state;
    return html`<article class="tile ${look} ${stale ? 'stale' : ''} ${content.line === undefined ? '' : 'lined'} ${content.sentence === undefined ? '' : 'told'}" aria-labelledby="title">
      <h2 class="head" id="title">
        ${
          state === undefined
            ? html`<span></span>`
            : html`<gl-state-glyph .state=${state} .waived=${waived} .stale=${content.stale ?? false}></gl-state-glyph>`
        }
        <gl-middle-text .text=${content.title}></gl-middle-text>
      </h2>
      ${content.sentence === undefined ? this.#figures(content) : html`${age(content.observedAt)} ${sentence(content.sentence)}`}
    </article>`;
  }

  #isStale({ perishable, observedAt, heardAt = observedAt, stale }: TileContent): boolean {
    const old = perishable && heardAt !== undefined && this.now - heardAt > this.staleAfterMs;
    return old || stale === true;
  }

  #figures({ value, notes, observedAt, line, filled }: TileContent): TemplateResult {
    const [first, ...more] = notes;
    return html`<p class="value">${value}</p>
      <div class="notes">
        <span>${first}</span>
        ${age(observedAt)}
        ${more.map((note) => html`<span class="more">${note}</span>`)}
      </div>
      ${
        filled === undefined
          ? nothing
          : html`<div class="bar" ${cssVariables({ '--filled': `${filled * 100}%` })}><div></div></div>`
      }
      ${
        line === undefined
          ? nothing
          : html`<gl-sparkline
              .values=${line.values}
              .target=${line.target}
              .unit=${line.unit}
              .better=${line.better}
              .op=${line.op}
            ></gl-sparkline>`
      }`;
  }
}

function age(at: number | undefined): TemplateResult | typeof nothing {
  return at === undefined ? nothing : html`<gl-age class="age" .at=${at}></gl-age>`;
}

function sentence(text: string): TemplateResult {
  const { head, mark, particulars } = sentenceParts(unbroken(text));
  return html`<p class="sentence">
    <b>${head}</b>${particulars === '' ? nothing : html`<span class="visually-hidden">${mark} </span><small>${particulars}</small>`}
  </p>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-tile': Tile;
  }
}

import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { TRACKS, type Track } from '../../core/roadmap/roadmap.ts';
import type { RoadmapItemJson, RoadmapResponse } from '../../server/http/contract/roadmap.ts';
import { paths } from '../app/routes.ts';
import { base } from '../styles/base.ts';
import { formatQuarter } from './calendar-text.ts';
import { itemTitle } from './item-title.ts';
import { lifecycleWords } from './lifecycle-words.ts';
import { TRACK_TITLES } from './track-titles.ts';
import './state-glyph.ts';

/** Where items without a due date stand. */
const UNDATED = '';

/**
 * The roadmap at a glance: tracks by quarters, each item with the live state of its gate. On a phone the quarters stand under each other.
 *
 * @element gl-roadmap-grid
 */
@customElement('gl-roadmap-grid')
export class RoadmapGrid extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      .scroll {
        position: relative;
        overflow-x: auto;
        border: 1px solid var(--gl-hairline);
        border-radius: var(--gl-radius);
        background: var(--gl-surface);
      }
      table {
        width: 100%;
        min-width: calc(9rem + var(--columns, 4) * 12rem);
        border-collapse: collapse;
        table-layout: fixed;
      }
      th,
      td {
        padding: 0.625rem 0.75rem;
        text-align: start;
        vertical-align: top;
      }
      thead th {
        color: var(--gl-muted);
        font-size: var(--gl-14);
        font-weight: var(--gl-regular);
      }
      .corner {
        width: 9rem;
      }
      tbody tr {
        border-top: 1px solid var(--gl-hairline);
      }
      tbody th {
        font-size: var(--gl-14);
        font-weight: var(--gl-bold);
      }
      td,
      thead th + th {
        border-inline-start: 1px solid var(--gl-hairline);
      }
      thead .current {
        color: var(--gl-text);
        font-weight: var(--gl-bold);
        box-shadow: inset 0 3px 0 var(--gl-text);
      }
      ul {
        display: grid;
        gap: 0.625rem;
      }
      li {
        display: grid;
        grid-template-columns: 1rem 1fr;
        gap: 0 0.5rem;
        align-items: baseline;
        font-size: var(--gl-14);
        line-height: 1.35;
      }
      a {
        color: inherit;
        text-decoration-color: var(--gl-edge);
      }
      .begun a {
        color: var(--gl-muted);
      }
      .lifecycle {
        display: block;
        color: var(--gl-muted);
        font-size: var(--gl-12);
      }
      .quarter {
        display: none;
      }
      @media print {
        .scroll {
          overflow: visible;
        }
        table {
          min-width: 0;
        }
        tr {
          break-inside: avoid;
        }
      }
      @media screen and (max-width: 47rem) {
        .scroll {
          overflow: visible;
          border: 0;
          background: none;
        }
        table {
          display: block;
          min-width: 0;
        }
        thead {
          display: none;
        }
        tbody {
          display: grid;
          gap: 1rem;
        }
        tr {
          display: block;
          border: 1px solid var(--gl-hairline);
          border-radius: var(--gl-radius);
          background: var(--gl-surface);
        }
        tbody th,
        td {
          display: block;
        }
        td {
          display: grid;
          grid-template-columns: 5rem 1fr;
          border-inline-start: 0;
          border-top: 1px solid var(--gl-hairline);
        }
        td.blank {
          display: none;
        }
        .quarter {
          display: block;
          color: var(--gl-muted);
          font-size: var(--gl-12);
          line-height: 1.6;
        }
      }
    `,
  ];

  @property({ attribute: false }) roadmap: RoadmapResponse | undefined;

  protected override updated(): void {
    this.style.setProperty('--columns', String(this.#quarters().length));
  }

  #quarters(): readonly string[] {
    const { quarters = [], items = [] } = this.roadmap ?? {};
    return items.some((item) => item.quarter === undefined) ? [...quarters, UNDATED] : quarters;
  }

  override render(): TemplateResult | typeof nothing {
    const { roadmap } = this;
    if (roadmap === undefined) return nothing;
    const quarters = this.#quarters();
    return html`<div class="scroll" tabindex="0" role="region" aria-label="Tracks and quarters">
      <table role="table" aria-label="Tracks by quarters">
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col" class="corner">Track</th>
            ${quarters.map((quarter) => this.#quarterHead(quarter, roadmap.currentQuarter))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          ${TRACKS.map((track) => this.#row(track, quarters, roadmap))}
        </tbody>
      </table>
    </div>`;
  }

  #quarterHead(quarter: string, current: string): TemplateResult {
    const now = quarter === current;
    return html`<th role="columnheader" scope="col" class=${now ? 'current' : ''} aria-current=${now ? 'date' : nothing}>
      ${quarter === UNDATED ? 'No date' : formatQuarter(quarter)}${now ? ', now' : nothing}
    </th>`;
  }

  #row(track: Track, quarters: readonly string[], roadmap: RoadmapResponse): TemplateResult {
    const items = roadmap.items.filter((item) => item.track === track);
    return html`<tr role="row">
      <th role="rowheader" scope="row">${TRACK_TITLES[track]}</th>
      ${quarters.map((quarter) => {
        const due = items.filter((item) => (item.quarter ?? UNDATED) === quarter);
        const begun = items.flatMap((item) => {
          const here = item.earlier?.find((one) => one.quarter === quarter);
          return here === undefined ? [] : [{ item, milestones: here.milestones }];
        });
        return html`<td role="cell" class=${due.length + begun.length === 0 ? 'blank' : ''}>
          <span class="quarter" aria-hidden="true">${quarter === UNDATED ? 'No date' : formatQuarter(quarter)}</span>
          <ul>
            ${due.map((item) => this.#item(item, roadmap.product))}
            ${begun.map((one) => this.#begun(one.item, one.milestones, roadmap.product))}
          </ul>
        </td>`;
      })}
    </tr>`;
  }

  /** In a quarter before its own: what of it is due there already. */
  #begun(item: RoadmapItemJson, milestones: number, product: string): TemplateResult {
    return html`<li class="begun">
      <span></span>
      <span
        >${link(item, product)}
        <span class="lifecycle"
          >${milestones === 1 ? '1 milestone' : `${milestones} milestones`}, due
          ${formatQuarter(item.quarter ?? '')}</span
        ></span
      >
    </li>`;
  }

  #item(item: RoadmapItemJson, product: string): TemplateResult {
    const { gate } = item;
    return html`<li>
      ${
        gate === undefined
          ? html`<span></span>`
          : html`<gl-state-glyph .state=${gate.state} .waived=${gate.waived && gate.state === 'pass'} title=${gate.sentence}></gl-state-glyph>`
      }
      <span
        >${link(item, product)}
        <span class="lifecycle">${lifecycleWords(item.lifecycle)}</span></span
      >
    </li>`;
  }
}

function link(item: RoadmapItemJson, product: string): TemplateResult {
  const versioned = item.track === 'models';
  const href = versioned ? paths.version(product, item.id) : paths.roadmap(product, item.id);
  return html`<a href=${href}>${versioned ? itemTitle(item.id, item.title) : item.title}</a>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-roadmap-grid': RoadmapGrid;
  }
}

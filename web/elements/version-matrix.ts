import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatShare } from '../../core/signal/format.ts';
import type { OverviewResponse, SignalDescription } from '../../server/http/contract/overview.ts';
import { paths } from '../app/routes.ts';
import { base } from '../styles/base.ts';
import { formatDate } from './calendar-text.ts';
import { titleBeside } from './item-title.ts';
import { lifecycleWords } from './lifecycle-words.ts';
import { heading } from './reading.ts';
import { stateWords } from './state-words.ts';
import './matrix-cell.ts';
import './state-glyph.ts';

type Version = OverviewResponse['versions'][number];

/** What users meet. */
const SERVING: readonly Version['lifecycle'][] = ['rollout', 'live'];

/**
 * Versions by signals. Four by six fit a laptop's screen; on a phone each version is a card. Roles are written out, because a table
 * that is laid out otherwise is no table to assistive technology.
 *
 * @element gl-version-matrix
 */
@customElement('gl-version-matrix')
export class VersionMatrix extends LitElement {
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
        min-width: calc(11rem + var(--columns, 6) * 8.25rem);
        border-collapse: collapse;
        table-layout: fixed;
      }
      th {
        text-align: start;
        font-weight: var(--gl-regular);
      }
      thead th {
        padding: 0.5rem 0.75rem;
        color: var(--gl-muted);
        font-size: var(--gl-14);
        line-height: 1.2;
        vertical-align: bottom;
      }
      .corner {
        width: 11rem;
      }
      tbody tr {
        border-top: 1px solid var(--gl-hairline);
      }
      tbody th {
        padding: 0.5rem 0.75rem;
        vertical-align: top;
      }
      td {
        height: 1px;
        padding: 0;
        border-inline-start: 1px solid var(--gl-hairline);
        vertical-align: top;
      }
      .name {
        display: flex;
        gap: 0.5rem;
        align-items: center;
        font-size: var(--gl-20);
        font-weight: var(--gl-bold);
        line-height: 1.4;
      }
      .name a {
        color: inherit;
        text-decoration-color: var(--gl-edge);
      }
      .title {
        display: -webkit-box;
        overflow: hidden;
        font-size: var(--gl-14);
        line-height: 1.3;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 2;
      }
      .standing {
        margin-top: 0.25rem;
        color: var(--gl-muted);
        font-size: var(--gl-12);
        line-height: 1.4;
      }
      .standing strong {
        color: var(--gl-fail-text);
      }
      .none {
        display: block;
        padding: 0.875rem 0.75rem;
        color: var(--gl-muted);
        font-size: var(--gl-12);
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
        tbody th {
          display: block;
          padding: 0.75rem 1rem;
        }
        td {
          display: block;
          height: auto;
          border-inline-start: 0;
          border-top: 1px solid var(--gl-hairline);
        }
        td.blank {
          display: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) overview: OverviewResponse | undefined;

  protected override updated(): void {
    this.style.setProperty('--columns', String(this.overview?.signals.length ?? 6));
  }

  override render(): TemplateResult | typeof nothing {
    const { overview } = this;
    if (overview === undefined) return nothing;
    return html`<div class="scroll" tabindex="0" role="region" aria-label="Versions and signals">
      <table role="table" aria-label="Versions by signals">
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col" class="corner">Version</th>
            ${overview.signals.map(
              (signal) => html`<th role="columnheader" scope="col">${heading(signal.title)}</th>`,
            )}
          </tr>
        </thead>
        <tbody role="rowgroup">
          ${overview.versions.map((version) => this.#row(version, overview))}
        </tbody>
      </table>
    </div>`;
  }

  #row(version: Version, overview: OverviewResponse): TemplateResult {
    const cells = new Map(
      overview.cells.filter((cell) => cell.version === version.id).map((cell) => [cell.signal, cell]),
    );
    return html`<tr role="row">
      <th role="rowheader" scope="row">${this.#version(version, overview)}</th>
      ${overview.signals.map((signal) => this.#cell(version, signal, cells.get(signal.name), overview))}
    </tr>`;
  }

  #version(version: Version, { product, asOf }: OverviewResponse): TemplateResult {
    const { state, waived, due } = version;
    const label = state === undefined ? '' : `Gate: ${stateWords(state, { waived })}`;
    return html`<div class="name">
        ${
          state === undefined
            ? nothing
            : html`<gl-state-glyph .state=${state} .waived=${waived && state === 'pass'} .label=${label}></gl-state-glyph>`
        }
        <a href=${paths.version(product, version.id)}>${version.id}</a>
      </div>
      <div class="title" title=${version.title}>${titleBeside(version.id, version.title)}</div>
      <div class="standing">
        ${standing(version)}${due === undefined ? nothing : html`<br />Gate due ${formatDate(due, asOf)}`}
        ${amiss(version).map(({ words, sentence }) => html`<br /><strong title=${sentence}>${words}</strong>`)}
      </div>`;
  }

  #cell(
    version: Version,
    signal: SignalDescription,
    cell: OverviewResponse['cells'][number] | undefined,
    { product, currency, zone, asOf }: OverviewResponse,
  ): TemplateResult {
    if (cell === undefined) {
      return html`<td role="cell" class="blank">
        <span class="none"><span aria-hidden="true">–</span><span class="visually-hidden">not judged, not seen</span></span>
      </td>`;
    }
    return html`<td role="cell">
      <gl-matrix-cell
        .cell=${cell}
        .signal=${signal}
        .currency=${currency}
        .zone=${zone}
        .now=${asOf}
        .href=${paths.version(product, version.id, signal.name)}
        ?serving=${SERVING.includes(version.lifecycle)}
      ></gl-matrix-cell>
    </td>`;
  }
}

/** `In rollout, 18 % of traffic` */
function standing({ lifecycle, trafficShare }: Version): string {
  const words = lifecycleWords(lifecycle);
  return trafficShare === undefined || trafficShare === 0
    ? words
    : `${words}, ${formatShare(trafficShare)} of traffic`;
}

/** What is amiss beside the verdict, in a word or two; the whole sentence is on the version's page. */
function amiss({
  regressed,
  ungated,
}: Version): readonly { readonly words: string; readonly sentence: string }[] {
  return [
    ...(regressed === undefined ? [] : [{ words: 'Regressed', sentence: regressed.sentence }]),
    ...(ungated === undefined ? [] : [{ words: 'Serving ungated', sentence: ungated.sentence }]),
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-version-matrix': VersionMatrix;
  }
}

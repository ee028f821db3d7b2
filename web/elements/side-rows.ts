import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { CompareResponse, CompareRow } from '../../server/http/contract/compare.ts';
import { base } from '../styles/base.ts';
import { heading } from './reading.ts';
import { sideTexts } from './side-words.ts';
import './interval-bar.ts';

/**
 * Two sides on every signal: values, difference, interval, and whether that is more than noise. On a phone each signal is a card. Roles are
 * written out, because a table that is laid out otherwise is no table to assistive technology.
 *
 * @element gl-side-rows
 */
@customElement('gl-side-rows')
export class SideRows extends LitElement {
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
        border-collapse: collapse;
        font-size: var(--gl-14);
        font-variant-numeric: tabular-nums;
      }
      th,
      td {
        padding: 0.5rem 0.75rem;
        text-align: start;
        vertical-align: top;
        font-weight: var(--gl-regular);
      }
      thead th {
        color: var(--gl-muted);
        font-weight: var(--gl-bold);
      }
      tbody tr {
        border-top: 1px solid var(--gl-hairline);
      }
      .numeric {
        text-align: end;
        white-space: nowrap;
      }
      .value {
        font-size: var(--gl-16);
        font-weight: var(--gl-bold);
      }
      .signal {
        font-size: var(--gl-16);
      }
      .about {
        color: var(--gl-muted);
        font-size: var(--gl-12);
      }
      .yes .noise,
      .yes .delta {
        font-weight: var(--gl-bold);
      }
      .label {
        display: none;
      }
      @media screen and (max-width: 60rem) {
        .scroll {
          overflow: visible;
          border: 0;
          background: none;
        }
        table,
        tbody {
          display: block;
        }
        thead {
          display: none;
        }
        tbody {
          display: grid;
          grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr));
          gap: 0.75rem;
        }
        tr {
          display: grid;
          grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
          align-content: start;
          border: 1px solid var(--gl-hairline);
          border-radius: var(--gl-radius);
          background: var(--gl-surface);
        }
        tr > .whole {
          grid-column: 1 / -1;
        }
        .numeric {
          text-align: start;
        }
        .label {
          display: block;
          color: var(--gl-muted);
          font-size: var(--gl-12);
          overflow-wrap: anywhere;
          white-space: normal;
        }
        td.whole {
          border-top: 1px solid var(--gl-hairline);
        }
        td.bare {
          display: none;
        }
      }
      @media print {
        .scroll {
          overflow: visible;
        }
        tr {
          break-inside: avoid;
        }
      }
    `,
  ];

  @property({ attribute: false }) compared: CompareResponse | undefined;

  override render(): TemplateResult | typeof nothing {
    const { compared } = this;
    if (compared === undefined) return nothing;
    const { a, b } = compared;
    return html`<div class="scroll" tabindex="0" role="region" aria-label="Signals of both sides">
      <table role="table" aria-label=${`${a.name} and ${b.name} by signals`}>
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col">Signal</th>
            <th role="columnheader" scope="col" class="numeric">${a.name}</th>
            <th role="columnheader" scope="col" class="numeric">${b.name}</th>
            <th role="columnheader" scope="col" class="numeric">Difference</th>
            <th role="columnheader" scope="col">Noise</th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          ${repeat(
            compared.rows,
            ({ signal, evidence, dataset }) => `${signal.name} ${evidence} ${dataset}`,
            (row) => this.#row(row, compared),
          )}
        </tbody>
      </table>
    </div>`;
  }

  #row(row: CompareRow, compared: CompareResponse): TemplateResult {
    const texts = sideTexts(row, compared, compared.asOf);
    const { a, b } = compared;
    return html`<tr role="row" class=${row.difference?.moreThanNoise ?? 'none'} title=${row.sentence}>
      <th role="rowheader" scope="row" class="whole">
        <div class="signal">${heading(row.signal.title)}</div>
        <div class="about">
          ${row.evidence === 'production' ? 'production' : `evaluation of ${row.dataset}`}${row.gated ? ', in a gate' : ''}
        </div>
      </th>
      ${this.#value(a.name, texts.a, texts.aboutA)} ${this.#value(b.name, texts.b, texts.aboutB)}
      <td role="cell" class="numeric whole ${row.difference === undefined ? 'bare' : ''}">
        <span class="label">Difference</span>
        <div class="delta">${texts.difference}</div>
        <gl-interval-bar .difference=${row.difference}></gl-interval-bar>
        <div class="about">${texts.interval}</div>
      </td>
      <td role="cell" class="whole">
        <div class="noise">${texts.noise}</div>
        <div class="about">${texts.note}</div>
      </td>
    </tr>`;
  }

  #value(name: string, value: string, about: string): TemplateResult {
    return html`<td role="cell" class="numeric">
      <span class="label">${name}</span>
      <div class="value">${value}</div>
      <div class="about">${about}</div>
    </td>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-side-rows': SideRows;
  }
}

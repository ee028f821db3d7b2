import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { EvaluationRunJson } from '../../server/http/contract/evaluations.ts';
import { base } from '../styles/base.ts';
import { formatDay, formatMoment } from './calendar-text.ts';
import { aboutRun, leftOut, takenBack } from './evaluation-words.ts';
import './middle-text.ts';

/**
 * Evaluation runs of a version, newest first: when, on what, of which build, how many items, and what was left out of them. Those that were
 * taken back stand among them, with who did it and why.
 *
 * @element gl-evaluation-runs
 */
@customElement('gl-evaluation-runs')
export class EvaluationRuns extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      .scroll {
        position: relative;
        max-height: 26rem;
        overflow: auto;
        border: 1px solid var(--gl-hairline);
        border-radius: var(--gl-radius);
        background: var(--gl-surface);
      }
      table {
        width: 100%;
        border-collapse: collapse;
        font-size: var(--gl-14);
      }
      th,
      td {
        padding: 0.375rem 0.75rem;
        text-align: start;
        vertical-align: top;
        font-weight: var(--gl-regular);
      }
      tr + tr > * {
        border-top: 1px solid var(--gl-hairline);
      }
      thead th {
        position: sticky;
        top: 0;
        border-bottom: 1px solid var(--gl-hairline);
        background: var(--gl-surface);
        color: var(--gl-muted);
        font-weight: var(--gl-bold);
      }
      .date,
      .numeric,
      code {
        white-space: nowrap;
      }
      .numeric {
        text-align: end;
      }
      .dataset {
        width: 60%;
        max-width: 0;
      }
      .about {
        color: var(--gl-muted);
        overflow-wrap: anywhere;
      }
      .retracted {
        color: var(--gl-muted);
      }
      .retracted gl-middle-text {
        text-decoration: line-through;
      }
      .narrow {
        display: none;
      }
      @media (max-width: 56rem) {
        th,
        td {
          padding: 0.375rem 0.5rem;
        }
        .wide {
          display: none;
        }
        .narrow {
          display: block;
        }
      }
      @media print {
        .scroll {
          max-height: none;
          overflow: visible;
        }
      }
    `,
  ];

  /** Newest first. */
  @property({ attribute: false }) runs: readonly EvaluationRunJson[] = [];

  /** The product's time zone. */
  @property() zone = 'UTC';

  /** The server's time, Unix ms. */
  @property({ type: Number }) now = 0;

  override render(): TemplateResult {
    return html`<div class="scroll" tabindex="0" role="region" aria-label="Evaluation runs">
      <table>
        <thead>
          <tr>
            <th scope="col">Date</th>
            <th scope="col">Dataset</th>
            <th scope="col" class="wide">Build</th>
            <th scope="col" class="numeric">Items</th>
            <th scope="col" class="wide">Left out</th>
          </tr>
        </thead>
        <tbody>
          ${repeat(
            this.runs,
            (run) => run.id,
            (run) => this.#row(run),
          )}
        </tbody>
      </table>
    </div>`;
  }

  #row(run: EvaluationRunJson): TemplateResult {
    const { zone, now } = this;
    const about = aboutRun(run);
    const gone = takenBack(run, zone, now);
    const left = leftOut(run);
    return html`<tr class=${gone === undefined ? '' : 'retracted'}>
      <td class="date" title=${formatMoment(run.at, zone)}>${formatDay(run.at, zone, now)}</td>
      <th scope="row" class="dataset" title=${`Run ${run.id}`}>
        <gl-middle-text .text=${run.dataset}></gl-middle-text>
        ${gone === undefined ? nothing : html`<div>${gone}</div>`}
        ${about === '' ? nothing : html`<div class="about">${about}</div>`}
        <div class="about narrow">${run.build === '' ? 'unnamed build' : `build ${run.build}`}</div>
        ${left === '' ? nothing : html`<div class="about narrow">${left} left out</div>`}
      </th>
      <td class="wide">${run.build === '' ? 'unnamed' : html`<code>${run.build}</code>`}</td>
      <td class="numeric">${run.items.toLocaleString('en')}</td>
      <td class="wide">${left === '' ? html`<span class="about">nothing</span>` : left}</td>
    </tr>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-evaluation-runs': EvaluationRuns;
  }
}

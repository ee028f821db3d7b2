import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import {
  formatChange,
  formatCount,
  formatPair,
  formatTarget,
  formatValue,
  operatorSign,
} from '../../core/signal/format.ts';
import type { ReviewResponse } from '../../server/http/contract/review.ts';
import { paths } from '../app/routes.ts';
import { sparklineTable } from '../charts/sparkline-table.ts';
import { base } from '../styles/base.ts';
import { formatDate } from './calendar-text.ts';
import { itemTitle } from './item-title.ts';
import { criterionTitle, heading, judgedReading } from './reading.ts';
import './decision-list.ts';
import './gate-sentence.ts';
import './same-numbers.ts';
import './state-glyph.ts';
import '../charts/sparkline.ts';

export type ReviewedGate = ReviewResponse['gates'][number];
type ReviewedCriterion = ReviewedGate['criteria'][number];

/**
 * A gate over a quarter: each criterion with its target, the actual over the quarter, the quarter before and the change.
 *
 * @element gl-review-gate
 */
@customElement('gl-review-gate')
export class ReviewGate extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      h3 {
        font-size: var(--gl-16);
      }
      h3 a {
        color: inherit;
        text-decoration-color: var(--gl-edge);
      }
      gl-gate-sentence {
        margin: 0.25rem 0 0.625rem;
        font-size: var(--gl-14);
      }
      .beside {
        margin-bottom: 0.5rem;
        color: var(--gl-fail-text);
        font-size: var(--gl-14);
        text-wrap: pretty;
      }
      gl-decision-list {
        margin-top: 0.5rem;
      }
      .scroll {
        overflow-x: auto;
      }
      table {
        width: 100%;
        border-collapse: collapse;
        font-size: var(--gl-14);
        table-layout: fixed;
      }
      th,
      td {
        padding: 0.5rem 0.75rem 0.5rem 0;
        border-top: 1px solid var(--gl-hairline);
        text-align: start;
        vertical-align: top;
      }
      thead th {
        border-top: 0;
        color: var(--gl-muted);
        font-size: var(--gl-12);
        font-weight: var(--gl-regular);
        vertical-align: bottom;
      }
      .criterion {
        width: 28%;
        font-weight: var(--gl-regular);
      }
      .numeric {
        text-align: end;
        white-space: nowrap;
      }
      .value {
        font-weight: var(--gl-bold);
      }
      .name {
        display: flex;
        gap: 0.5rem;
        align-items: baseline;
      }
      .words,
      .small {
        display: block;
        color: var(--gl-muted);
        font-size: var(--gl-12);
      }
      .words {
        padding-inline-start: 1.5rem;
      }
      .line {
        width: 18%;
        padding: 0.5rem 0;
      }
      gl-sparkline {
        height: 2rem;
      }
      .label {
        display: none;
      }
      @media screen and (max-width: 47rem) {
        table,
        tbody,
        tr {
          display: block;
        }
        thead {
          display: none;
        }
        tr {
          padding: 0.625rem 0;
          border-top: 1px solid var(--gl-hairline);
        }
        th,
        td {
          display: flex;
          justify-content: space-between;
          width: auto;
          padding: 0.125rem 0;
          border: 0;
        }
        .criterion {
          display: block;
          width: auto;
        }
        .line {
          display: block;
          width: auto;
        }
        .label {
          display: inline;
          color: var(--gl-muted);
        }
      }
      @media print {
        tr {
          break-inside: avoid;
        }
        h3,
        gl-gate-sentence {
          break-after: avoid;
        }
      }
    `,
  ];

  @property({ attribute: false }) gate: ReviewedGate | undefined;

  @property() product = '';

  @property() currency = 'USD';

  @property() zone = 'UTC';

  /** The server's time, Unix ms. */
  @property({ type: Number }) now = 0;

  override render(): TemplateResult | typeof nothing {
    const { gate } = this;
    if (gate === undefined) return nothing;
    const due = gate.due === undefined ? '' : `, due ${formatDate(gate.due, this.now)}`;
    return html`<article aria-labelledby="title">
      <h3 id="title"><a href=${paths.version(this.product, gate.item)}>${itemTitle(gate.item, gate.title)}</a>${due}</h3>
      <gl-gate-sentence .state=${gate.state} .waived=${gate.waived && gate.state === 'pass'} .sentence=${gate.sentence}></gl-gate-sentence>
      ${gate.beside.map((sentence) => html`<p class="beside">${sentence}</p>`)}
      ${gate.criteria.length === 0 ? nothing : this.#table(gate)}
      ${
        gate.decisions.length === 0
          ? nothing
          : html`<gl-decision-list .decisions=${gate.decisions} .zone=${this.zone} .now=${this.now}></gl-decision-list>`
      }
    </article>`;
  }

  #table(gate: ReviewedGate): TemplateResult {
    return html`<table role="table" aria-label="Criteria of ${gate.item}">
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col" class="criterion">Criterion</th>
          <th role="columnheader" scope="col" class="numeric">Target</th>
          <th role="columnheader" scope="col" class="numeric">Actual</th>
          <th role="columnheader" scope="col" class="numeric">Quarter before</th>
          <th role="columnheader" scope="col" class="numeric">Relative change</th>
          <th role="columnheader" scope="col" class="line"><span class="visually-hidden">Over the quarter</span></th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${gate.criteria.map((criterion) => this.#row(criterion))}
      </tbody>
    </table>
    ${this.#numbersOf(gate)}`;
  }

  #numbersOf(gate: ReviewedGate): TemplateResult | typeof nothing {
    const lines = gate.criteria.flatMap(({ signal, sparkline }) =>
      signal === undefined || sparkline === undefined
        ? []
        : [{ title: heading(signal.title), unit: signal.unit, ...sparkline }],
    );
    if (lines.length === 0) return nothing;
    const { currency, zone, now } = this;
    const table = () => sparklineTable(`${gate.item} over the quarter`, lines, { currency, zone, now });
    return html`<gl-same-numbers class="no-print" .numbers=${table} .of=${gate.item}></gl-same-numbers>`;
  }

  #row(criterion: ReviewedCriterion): TemplateResult {
    const { verdict, signal, actual, change, sparkline } = criterion;
    const reading = judgedReading(verdict, signal, this.currency, this.now);
    const { value, target } = this.#numbers(criterion);
    const unit = signal?.unit ?? 'score';
    return html`<tr role="row">
      <th role="rowheader" scope="row" class="criterion">
        <span class="name">
          <gl-state-glyph .state=${verdict.state} .waived=${reading.waived} .stale=${reading.stale} label=""></gl-state-glyph>
          ${criterionTitle(verdict, signal)}
        </span>
        <span class="words">${reading.words}</span>
      </th>
      <td role="cell" class="numeric"><span class="label">Target</span>${target}</td>
      <td role="cell" class="numeric">
        <span class="label">Actual</span
        ><span
          ><span class="value">${value}</span>${
            actual === undefined || (actual.n === 0 && actual.value !== undefined)
              ? nothing
              : html`<span class="small">n ${formatCount(actual.n)}</span>`
          }</span
        >
      </td>
      <td role="cell" class="numeric">
        <span class="label">Quarter before</span>${this.#before(criterion)}
      </td>
      <td role="cell" class="numeric"><span class="label">Change</span>${changeWords(change, signal?.better)}</td>
      <td role="cell" class="line">
        <gl-sparkline
          .values=${sparkline?.values ?? []}
          .target=${verdict.target}
          .unit=${unit}
          .better=${signal?.better ?? 'higher'}
          .op=${verdict.op}
        ></gl-sparkline>
      </td>
    </tr>`;
  }

  /** The quarter before, in the target's unit as the actual is. */
  #before({ verdict: { target }, signal, before }: ReviewedCriterion): string {
    const unit = signal?.unit ?? 'score';
    const value = before?.value;
    return value === undefined || target === undefined
      ? formatValue(value, unit, this.currency)
      : formatPair(value, target, unit, this.currency).value;
  }

  /** The actual over the quarter beside the target, in the same unit. */
  #numbers({ verdict, signal, actual }: ReviewedCriterion): {
    readonly value: string;
    readonly target: string;
  } {
    const { op, target } = verdict;
    const unit = signal?.unit ?? 'score';
    if (op === undefined || target === undefined) {
      return { value: formatValue(actual?.value, unit, this.currency), target: '–' };
    }
    if (actual?.value === undefined) {
      return { value: '–', target: formatTarget(op, target, unit, this.currency) };
    }
    const pair = formatPair(actual.value, target, unit, this.currency);
    return { value: pair.value, target: `${operatorSign(op)} ${pair.target}` };
  }
}

/** `−22 %, better` */
function changeWords(change: number | undefined, better: 'higher' | 'lower' | undefined): string {
  if (change === undefined) return '–';
  if (change === 0 || better === undefined) return formatChange(change);
  return `${formatChange(change)}, ${change > 0 === (better === 'higher') ? 'better' : 'worse'}`;
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-review-gate': ReviewGate;
  }
}

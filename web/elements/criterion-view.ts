import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatValue } from '../../core/signal/format.ts';
import { formatDuration, parseDuration } from '../../core/time/duration.ts';
import type { VersionResponse } from '../../server/http/contract/actuals.ts';
import type { RoadmapCriterionJson } from '../../server/http/contract/roadmap.ts';
import type { ActualJson } from '../../server/http/contract/verdict.ts';
import { type ForecastEnd, pointTable } from '../charts/point-words.ts';
import { statedTarget } from '../charts/stated-target.ts';
import { base } from '../styles/base.ts';
import { criterionTitle, heading, judgedReading } from './reading.ts';
import { unbroken } from './unbroken.ts';
import '../editing/criterion-actions.ts';
import './age.ts';
import './same-numbers.ts';
import './state-glyph.ts';
import '../charts/gate-chart.ts';

export type CriterionAnswer = VersionResponse['criteria'][number];

/**
 * One criterion of a gate: its verdict as a sentence, the actual over time against the target, the last value in large type, and the
 * same numbers as a table. An attested criterion has words alone.
 *
 * @element gl-criterion
 */
@customElement('gl-criterion')
export class CriterionView extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: grid;
        grid-template-rows: auto 1fr auto;
        /* No wider than its place: a wide table scrolls within it. */
        grid-template-columns: minmax(0, 1fr);
        align-content: start;
        padding: 1rem 1.25rem 0.75rem;
        border: 1px solid var(--gl-hairline);
        border-radius: var(--gl-radius);
        background: var(--gl-surface);
        scroll-margin-top: 1rem;
      }
      article {
        display: contents;
      }
      .head {
        display: flex;
        flex-wrap: wrap;
        gap: 0 0.75rem;
        align-items: center;
      }
      code {
        display: block;
        color: var(--gl-muted);
        font-size: var(--gl-12);
        overflow-wrap: anywhere;
      }
      h3 {
        display: flex;
        gap: 0.5rem;
        align-items: center;
        font-size: var(--gl-20);
      }
      .words {
        margin-inline-start: auto;
        font-size: var(--gl-14);
        font-weight: var(--gl-bold);
      }
      .fail .words {
        color: var(--gl-fail-text);
      }
      .unproven .words {
        color: var(--gl-unproven-text);
      }
      .sentence {
        margin-top: 0.25rem;
        color: var(--gl-muted);
        font-size: var(--gl-14);
        text-wrap: pretty;
      }
      .body {
        display: grid;
        grid-template-columns: minmax(0, 1fr) 9.5rem;
        gap: 0 0.5rem;
        align-items: start;
        padding-top: 0.75rem;
      }
      .latest {
        padding-top: 1.25rem;
      }
      .latest .value {
        font-size: var(--gl-28);
        font-weight: var(--gl-bold);
        line-height: 1.2;
        white-space: nowrap;
      }
      .latest .label,
      .latest .age {
        display: block;
        color: var(--gl-muted);
        font-size: var(--gl-12);
      }
      .now {
        display: flex;
        gap: 0.375rem;
        align-items: center;
        margin-top: 0.125rem;
        font-size: var(--gl-12);
        font-weight: var(--gl-bold);
      }
      dl {
        display: grid;
        gap: 0.5rem;
        margin-top: 0.75rem;
        font-size: var(--gl-14);
        line-height: 1.3;
      }
      dt {
        color: var(--gl-muted);
        font-size: var(--gl-12);
      }
      @media screen and (max-width: 40rem) {
        :host {
          padding: 1rem 0.875rem 0.75rem;
        }
        .body {
          grid-template-columns: minmax(0, 1fr);
        }
        .latest {
          display: grid;
          grid-template-columns: 1fr 1fr;
          gap: 0 1rem;
          grid-row: 1;
          padding: 0 0 0.75rem;
        }
        dl {
          margin: 0;
        }
      }
      @media print {
        :host {
          break-inside: avoid;
        }
      }
    `,
  ];

  @property({ attribute: false }) answer: CriterionAnswer | undefined;

  /** The id of the item whose gate it is of. */
  @property() item = '';

  /** As it stands in the roadmap, for who may edit it. */
  @property({ attribute: false }) criterion: RoadmapCriterionJson | undefined;

  /** When the gate is due, Unix ms. */
  @property({ attribute: false }) dueAt: number | undefined;

  /** The server's time, Unix ms. */
  @property({ type: Number }) now = 0;

  @property() zone = 'UTC';

  @property() currency = 'USD';

  override render(): TemplateResult | typeof nothing {
    const { answer } = this;
    if (answer === undefined) return nothing;
    const { verdict, signal, drift } = answer;
    const outlook = answer.forecast ?? answer.noForecast;
    const reading = judgedReading(verdict, signal, this.currency, this.now);
    const title = criterionTitle(verdict, signal);
    return html`<article class=${reading.waived ? 'waived' : verdict.state} aria-labelledby="title">
      <div class="told">
      <div class="head">
        <h3 id="title">
          <gl-state-glyph .state=${verdict.state} .waived=${reading.waived} .stale=${reading.stale} label=""></gl-state-glyph>
          ${title}
        </h3>
        <span class="words">${reading.words}${verdict.advisory ? ', advisory' : nothing}</span>
      </div>
      ${signal === undefined ? nothing : html`<code>${verdict.text}</code>`}
      <p class="sentence">${unbroken(verdict.sentence)}</p>
      ${outlook === undefined ? nothing : html`<p class="sentence forecast">${unbroken(outlook.sentence)}</p>`}
      ${drift === undefined ? nothing : html`<p class="sentence">${unbroken(drift.sentence)}</p>`}
      ${verdict.note === undefined ? nothing : html`<p class="sentence">${verdict.note}</p>`}
      ${evidenceLink(verdict)}
      <gl-criterion-actions .item=${this.item} .criterion=${this.criterion} .met=${verdict.state === 'pass'}></gl-criterion-actions>
      </div>
      ${this.#chart(answer)}
    </article>`;
  }

  #chart(answer: CriterionAnswer): TemplateResult | typeof nothing {
    const { verdict, signal, chart } = answer;
    if (signal === undefined || chart === undefined) return nothing;
    const { zone, currency, now } = this;
    const writing = { unit: signal.unit, currency, zone, now };
    const seen = chart.points.some((point) => point.value !== null);
    const table = () =>
      pointTable(
        heading(signal.title),
        chart.points,
        verdict.target,
        writing,
        forecastEnd(answer, this.dueAt),
      );
    return html`<div class="body">
        <gl-gate-chart
          .points=${chart.points}
          .marks=${chart.marks}
          .signal=${signal}
          .target=${verdict.target}
          .statedTarget=${statedTarget(verdict.text)}
          .op=${verdict.op}
          .evidence=${evidenceOf(answer)}
          .dueAt=${this.dueAt}
          .forecast=${answer.forecast}
          .now=${now}
          .zone=${zone}
          .currency=${currency}
          .caption=${caption(answer)}
        ></gl-gate-chart>
        ${seen ? this.#latest(answer) : this.#awaited(answer)}
      </div>
      ${seen ? html`<gl-same-numbers .numbers=${table} .of=${signal.title}></gl-same-numbers>` : nothing}`;
  }

  /** Nothing was seen yet: the target alone. */
  #awaited({ verdict, signal }: CriterionAnswer): TemplateResult {
    const { target } = judgedReading(verdict, signal, this.currency, this.now);
    return html`<div class="latest">
      <div>
        <span class="label">Target</span>
        <span class="value">${target ?? 'not known'}</span>
      </div>
    </div>`;
  }

  /** The last value that the line ends with, and beside it the one that decided. */
  #latest(answer: CriterionAnswer): TemplateResult {
    const { verdict, signal, chart } = answer;
    const { actual, live } = verdict;
    const last = chart?.points.findLast((point) => point.value !== null);
    const reading = judgedReading(verdict, signal, this.currency, this.now);
    const value = live?.value ?? last?.value ?? undefined;
    const at = live?.observedAt ?? (last?.partial ? actual?.observedAt : last?.to);
    return html`<div class="latest">
      <div>
        <span class="label">${live === undefined ? 'Latest' : 'Last hour'}</span>
        <span class="value">${formatValue(value, signal?.unit ?? 'score', this.currency)}</span>
        ${at === undefined ? nothing : html`<gl-age class="age" .at=${at} .zone=${this.zone}></gl-age>`}
        ${
          verdict.missingNow
            ? html`<span class="now"><gl-state-glyph state="fail" label=""></gl-state-glyph>Missing now</span>`
            : nothing
        }
      </div>
      <dl>
        <div>
          <dt>${actual === undefined ? 'Decides' : extentWords(actual)}</dt>
          <dd>${reading.value}</dd>
        </div>
        <div>
          <dt>Target</dt>
          <dd>${reading.target ?? 'not known'}</dd>
        </div>
        ${this.#beside(answer)}
      </dl>
    </div>`;
  }

  /** What the other kind of evidence shows, which does not decide. */
  #beside(answer: CriterionAnswer): TemplateResult | typeof nothing {
    const { drift, signal } = answer;
    if (drift === undefined || signal === undefined) return nothing;
    const decides = evidenceOf(answer);
    const { value } = decides === 'production' ? drift.evaluation : drift.production;
    return html`<div>
      <dt>${decides === 'production' ? 'Newest run' : 'In production'}</dt>
      <dd>${formatValue(value, signal.unit, this.currency)}</dd>
    </div>`;
  }
}

/** The evidence that somebody vouched by. */
function evidenceLink({ attested }: CriterionAnswer['verdict']): TemplateResult | typeof nothing {
  const link = attested?.attestation?.link;
  return link === undefined
    ? nothing
    : html`<p class="sentence"><a href=${link} rel="noreferrer">What it was attested by</a></p>`;
}

/** What its trend leads to when it is due. */
function forecastEnd({ forecast }: CriterionAnswer, at: number | undefined): ForecastEnd | undefined {
  return forecast?.expected === undefined || at === undefined ? undefined : { ...forecast.expected, at };
}

function evidenceOf({ verdict, chart }: CriterionAnswer): 'production' | 'evaluation' {
  if (verdict.actual !== undefined) return verdict.actual.evidence;
  return chart?.points.some((point) => point.run !== undefined) ? 'evaluation' : 'production';
}

/** What the deciding value is over. */
function extentWords(actual: ActualJson): string {
  if (actual.evidence === 'evaluation') return 'Deciding run';
  return `Over ${formatDuration(wholeHours(actual.to - actual.from))}`;
}

function wholeHours(ms: number): number {
  return Math.max(1, Math.round(ms / 3_600_000)) * 3_600_000;
}

function caption(answer: CriterionAnswer): string {
  if (evidenceOf(answer) === 'evaluation') return 'Each point is a run; whiskers: its interval.';
  const step = answer.chart?.step ?? '';
  const ms = parseDuration(step);
  const cone = answer.forecast?.expected === undefined ? '' : '; dotted: where it leads if it goes on';
  return `Each point is ${ms === undefined ? `a ${step}` : formatDuration(ms)}; band: what is not certain${cone}.`;
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-criterion': CriterionView;
  }
}

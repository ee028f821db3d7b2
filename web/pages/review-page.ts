import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ReviewResponse } from '../../server/http/contract/review.ts';
import { review } from '../api/resources.ts';
import { paths } from '../app/routes.ts';
import { formatDay, formatMoment, formatQuarter } from '../elements/calendar-text.ts';
import { unbroken } from '../elements/unbroken.ts';
import { A_VERSION } from './first-lines.ts';
import { Page } from './page.ts';
import { asOf, type PrintFrame, PrintFrameController } from './print-frame.ts';
import { eventsPart, milestonesPart, reviewTables, summary } from './review-tables.ts';
import { lineBones, matrixBones, sentenceBones } from './skeletons.ts';
import '../elements/empty-note.ts';
import '../elements/review-gate.ts';

/**
 * A quarter in review: the story on the first page, then each gate, the milestones, and what happened. Made to be printed.
 *
 * @element gl-review-page
 */
@customElement('gl-review-page')
export class ReviewPage extends Page {
  static override styles = [
    Page.styles,
    reviewTables,
    css`
      :host {
        padding-inline-end: max(var(--gl-gutter), calc(100% - 92rem));
      }
      .bar {
        display: flex;
        flex-wrap: wrap;
        gap: 0.75rem 1.5rem;
        align-items: start;
        justify-content: space-between;
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: 0.5rem;
      }
      .extent {
        color: var(--gl-muted);
        font-size: var(--gl-14);
      }
      .sentence {
        max-width: 52rem;
        margin-top: 1rem;
        font-size: var(--gl-20);
        font-weight: var(--gl-bold);
        line-height: 1.35;
        text-wrap: pretty;
      }
      .counts {
        display: flex;
        flex-wrap: wrap;
        gap: 0.75rem 2.5rem;
        margin-top: 1rem;
      }
      .counts dt {
        color: var(--gl-muted);
        font-size: var(--gl-14);
      }
      .counts dd {
        font-size: var(--gl-28);
        font-weight: var(--gl-bold);
        line-height: 1.2;
      }
      gl-review-gate + gl-review-gate {
        margin-top: 2rem;
      }
      @media print {
        :host {
          padding-inline-end: 0;
        }
        .block {
          margin-top: 9mm;
        }
        .gates {
          break-before: page;
          margin-top: 0;
        }
        h2,
        h3 {
          break-after: avoid;
        }
        tr,
        li {
          break-inside: avoid;
        }
        gl-review-gate {
          break-inside: avoid;
        }
      }
    `,
  ];

  readonly #review = this.live<ReviewResponse>(() => review(this.product, this.period));

  /** The product's id. */
  @property() product = '';

  /** `2026-Q4`, or `current`. */
  @property() period = 'current';

  constructor() {
    super();
    new PrintFrameController(this, () => this.#frame());
  }

  #frame(): PrintFrame | undefined {
    const { value } = this.#review;
    if (value === undefined) return undefined;
    const toDate = value.running ? ', to date' : '';
    return asOf(`${value.name}, review of ${formatQuarter(value.period)}${toDate}`, value);
  }

  override render(): TemplateResult {
    const quarter = this.#review.value?.period ?? this.period;
    const title = quarter === 'current' ? 'Review' : `Review of ${formatQuarter(quarter)}`;
    return html`<div class="bar">
        <h1 tabindex="-1">${title}</h1>
        ${this.#actions()}
      </div>
      ${this.show(this.#review, {
        what: 'The review',
        waiting: () => html`${sentenceBones()}
          <div class="block">${matrixBones(20)}</div>
          ${lineBones(4)}`,
        ready: (value) => this.#story(value),
      })}`;
  }

  #actions(): TemplateResult | typeof nothing {
    const { value } = this.#review;
    if (value === undefined) return nothing;
    const { previous, next } = value;
    return html`<nav class="actions no-print" aria-label="Quarters">
      <a class="button" href=${paths.review(this.product, previous)}>← ${formatQuarter(previous)}</a>
      ${
        next === undefined
          ? nothing
          : html`<a class="button" href=${paths.review(this.product, next)}>${formatQuarter(next)} →</a>`
      }
      <button @click=${() => window.print()}>Print</button>
    </nav>`;
  }

  #story(value: ReviewResponse): TemplateResult {
    const { gates, milestones, running, from, to, zone, asOf } = value;
    const passed = gates.filter((gate) => gate.state === 'pass').length;
    const extent = `${formatDay(from, zone, asOf)} to ${formatDay(to - 1, zone, asOf)}, days of ${zone}`;
    return html`<p class="extent">
        ${value.name}, ${extent}${running ? `, to date: ${formatMoment(asOf, zone)}` : nothing}
      </p>
      <p class="sentence">${unbroken(value.sentence)}</p>
      ${
        gates.length === 0 && milestones.items.length === 0
          ? this.#empty()
          : html`<dl class="counts">
                <div><dt>Gates passed</dt><dd>${passed} of ${gates.length}</dd></div>
                <div><dt>Milestones done</dt><dd>${milestones.done} of ${milestones.planned}</dd></div>
              </dl>
              ${gates.length === 0 ? nothing : summary(value)} ${milestonesPart(value)} ${this.#gates(value)}
              ${eventsPart(value)}`
      }`;
  }

  #gates({ gates, currency, zone, asOf }: ReviewResponse): TemplateResult | typeof nothing {
    if (gates.length === 0) return nothing;
    return html`<section class="block gates" aria-labelledby="gates">
      <h2 id="gates">Gates</h2>
      ${gates.map(
        (gate) =>
          html`<gl-review-gate .gate=${gate} .product=${this.product} .currency=${currency} .zone=${zone} .now=${asOf}></gl-review-gate>`,
      )}
    </section>`;
  }

  #empty(): TemplateResult {
    return html`<div class="block">
      <gl-empty-note
        what="Every gate with its target, its actual over the quarter and its verdict, and the milestones planned and done"
        way="In the roadmap file, a gate that is due in the quarter:"
        code=${A_VERSION}
      >
        No gate and no milestone of the roadmap belongs to this quarter.
      </gl-empty-note>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-review-page': ReviewPage;
  }
}

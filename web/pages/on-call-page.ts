import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatPair, formatValue } from '../../core/signal/format.ts';
import type { OnCallResponse } from '../../server/http/contract/operations.ts';
import { onCall } from '../api/resources.ts';
import { paths } from '../app/routes.ts';
import { sparklineTable } from '../charts/sparkline-table.ts';
import { byUrgency } from '../elements/breaker-summary.ts';
import { itemTitle } from '../elements/item-title.ts';
import { misses } from '../elements/misses.ts';
import { A_BREAKER, A_LIMIT, AN_ALERTMANAGER } from './first-lines.ts';
import { Page } from './page.ts';
import { cardBones, sentenceBones } from './skeletons.ts';
import '../charts/sparkline.ts';
import '../elements/age.ts';
import '../elements/alert-list.ts';
import '../elements/breaker-row.ts';
import '../elements/empty-note.ts';
import '../elements/gate-sentence.ts';
import '../elements/live-miss.ts';
import '../elements/same-numbers.ts';
import '../elements/spend-limit.ts';

const DAY = 86_400_000;

/**
 * For who is woken: what burns, since when, how fast, whom to tell, the runbook. One column on a phone, two on a desk.
 *
 * @element gl-on-call-page
 */
@customElement('gl-on-call-page')
export class OnCallPage extends Page {
  static override styles = [
    Page.styles,
    css`
      .lead {
        min-height: 3.5rem;
        align-content: center;
      }
      .who {
        display: flex;
        flex-wrap: wrap;
        gap: 0.5rem 1rem;
        align-items: center;
        margin-top: 0.75rem;
      }
      .who .button {
        min-height: 2.75rem;
        font-size: var(--gl-16);
      }
      .columns {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr));
        gap: 0 2rem;
        align-items: start;
      }
      .block {
        margin-top: 1.75rem;
      }
      .block > h2 {
        margin-bottom: 0.625rem;
      }
      .card {
        border: 1px solid var(--gl-hairline);
        border-radius: var(--gl-radius);
        background: var(--gl-surface);
      }
      .card > * + * {
        border-top: 1px solid var(--gl-hairline);
      }
      gl-spend-limit + gl-spend-limit {
        margin-top: 0.75rem;
      }
      .fine {
        padding: 0.75rem 1.25rem;
        color: var(--gl-muted);
      }
      .gate {
        display: block;
        padding: 0.75rem 1.25rem;
      }
      .gate a {
        display: inline-flex;
        align-items: center;
        min-height: 2.75rem;
        font-weight: var(--gl-bold);
      }
      .gate li + li {
        margin-top: 0.5rem;
      }
      .gate gl-gate-sentence {
        font-size: var(--gl-14);
      }
      .pipeline {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 0 1.25rem;
        align-items: center;
        padding: 0.75rem 1.25rem;
      }
      .value {
        font-size: var(--gl-28);
        font-weight: var(--gl-bold);
        line-height: 1.2;
      }
      .pipeline gl-same-numbers {
        grid-column: 1 / -1;
        min-width: 0;
      }
      .small {
        color: var(--gl-muted);
        font-size: var(--gl-12);
      }
    `,
  ];

  readonly #onCall = this.live<OnCallResponse>(() => onCall(this.product));

  /** The product's id. */
  @property() product = '';

  override render(): TemplateResult {
    return html`<h1 class="visually-hidden" tabindex="-1">On call</h1>
      ${this.show(this.#onCall, {
        what: 'The on-call page',
        waiting: () => html`<div class="lead">${sentenceBones()}</div>
          <div class="columns">${[24, 30].map((rem) => html`<div class="block">${cardBones(rem)}</div>`)}</div>`,
        ready: (value) => this.#ready(value),
      })}`;
  }

  #ready(value: OnCallResponse): TemplateResult {
    const alerts = this.#alerts(value);
    // Where no source tells about alerts, how to have one is read last.
    const told = value.alerts.lists.length > 0;
    return html`<div class="lead">
        <gl-gate-sentence size="lead" .state=${value.state} .sentence=${value.sentence}></gl-gate-sentence>
      </div>
      ${who(value)}
      <div class="columns">
        <div>${told ? alerts : nothing} ${this.#missing(value)} ${this.#breakers(value)} ${told ? nothing : alerts}</div>
        <div>${this.#spend(value)} ${this.#failing(value)} ${this.#ungated(value)} ${this.#pipeline(value)}</div>
      </div>`;
  }

  #alerts({ alerts, zone, asOf }: OnCallResponse): TemplateResult {
    return html`<section class="block" aria-labelledby="alerts">
      <h2 id="alerts">Alerts</h2>
      ${
        alerts.lists.length === 0
          ? html`<gl-empty-note small what="Which alerts fire, since when, and who keeps them quiet" way="In gateline.yaml:" code=${AN_ALERTMANAGER}>
              No source tells about alerts.
            </gl-empty-note>`
          : html`<gl-alert-list .content=${alerts} .zone=${zone} .now=${asOf}></gl-alert-list>`
      }
    </section>`;
  }

  #missing({ missing, currency, zone }: OnCallResponse): TemplateResult {
    return html`<section class="block" aria-labelledby="missing">
      <h2 id="missing">Missing its target now</h2>
      <div class="card">
        ${
          missing.length === 0
            ? html`<p class="fine">Every live reading meets its target.</p>`
            : missing.map(
                (miss) => html`<gl-live-miss
                  .miss=${miss}
                  .currency=${currency}
                  .zone=${zone}
                  .href=${paths.version(this.product, miss.item, miss.signal)}
                ></gl-live-miss>`,
              )
        }
      </div>
    </section>`;
  }

  #spend({ spend, currency, zone, asOf }: OnCallResponse): TemplateResult {
    return html`<section class="block" aria-labelledby="spend">
      <h2 id="spend">Spend</h2>
      ${
        spend.length === 0
          ? html`<gl-empty-note small what="Spend against its limit, and where the pace leads" way="In the roadmap file:" code=${A_LIMIT}>
              The roadmap has no spend limit.
            </gl-empty-note>`
          : spend.map(
              (limit) =>
                html`<gl-spend-limit .limit=${limit} .currency=${currency} .zone=${zone} .now=${asOf}></gl-spend-limit>`,
            )
      }
    </section>`;
  }

  #breakers({ breakers, zone, asOf }: OnCallResponse): TemplateResult {
    return html`<section class="block" aria-labelledby="breakers">
      <h2 id="breakers">Circuit breakers, 24 hours</h2>
      ${
        breakers.length === 0
          ? html`<gl-empty-note small what="Each circuit breaker's state, since when, and its last 24 hours" way="At a source in gateline.yaml:" code=${A_BREAKER}>
              No source tells about a circuit breaker.
            </gl-empty-note>`
          : html`<div class="card">
              ${byUrgency(breakers).map(
                (breaker) =>
                  html`<gl-breaker-row .breaker=${breaker} .from=${asOf - DAY} .to=${asOf} .zone=${zone}></gl-breaker-row>`,
              )}
            </div>`
      }
    </section>`;
  }

  #failing({ failing, zone }: OnCallResponse): TemplateResult {
    return html`<section class="block" aria-labelledby="failing">
      <h2 id="failing">Failing gates</h2>
      <div class="card">
        ${
          failing.length === 0
            ? html`<p class="fine">No gate of what is in rollout or live fails.</p>`
            : failing.map(
                (gate) => html`<div class="gate">
                  <a href=${paths.version(this.product, gate.item)}>${itemTitle(gate.item, gate.title)}</a>
                  <ul>
                    ${gate.criteria.map(
                      (one) => html`<li>
                        <gl-gate-sentence .state=${one.state} .waived=${one.waiver !== undefined} .sentence=${one.sentence}></gl-gate-sentence>
                      </li>`,
                    )}
                  </ul>
                  <p class="small">Failing <gl-age form="for" .at=${gate.since} .zone=${zone}></gl-age></p>
                </div>`,
              )
        }
      </div>
    </section>`;
  }

  #ungated({ ungated }: OnCallResponse): TemplateResult | typeof nothing {
    if (ungated.length === 0) return nothing;
    return html`<section class="block" aria-labelledby="ungated">
      <h2 id="ungated">Serving ungated</h2>
      <div class="card">
        ${ungated.map(
          (one) => html`<div class="gate">
            <a href=${paths.version(this.product, one.item)}>${itemTitle(one.item, one.title)}</a>
            <gl-gate-sentence .state=${one.state} .sentence=${one.sentence}></gl-gate-sentence>
          </div>`,
        )}
      </div>
    </section>`;
  }

  #pipeline({ pipeline, currency, zone, asOf }: OnCallResponse): TemplateResult | typeof nothing {
    if (pipeline === undefined) return nothing;
    const { actual, target, sparkline } = pipeline;
    const value = actual.value;
    const pair =
      value === undefined || target === undefined ? undefined : formatPair(value, target, 'share', currency);
    const { from, to } = actual;
    const line = {
      title: 'Pipeline error rate',
      unit: 'share',
      from,
      stepMs: (to - from) / sparkline.length,
    } as const;
    const table = () =>
      sparklineTable(line.title, [{ ...line, values: sparkline }], { currency, zone, now: asOf });
    const missed = misses(value, '<', target);
    return html`<section class="block" aria-labelledby="pipeline">
      <h2 id="pipeline">Pipeline error rate</h2>
      <div class="card">
        <div class="pipeline">
          <div>
            <p class="value">
              ${missed ? html`<gl-state-glyph state="fail"></gl-state-glyph>` : nothing}
              ${pair?.value ?? formatValue(value, 'share', currency)}
            </p>
            <p class="small">
              ${pair === undefined ? 'no target' : `< ${pair.target}`},
              <gl-age .at=${actual.observedAt} .zone=${zone}></gl-age>
            </p>
          </div>
          <gl-sparkline .values=${sparkline} .target=${target} unit="share" better="lower"></gl-sparkline>
          <gl-same-numbers .numbers=${table} of="pipeline error rate"></gl-same-numbers>
        </div>
      </div>
    </section>`;
  }
}

function who({ runbook, contact }: OnCallResponse): TemplateResult | typeof nothing {
  if (runbook === undefined && contact === undefined) return nothing;
  return html`<p class="who">
    ${runbook === undefined ? nothing : html`<a class="button" href=${runbook} rel="noreferrer">Open the runbook</a>`}
    ${contact === undefined ? nothing : html`<span>Tell <strong>${contact}</strong></span>`}
  </p>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-on-call-page': OnCallPage;
  }
}

import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatShare, formatValue } from '../../core/signal/format.ts';
import type { SpendResponse } from '../../server/http/contract/operations.ts';
import { base } from '../styles/base.ts';
import { formatDay, formatTime } from './calendar-text.ts';
import { cssVariables } from './css-variables.ts';
import './age.ts';

type Limit = SpendResponse['limits'][number];

const STATE_WORDS: Readonly<Record<Limit['state'], string>> = {
  within: 'Within the limit',
  'at-risk': 'At risk',
  exceeded: 'Exceeded',
  'no-data': 'No data',
};

/**
 * Money spent against its limit: a bar with the limit as its end, the time that has passed as a tick, and the pace in words.
 *
 * @element gl-spend-limit
 */
@customElement('gl-spend-limit')
export class SpendLimit extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        padding: 1rem 1.25rem;
        border: 1px solid var(--gl-hairline);
        border-radius: var(--gl-radius);
        background: var(--gl-surface);
      }
      .head {
        display: flex;
        flex-wrap: wrap;
        gap: 0 1rem;
        align-items: baseline;
        justify-content: space-between;
      }
      .state {
        font-size: var(--gl-14);
        font-weight: var(--gl-bold);
      }
      .at-risk {
        color: var(--gl-unproven-text);
      }
      .exceeded {
        color: var(--gl-fail-text);
      }
      .no-data {
        color: var(--gl-none-text);
      }
      .spent {
        margin-top: 0.25rem;
        font-size: var(--gl-28);
        font-weight: var(--gl-bold);
        line-height: 1.2;
      }
      .spent small {
        color: var(--gl-muted);
        font-size: var(--gl-14);
        font-weight: var(--gl-regular);
      }
      .bar {
        position: relative;
        height: 0.875rem;
        margin: 0.625rem 0 1.875rem;
        background: var(--gl-sunken);
        box-shadow: inset 0 0 0 1px var(--gl-edge);
        forced-color-adjust: none;
      }
      .filled {
        width: var(--filled);
        height: 100%;
        background: var(--gl-text);
      }
      .projected {
        position: absolute;
        top: 0;
        left: var(--filled);
        width: var(--ahead);
        height: 100%;
        background: repeating-linear-gradient(-45deg, var(--gl-muted) 0 2px, transparent 2px 6px);
      }
      .limit,
      .elapsed {
        position: absolute;
        top: -0.25rem;
        left: var(--end);
        height: 1.375rem;
        border-inline-start: 3px solid var(--gl-text);
      }
      .elapsed {
        left: var(--elapsed);
        border-inline-start-width: 1px;
      }
      .tick {
        position: absolute;
        top: 1.125rem;
        left: var(--elapsed);
        color: var(--gl-muted);
        font-size: var(--gl-12);
        white-space: nowrap;
        translate: -50%;
      }
      .pace {
        font-size: var(--gl-14);
        text-wrap: pretty;
      }
      .facts {
        display: flex;
        flex-wrap: wrap;
        gap: 0.25rem 1.25rem;
        margin-top: 0.25rem;
        color: var(--gl-muted);
        font-size: var(--gl-12);
      }
      .who {
        display: flex;
        flex-wrap: wrap;
        gap: 0 1.5rem;
        margin-top: 0.5rem;
        font-size: var(--gl-14);
      }
      .who > * {
        display: inline-flex;
        align-items: center;
        min-height: 2.75rem;
      }
    `,
  ];

  @property({ attribute: false }) limit: Limit | undefined;

  @property() currency = 'USD';

  @property() zone = 'UTC';

  /** The server's time, Unix ms. */
  @property({ type: Number }) now = 0;

  override render(): TemplateResult | typeof nothing {
    const { limit } = this;
    if (limit === undefined) return nothing;
    return html`<article aria-labelledby="title">
      <div class="head">
        <h3 id="title">${limit.title}</h3>
        <span class="state ${limit.state}">${STATE_WORDS[limit.state]}</span>
      </div>
      <p class="spent">${this.#money(limit.spent)} <small>of ${this.#money(limit.amount)} per ${limit.period}</small></p>
      ${this.#bar(limit)}
      <p class="pace">${limit.sentence}</p>
      <p class="facts">${this.#facts(limit)}</p>
      ${contacts(limit)}
    </article>`;
  }

  /** The bar is as long as the limit or as the end that the pace leads to, whichever is more. */
  #bar({ amount, spent, projected, from, to }: Limit): TemplateResult {
    const full = Math.max(amount, spent, projected ?? 0) || 1;
    const share = (value: number) => `${(value / full) * 100}%`;
    const elapsed = Math.min(1, Math.max(0, (this.now - from) / (to - from)));
    const variables = {
      '--filled': share(spent),
      '--ahead': share(Math.max(0, (projected ?? spent) - spent)),
      '--end': share(amount),
      '--elapsed': share(elapsed * amount),
    } as const;
    return html`<div class="bar" aria-hidden="true" ${cssVariables(variables)}>
      <div class="filled"></div>
      <div class="projected"></div>
      <div class="limit"></div>
      <div class="elapsed"></div>
      <span class="tick">even pace</span>
    </div>`;
  }

  #facts(limit: Limit): TemplateResult {
    const { lastDay, reachedAt, pricedShare, coverage, observedAt, period } = limit;
    return html`<span>Last 24 hours ${this.#money(lastDay)}</span>
      ${reachedAt === undefined ? nothing : html`<span>Limit reached ${this.#when(reachedAt, period)} at this rate</span>`}
      ${pricedShare === undefined || pricedShare >= 1 ? nothing : html`<span>${formatShare(pricedShare)} priced</span>`}
      ${coverage >= 0.995 ? nothing : html`<span>${formatShare(coverage)} of the time observed</span>`}
      ${observedAt === undefined ? nothing : html`<gl-age .at=${observedAt} .zone=${this.zone}></gl-age>`}`;
  }

  #when(at: number, period: Limit['period']): string {
    return period === 'day' ? `at ${formatTime(at, this.zone)}` : `on ${formatDay(at, this.zone, this.now)}`;
  }

  #money(amount: number): string {
    return formatValue(amount, 'currency', this.currency);
  }
}

function contacts({ runbook, contact }: Limit): TemplateResult | typeof nothing {
  if (runbook === undefined && contact === undefined) return nothing;
  return html`<p class="who">
    ${runbook === undefined ? nothing : html`<a href=${runbook} rel="noreferrer">Runbook</a>`}
    ${contact === undefined ? nothing : html`<span>Tell ${contact}</span>`}
  </p>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-spend-limit': SpendLimit;
  }
}

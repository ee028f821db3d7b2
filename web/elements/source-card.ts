import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatCount } from '../../core/signal/format.ts';
import { formatDuration } from '../../core/time/duration.ts';
import type { SourcesResponse } from '../../server/http/contract/operations.ts';
import { base } from '../styles/base.ts';
import './age.ts';
import './state-glyph.ts';

export type Source = SourcesResponse['sources'][number];

const KIND_WORDS: Readonly<Record<Source['kind'], string>> = {
  prometheus: 'Prometheus server',
  scrape: 'Scraped target',
  otlp: 'OpenTelemetry',
  evaluations: 'Evaluation runs',
  alertmanager: 'Alertmanager',
  history: 'History',
};

const STATES = {
  ok: { state: 'pass', words: 'Reading' },
  failing: { state: 'fail', words: 'Failing' },
  stale: { state: 'no-data', words: 'Stale' },
  waiting: { state: 'not-started', words: 'Waiting for its first data' },
} as const;

/** In the order in which a reader asks. What is not known here is shown as it is named. */
const COUNT_WORDS: Readonly<Record<string, string>> = {
  accepted: 'taken in',
  unattributed: 'unattributed',
  rejected: 'rejected',
  resets: 'resets',
  unanchored: 'unanchored',
  duplicate: 'seen before',
  'out-of-order': 'out of order',
  overflowed: 'overflowed',
  forgotten: 'series forgotten',
  excluded: 'excluded',
};

/**
 * How a source of actuals fares: freshness, last error, what it brought and what of that was not taken.
 *
 * @element gl-source-card
 */
@customElement('gl-source-card')
export class SourceCard extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        padding: 1rem 1.25rem;
        border: 1px solid var(--gl-hairline);
        border-radius: var(--gl-radius);
        background: var(--gl-surface);
        font-size: var(--gl-14);
      }
      .head {
        display: flex;
        flex-wrap: wrap;
        gap: 0 0.75rem;
        align-items: baseline;
        justify-content: space-between;
      }
      h3 {
        display: flex;
        gap: 0.5rem;
        align-items: center;
      }
      .failing .state {
        color: var(--gl-fail-text);
      }
      .state {
        font-weight: var(--gl-bold);
      }
      .address {
        margin-top: 0.125rem;
        color: var(--gl-muted);
        overflow-wrap: anywhere;
      }
      .error,
      .warnings li {
        margin-top: 0.75rem;
        padding: 0.5rem 0.75rem;
        border-inline-start: 3px solid var(--gl-fail);
        background: var(--gl-fail-wash);
        overflow-wrap: anywhere;
      }
      .warnings li {
        border-color: var(--gl-unproven);
        background: var(--gl-sunken);
      }
      .error gl-age {
        color: var(--gl-muted);
      }
      dl {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(6.5rem, 1fr));
        gap: 0.5rem 1rem;
        margin-top: 0.875rem;
      }
      .cell {
        display: flex;
        flex-direction: column-reverse;
      }
      dt {
        color: var(--gl-muted);
        font-size: var(--gl-12);
      }
      dd {
        font-weight: var(--gl-bold);
      }
      .zero dd {
        color: var(--gl-muted);
        font-weight: var(--gl-regular);
      }
      .reasons {
        margin-top: 0.625rem;
        color: var(--gl-muted);
        font-size: var(--gl-12);
      }
    `,
  ];

  @property({ attribute: false }) source: Source | undefined;

  override render(): TemplateResult | typeof nothing {
    const { source } = this;
    if (source === undefined) return nothing;
    const { state, words } = STATES[source.state];
    return html`<article class=${source.state} aria-labelledby="title">
      <div class="head">
        <h3 id="title"><gl-state-glyph .state=${state} ?stale=${source.state === 'stale'} label=""></gl-state-glyph>${source.name}</h3>
        <span class="state">${words}</span>
      </div>
      <p class="address">${KIND_WORDS[source.kind]}, <code>${source.address}</code></p>
      <p class="muted">
        ${
          source.lastSuccessAt === undefined
            ? 'Nothing was read yet'
            : html`Last read <gl-age .at=${source.lastSuccessAt}></gl-age>`
        }${source.intervalMs === undefined ? nothing : `, every ${formatDuration(source.intervalMs)}`}
      </p>
      ${error(source)} ${warnings(source)} ${counts(source)} ${reasons(source)} ${unpriced(source)}
    </article>`;
  }
}

function error({ lastError }: Source): TemplateResult | typeof nothing {
  if (lastError === undefined) return nothing;
  return html`<p class="error">${lastError.message} <gl-age .at=${lastError.at}></gl-age></p>`;
}

function warnings({ warnings: told }: Source): TemplateResult | typeof nothing {
  if (told.length === 0) return nothing;
  return html`<ul class="warnings">${told.map((warning) => html`<li>${warning}</li>`)}</ul>`;
}

function counts(source: Source): TemplateResult | typeof nothing {
  const named = Object.keys(COUNT_WORDS).filter((name) => name in source.counts);
  const others = Object.keys(source.counts).filter((name) => !(name in COUNT_WORDS));
  if (named.length + others.length === 0) return nothing;
  return html`<dl>
    ${[...named, ...others].map((name) => {
      const n = source.counts[name] ?? 0;
      return html`<div class="cell ${n === 0 ? 'zero' : ''}">
        <dt>${COUNT_WORDS[name] ?? name}</dt>
        <dd title=${n.toLocaleString('en-US')}>${formatCount(n)}</dd>
      </div>`;
    })}
  </dl>`;
}

function reasons({ rejectedReasons }: Source): TemplateResult | typeof nothing {
  const told = Object.entries(rejectedReasons).sort(([, a], [, b]) => b - a);
  if (told.length === 0) return nothing;
  return html`<p class="reasons">
    Rejected: ${told.map(([reason, n]) => `${reason} (${formatCount(n)})`).join(', ')}
  </p>`;
}

function unpriced({ unpricedModels }: Source): TemplateResult | typeof nothing {
  const told = Object.entries(unpricedModels).sort(([, a], [, b]) => b - a);
  if (told.length === 0) return nothing;
  return html`<p class="reasons">
    No price for: ${told.map(([model, n]) => `${model} (${formatCount(n)} tokens)`).join(', ')}
  </p>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-source-card': SourceCard;
  }
}

import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { base, controls } from '../styles/base.ts';
import { type Alert, GRAVITY_SHAPES, quietWords, severityWord } from './alert-words.ts';
import { formatMoment } from './calendar-text.ts';
import './age.ts';
import './middle-text.ts';
import './state-glyph.ts';

/**
 * One alert: how grave, since when, what is the matter, who keeps it quiet, and the runbook.
 *
 * @element gl-alert-row
 */
@customElement('gl-alert-row')
export class AlertRow extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      :host {
        display: block;
        padding: 0.75rem 1.25rem;
      }
      .head {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        gap: 0 0.75rem;
        align-items: center;
        min-height: 2rem;
      }
      gl-state-glyph {
        font-size: var(--gl-20);
      }
      .name {
        font-weight: var(--gl-bold);
      }
      .of,
      .since {
        display: block;
        color: var(--gl-muted);
        font-size: var(--gl-12);
        font-weight: var(--gl-regular);
      }
      .severity {
        text-align: end;
        font-weight: var(--gl-bold);
      }
      .audible.critical .severity {
        color: var(--gl-fail-text);
      }
      .audible.warning .severity {
        color: var(--gl-unproven-text);
      }
      .quiet .name,
      .quiet .severity {
        font-weight: var(--gl-regular);
      }
      p {
        margin-top: 0.375rem;
        overflow-wrap: anywhere;
      }
      .why,
      .description {
        color: var(--gl-muted);
        font-size: var(--gl-14);
      }
      .description {
        white-space: pre-line;
      }
      .ways {
        display: flex;
        flex-wrap: wrap;
        gap: 0.5rem 0.75rem;
        margin-top: 0.5rem;
      }
      .ways .button {
        min-height: 2.75rem;
      }
    `,
  ];

  @property({ attribute: false }) alert: Alert | undefined;

  @property() zone = 'UTC';

  /** Its list is old: it may be over. */
  @property({ type: Boolean }) stale = false;

  override render(): TemplateResult | typeof nothing {
    const { alert, zone } = this;
    if (alert === undefined) return nothing;
    const { gravity, audible, name, item, environment, summary, description } = alert;
    const quiet = quietWords(alert, (at) => formatMoment(at, zone));
    return html`<div class="${gravity} ${audible ? 'audible' : 'quiet'}">
      <div class="head">
        <gl-state-glyph .state=${GRAVITY_SHAPES[gravity]} ?waived=${!audible} ?stale=${this.stale} label=""></gl-state-glyph>
        <span class="name"
          ><gl-middle-text .text=${name}></gl-middle-text>
          <span class="of">${[item, environment].filter((part) => part !== '').join(', ')}</span></span
        >
        <span class="severity"
          >${severityWord(alert)}<gl-age class="since" form="for" .at=${alert.since} .zone=${zone}></gl-age
        ></span>
      </div>
      ${summary === '' ? nothing : html`<p>${summary}</p>`}
      ${description === '' || description === summary ? nothing : html`<p class="description">${description}</p>`}
      ${quiet === undefined ? nothing : html`<p class="why">${quiet}</p>`} ${ways(alert)}
    </div>`;
  }
}

function ways({ runbook, origin, name }: Alert): TemplateResult | typeof nothing {
  if (runbook === undefined && origin === undefined) return nothing;
  return html`<p class="ways no-print">
    ${
      runbook === undefined
        ? nothing
        : html`<a class="button" href=${runbook} rel="noreferrer" aria-label="Open the runbook of ${name}">Runbook</a>`
    }
    ${
      origin === undefined
        ? nothing
        : html`<a class="button" href=${origin} rel="noreferrer" aria-label="Open the query of ${name}">Query</a>`
    }
  </p>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-alert-row': AlertRow;
  }
}

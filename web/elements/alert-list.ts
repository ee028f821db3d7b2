import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { AlertsContent } from '../../server/http/contract/alerts.ts';
import { base } from '../styles/base.ts';
import { type AlertList, doubtWords, emptyWords, leftOutWords } from './alert-words.ts';
import { formatMoment } from './calendar-text.ts';
import './age.ts';
import './alert-row.ts';
import './state-glyph.ts';

/**
 * What fires, what is kept quiet by whom, and above all how old that is: a list that cannot be read never looks like one in which
 * nothing fires.
 *
 * @element gl-alert-list
 */
@customElement('gl-alert-list')
export class AlertListElement extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        border: 1px solid var(--gl-hairline);
        border-radius: var(--gl-radius);
        background: var(--gl-surface);
      }
      .part + .part {
        border-top: 1px solid var(--gl-hairline);
      }
      .doubt {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 0 0.75rem;
        padding: 0.75rem 1.25rem;
        background: var(--gl-sunken);
        overflow-wrap: anywhere;
      }
      .why {
        color: var(--gl-muted);
        font-size: var(--gl-14);
      }
      .doubt gl-state-glyph {
        margin-top: 0.25rem;
        font-size: var(--gl-20);
      }
      .fine,
      .ages,
      summary {
        padding: 0.75rem 1.25rem;
        color: var(--gl-muted);
      }
      .ages,
      details {
        font-size: var(--gl-12);
      }
      .ages {
        display: flex;
        flex-wrap: wrap;
        gap: 0 1rem;
        padding-block: 0.5rem;
      }
      summary {
        padding-block: 0.875rem;
        cursor: pointer;
      }
      details li {
        padding: 0.25rem 1.25rem;
        overflow-wrap: anywhere;
      }
      details li:last-child {
        padding-bottom: 0.75rem;
      }
    `,
  ];

  @property({ attribute: false }) content: AlertsContent | undefined;

  @property() zone = 'UTC';

  /** When the content was made, Unix ms. */
  @property({ type: Number }) now = 0;

  override render(): TemplateResult | typeof nothing {
    const { content, zone, now } = this;
    if (content === undefined) return nothing;
    const { lists, alerts } = content;
    const old = new Set(lists.filter(({ state }) => state === 'stale').map(({ source }) => source));
    const empty = alerts.length === 0 ? emptyWords(lists) : undefined;
    const more = leftOutWords(lists);
    return html`${lists.map((list) => doubt(list, now))}
    ${empty === undefined ? nothing : html`<p class="part fine">${empty}</p>`}
    ${alerts.map(
      (alert) =>
        html`<gl-alert-row class="part" .alert=${alert} .zone=${zone} ?stale=${old.has(alert.source)}></gl-alert-row>`,
    )}
    ${more === undefined ? nothing : html`<p class="part fine">${more}</p>`}
    ${silences(content, zone)}
    <p class="part ages">${lists.map((list) => age(list, zone))}</p>`;
  }
}

function doubt(list: AlertList, now: number): TemplateResult | typeof nothing {
  const words = doubtWords(list, now);
  if (words === undefined) return nothing;
  return html`<div class="part doubt" role="status">
    <gl-state-glyph state="no-data" label=""></gl-state-glyph>
    <div>
      <p><strong>${words}</strong></p>
      ${list.message === undefined ? nothing : html`<p class="why">${list.message}</p>`}
    </div>
  </div>`;
}

function age({ source, kind, asOf }: AlertList, zone: string): TemplateResult | typeof nothing {
  if (asOf === undefined) return nothing;
  const verb = kind === 'read' ? 'read' : 'last told';
  return html`<span>${source}: ${verb} <gl-age .at=${asOf} .zone=${zone}></gl-age></span>`;
}

/** Also those that keep nothing quiet yet: they may be why it is so still. */
function silences({ silences: all }: AlertsContent, zone: string): TemplateResult | typeof nothing {
  if (all.length === 0) return nothing;
  const words = all.length === 1 ? '1 silence is in force' : `${all.length} silences are in force`;
  return html`<details class="part">
    <summary>${words}</summary>
    <ul>
      ${all.map(
        ({ by, until, comment, matchers }) => html`<li>
          <strong>${by === '' ? 'Somebody' : by}</strong> until ${formatMoment(until, zone)}${comment === '' ? '' : `: ${comment}`}
          <br /><code>${matchers.join(', ')}</code>
        </li>`,
      )}
    </ul>
  </details>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-alert-list': AlertListElement;
  }
}

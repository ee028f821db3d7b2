import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { DecisionJson } from '../../server/http/contract/decisions.ts';
import { base } from '../styles/base.ts';
import { formatDay, formatMoment } from './calendar-text.ts';
import './gate-sentence.ts';

/**
 * What was decided about an item, newest first: when, by whom, on which verdict and build, and each criterion as it stood then.
 *
 * @element gl-decision-list
 */
@customElement('gl-decision-list')
export class DecisionList extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      li {
        display: grid;
        grid-template-columns: 6rem 1fr;
        padding: 0.5rem 0;
        border-top: 1px solid var(--gl-hairline);
        font-size: var(--gl-14);
      }
      time {
        color: var(--gl-muted);
        white-space: nowrap;
      }
      p {
        max-width: 60rem;
        overflow-wrap: anywhere;
        text-wrap: pretty;
      }
      .facts {
        color: var(--gl-muted);
        font-size: var(--gl-12);
      }
      summary {
        display: inline-block;
        padding: 0.125rem 0;
        color: var(--gl-accent);
        text-decoration: underline;
        text-decoration-thickness: 1px;
        text-underline-offset: 0.2em;
        cursor: pointer;
      }
      gl-gate-sentence {
        margin-top: 0.375rem;
        font-size: var(--gl-14);
      }
      @media (pointer: coarse) {
        summary {
          padding: 0.625rem 0;
        }
      }
      @media screen and (max-width: 40rem) {
        li {
          grid-template-columns: 1fr;
        }
      }
      @media print {
        li {
          break-inside: avoid;
        }
      }
    `,
  ];

  /** Newest first. */
  @property({ attribute: false }) decisions: readonly DecisionJson[] = [];

  /** The product's time zone. */
  @property() zone = 'UTC';

  /** The server's time, Unix ms. */
  @property({ type: Number }) now = 0;

  override render(): TemplateResult | typeof nothing {
    if (this.decisions.length === 0) return nothing;
    return html`<ul>
      ${this.decisions.map((one) => this.#row(one))}
    </ul>`;
  }

  #row(one: DecisionJson): TemplateResult {
    const { zone, now } = this;
    const when = formatMoment(one.at, zone);
    return html`<li>
      <time datetime=${new Date(one.at).toISOString()} title=${when}>${formatDay(one.at, zone, now)}</time>
      <div>
        <p>${one.sentence}</p>
        <p class="facts">${when}. Written down by ${one.recordedBy}, roadmap revision ${one.revision.slice(0, 12)}${commitWords(one)}${linkOf(one)}.</p>
        <details>
          <summary>The verdict at that time</summary>
          ${one.criteria.map(
            ({ state, sentence, waiver }) =>
              html`<gl-gate-sentence .state=${state} .waived=${waiver !== undefined} .sentence=${sentence}></gl-gate-sentence>`,
          )}
        </details>
      </div>
    </li>`;
  }
}

function commitWords({ commit }: DecisionJson): string {
  return commit === undefined ? '' : `, commit ${commit.slice(0, 12)}`;
}

function linkOf({ link }: DecisionJson): TemplateResult | typeof nothing {
  return link === undefined ? nothing : html`, <a href=${link} rel="noreferrer">where it happened</a>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-decision-list': DecisionList;
  }
}

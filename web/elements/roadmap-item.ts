import { consume } from '@lit/context';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { RoadmapItemJson, RoadmapResponse } from '../../server/http/contract/roadmap.ts';
import { paths } from '../app/routes.ts';
import { mayEditContext } from '../editing/edit-context.ts';
import { base } from '../styles/base.ts';
import { formatDate } from './calendar-text.ts';
import { chainWords, slipWords } from './chain-words.ts';
import { itemTitle } from './item-title.ts';
import { lifecycleWords } from './lifecycle-words.ts';
import { stateWords } from './state-words.ts';
import { unbroken } from './unbroken.ts';
import '../editing/criterion-actions.ts';
import './gate-sentence.ts';
import './milestone-list.ts';
import './state-glyph.ts';

/**
 * One item of a roadmap, whole: gate with its live state, what it needs, milestones, and for features what a user gets at each version.
 *
 * @element gl-roadmap-item
 */
@customElement('gl-roadmap-item')
export class RoadmapItem extends LitElement {
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
        scroll-margin-top: 1rem;
      }
      h3 a {
        color: inherit;
        text-decoration-color: var(--gl-edge);
      }
      .facts {
        display: flex;
        flex-wrap: wrap;
        gap: 0 1rem;
        margin-top: 0.125rem;
        color: var(--gl-muted);
        font-size: var(--gl-12);
      }
      .about {
        margin-top: 0.5rem;
      }
      .gate {
        margin-top: 0.75rem;
        padding-top: 0.75rem;
        border-top: 1px solid var(--gl-hairline);
      }
      .gate-title {
        margin-bottom: 0.25rem;
        color: var(--gl-muted);
      }
      .label {
        color: var(--gl-muted);
      }
      details {
        margin-top: 0.5rem;
      }
      summary {
        color: var(--gl-accent);
        cursor: pointer;
      }
      details li {
        padding: 0.375rem 0;
        border-top: 1px solid var(--gl-hairline);
      }
      details ul {
        margin-top: 0.375rem;
      }
      .needs,
      .ships {
        margin-top: 0.75rem;
      }
      .needs li {
        display: inline-flex;
        gap: 0.375rem;
        align-items: center;
        margin-inline-end: 1rem;
      }
      .chain,
      .slip {
        margin-top: 0.5rem;
        text-wrap: pretty;
      }
      .slip {
        color: var(--gl-fail-text);
        font-weight: var(--gl-bold);
      }
      gl-milestone-list {
        margin-top: 0.75rem;
      }
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 0.25rem 0.75rem;
        margin-top: 0.75rem;
      }
      dt {
        color: var(--gl-muted);
      }
      @media print {
        :host {
          break-inside: avoid;
        }
      }
    `,
  ];

  @consume({ context: mayEditContext, subscribe: true }) @property({ attribute: false }) mayEdit = false;

  @property({ attribute: false }) item: RoadmapItemJson | undefined;

  /** The roadmap that it is of: for what it needs. */
  @property({ attribute: false }) roadmap: RoadmapResponse | undefined;

  override render(): TemplateResult | typeof nothing {
    const { item, roadmap } = this;
    if (item === undefined || roadmap === undefined) return nothing;
    const title = item.track === 'models' ? itemTitle(item.id, item.title) : item.title;
    const hasPage = item.track === 'models' || item.gate !== undefined;
    return html`<article aria-labelledby="title">
      <h3 id="title">
        ${hasPage ? html`<a href=${paths.version(roadmap.product, item.id)}>${title}</a>` : title}
      </h3>
      <p class="facts">${this.#facts(item, roadmap.asOf)}</p>
      ${item.description === undefined ? nothing : html`<p class="about">${item.description}</p>`}
      ${gateOf(item)} ${this.#criteria(item)} ${this.#needs(item, roadmap)} ${paragraph('chain', chainWords(item))}
      ${paragraph('slip', slipWords(item, roadmap))} ${shipping(item)}
      ${
        item.milestones.length === 0
          ? nothing
          : html`<gl-milestone-list .item=${item.id} .milestones=${item.milestones} .now=${roadmap.asOf}></gl-milestone-list>`
      }
      ${experienceOf(item)}
    </article>`;
  }

  /** Who may edit finds the criteria of the gate here; everybody reads them on the page of the item. */
  #criteria({ id, gate }: RoadmapItemJson): TemplateResult | typeof nothing {
    if (!this.mayEdit || gate === undefined || gate.criteria.length === 0) return nothing;
    return html`<details class="no-print">
      <summary>Waive or attest</summary>
      <ul>
        ${gate.criteria.map(
          (criterion) => html`<li>
            <code>${criterion.text}</code>
            <gl-criterion-actions .item=${id} .criterion=${criterion}></gl-criterion-actions>
          </li>`,
        )}
      </ul>
    </details>`;
  }

  #facts(item: RoadmapItemJson, now: number): TemplateResult {
    const { lifecycle, owner, start, due } = item;
    return html`<span>${lifecycleWords(lifecycle)}</span>
      ${owner === undefined ? nothing : html`<span>${owner}</span>`}
      ${start === undefined ? nothing : html`<span>from ${formatDate(start, now)}</span>`}
      ${due === undefined ? nothing : html`<span>due ${formatDate(due, now)}</span>`}`;
  }

  #needs(item: RoadmapItemJson, { items, product }: RoadmapResponse): TemplateResult | typeof nothing {
    if (item.needs.length === 0) return nothing;
    return html`<div class="needs">
      <span class="label">Needs</span>
      <ul>
        ${item.needs.map((id) => {
          const needed = items.find((one) => one.id === id);
          const versioned = needed?.track === 'models';
          const href = versioned ? paths.version(product, id) : paths.roadmap(product, id);
          const gate = needed?.gate;
          return html`<li>
            ${
              gate === undefined
                ? nothing
                : html`<gl-state-glyph .state=${gate.state} .waived=${gate.waived && gate.state === 'pass'} .label=${stateWords(gate.state)}></gl-state-glyph>`
            }
            <a href=${href}>${versioned ? id : (needed?.title ?? id)}</a>
          </li>`;
        })}
      </ul>
    </div>`;
  }
}

function paragraph(name: string, text: string | undefined): TemplateResult | typeof nothing {
  return text === undefined ? nothing : html`<p class=${name}>${unbroken(text)}</p>`;
}

function gateOf({ gate }: RoadmapItemJson): TemplateResult | typeof nothing {
  if (gate === undefined) return nothing;
  return html`<div class="gate">
    ${gate.title === undefined ? nothing : html`<p class="gate-title">Gate: ${gate.title}</p>`}
    <gl-gate-sentence .state=${gate.state} .waived=${gate.waived && gate.state === 'pass'} .sentence=${gate.sentence}></gl-gate-sentence>
  </div>`;
}

/** Whether a feature can go ahead of its model, and the flag that rolls it out. */
function shipping({ deterministicFirst, flag }: RoadmapItemJson): TemplateResult | typeof nothing {
  if (!deterministicFirst && flag === undefined) return nothing;
  return html`<p class="ships">
    ${deterministicFirst ? 'Can ship with deterministic logic first. ' : nothing}
    ${flag === undefined ? nothing : html`<span class="label">Flag</span> <code>${flag}</code>`}
  </p>`;
}

function experienceOf({ experience }: RoadmapItemJson): TemplateResult | typeof nothing {
  if (experience.length === 0) return nothing;
  return html`<dl>
    ${experience.map(({ version, text }) => html`<dt>With ${version}</dt><dd>${text}</dd>`)}
  </dl>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-roadmap-item': RoadmapItem;
  }
}

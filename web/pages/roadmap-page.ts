import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { TRACKS, type Track } from '../../core/roadmap/roadmap.ts';
import type { RoadmapResponse } from '../../server/http/contract/roadmap.ts';
import { roadmap } from '../api/resources.ts';
import { TRACK_TITLES } from '../elements/track-titles.ts';
import { AN_ITEM } from './first-lines.ts';
import { Page } from './page.ts';
import { asOf, PrintFrameController } from './print-frame.ts';
import { lineBones, matrixBones } from './skeletons.ts';
import '../editing/roadmap-editor.ts';
import '../elements/age.ts';
import '../elements/empty-note.ts';
import '../elements/roadmap-grid.ts';
import '../elements/roadmap-item.ts';
import '../elements/roadmap-problems.ts';
import '../elements/state-glyph.ts';

/**
 * The roadmap as a document: what for, how measured, and the four tracks with everything in them.
 *
 * @element gl-roadmap-page
 */
@customElement('gl-roadmap-page')
export class RoadmapPage extends Page {
  static override styles = [
    Page.styles,
    css`
      .vision {
        max-width: 46rem;
        margin-top: 0.5rem;
        font-size: var(--gl-20);
        line-height: 1.4;
        text-wrap: pretty;
      }
      .file {
        margin-top: 0.75rem;
        color: var(--gl-muted);
        font-size: var(--gl-12);
      }
      gl-roadmap-problems {
        margin-top: 1rem;
      }
      .aims {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr));
        gap: 1.5rem 2.5rem;
        font-size: var(--gl-14);
      }
      .aims h2 {
        margin-bottom: 0.5rem;
        font-size: var(--gl-16);
      }
      .aims li {
        display: grid;
        grid-template-columns: 1fr;
        padding: 0.375rem 0;
        border-top: 1px solid var(--gl-hairline);
      }
      .aims .judged {
        grid-template-columns: auto 1fr;
        gap: 0 0.5rem;
        align-items: baseline;
      }
      .aims .judged .muted {
        grid-column: 2;
      }
      .items {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 19rem), 1fr));
        gap: 1rem;
      }
    `,
  ];

  readonly #roadmap = this.live<RoadmapResponse>(() => roadmap(this.product));

  /** The product's id. */
  @property() product = '';

  constructor() {
    super();
    new PrintFrameController(this, () => {
      const { value } = this.#roadmap;
      return value && asOf(`${value.name}, roadmap`, value);
    });
  }

  override render(): TemplateResult {
    return html`<h1 tabindex="-1">Roadmap</h1>
      <gl-roadmap-editor .roadmap=${this.#roadmap.value} @gl-roadmap-changed=${() => this.#roadmap.refresh()}>
      ${this.show(this.#roadmap, {
        what: 'The roadmap',
        waiting: () => html`${lineBones(3)}
          <div class="block">${matrixBones(21)}</div>`,
        ready: (value) => this.#document(value),
      })}</gl-roadmap-editor>`;
  }

  #document(value: RoadmapResponse): TemplateResult {
    return html`${value.vision === undefined ? nothing : html`<p class="vision">${value.vision}</p>`}
      <p class="file">
        Revision <code>${value.revision.slice(0, 12)}</code>, read
        <gl-age .at=${value.loadedAt} .zone=${value.zone}></gl-age>. Days are those of ${value.zone}.
      </p>
      <gl-roadmap-problems .problems=${value.problems}></gl-roadmap-problems>
      ${aims(value)} ${value.items.length === 0 ? this.#empty() : this.#tracks(value)}`;
  }

  #tracks(value: RoadmapResponse): TemplateResult {
    return html`<section class="block" aria-labelledby="quarters">
        <h2 id="quarters">Quarters</h2>
        <gl-roadmap-grid .roadmap=${value}></gl-roadmap-grid>
      </section>
      ${TRACKS.map((track) => this.#track(track, value))}`;
  }

  #track(track: Track, value: RoadmapResponse): TemplateResult | typeof nothing {
    const items = value.items.filter((item) => item.track === track);
    if (items.length === 0) return nothing;
    return html`<section class="block" aria-labelledby="track-${track}">
      <h2 id="track-${track}">${TRACK_TITLES[track]}</h2>
      <div class="items">
        ${items.map(
          (item) =>
            html`<gl-roadmap-item id=${item.id} tabindex="-1" .item=${item} .roadmap=${value}></gl-roadmap-item>`,
        )}
      </div>
    </section>`;
  }

  #empty(): TemplateResult {
    return html`<div class="block">
      <gl-empty-note
        what="Four tracks with their items, gates and milestones"
        way="In the roadmap file:"
        code=${AN_ITEM}
      >
        The roadmap of ${this.product} has no items yet.
      </gl-empty-note>
    </div>`;
  }
}

/** What it is for: capability, build or buy, objectives, success metrics. */
function aims(value: RoadmapResponse): TemplateResult | typeof nothing {
  const { capability, buildOrBuy, objectives, successMetrics } = value;
  const parts = [
    successMetrics.length === 0 ? undefined : metricsPart(value),
    objectives.length === 0 ? undefined : objectivesPart(value),
    buildOrBuy === undefined ? undefined : decisionPart(buildOrBuy),
    capability === undefined ? undefined : html`<section><h2>Capability</h2><p>${capability}</p></section>`,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? nothing : html`<div class="block aims">${parts}</div>`;
}

function metricsPart({ successMetrics }: RoadmapResponse): TemplateResult {
  return html`<section>
    <h2>Success metrics</h2>
    <ul>
      ${successMetrics.map(
        ({ title, state, sentence }) => html`<li class=${state === undefined ? '' : 'judged'}>
          ${state === undefined ? nothing : html`<gl-state-glyph .state=${state}></gl-state-glyph>`}
          <span>${title}</span>
          ${sentence === undefined ? nothing : html`<span class="muted">${sentence}</span>`}
        </li>`,
      )}
    </ul>
  </section>`;
}

function objectivesPart({ objectives }: RoadmapResponse): TemplateResult {
  return html`<section>
    <h2>Objectives</h2>
    <ul>
      ${objectives.map(({ title, measure, target }) => {
        const words = [measure, target].filter((part) => part !== undefined).join(': ');
        return html`<li>${title}${words === '' ? nothing : html`<span class="muted">${words}</span>`}</li>`;
      })}
    </ul>
  </section>`;
}

function decisionPart({ decision, why, link }: NonNullable<RoadmapResponse['buildOrBuy']>): TemplateResult {
  return html`<section>
    <h2>Build or buy</h2>
    <p>${link === undefined ? decision : html`<a href=${link} rel="noreferrer">${decision}</a>`}</p>
    ${why === undefined ? nothing : html`<p class="muted">${why}</p>`}
  </section>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-roadmap-page': RoadmapPage;
  }
}

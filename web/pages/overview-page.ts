import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { OverviewResponse } from '../../server/http/contract/overview.ts';
import type { RoadmapResponse } from '../../server/http/contract/roadmap.ts';
import { overview, roadmap } from '../api/resources.ts';
import { paths } from '../app/routes.ts';
import { A_VERSION } from './first-lines.ts';
import { Page } from './page.ts';
import { asOf, PrintFrameController } from './print-frame.ts';
import { matrixBones, sentenceBones } from './skeletons.ts';
import '../elements/empty-note.ts';
import '../elements/gate-sentence.ts';
import '../elements/roadmap-grid.ts';
import '../elements/roadmap-problems.ts';
import '../elements/version-matrix.ts';

/**
 * The first page of a product: the one sentence that matters now, versions by signals, tracks by quarters.
 *
 * @element gl-overview-page
 */
@customElement('gl-overview-page')
export class OverviewPage extends Page {
  static override styles = [
    Page.styles,
    css`
      .lead {
        min-height: 4.25rem;
        margin-bottom: 1.25rem;
        align-content: center;
      }
      gl-roadmap-problems {
        margin-bottom: 1.5rem;
      }
      .more {
        margin-top: 0.75rem;
        font-size: var(--gl-14);
      }
      gl-failed-note[renewal] {
        margin-bottom: 1rem;
      }
    `,
  ];

  readonly #overview = this.live<OverviewResponse>(() => overview(this.product));
  readonly #roadmap = this.live<RoadmapResponse>(() => roadmap(this.product));

  /** Its id. */
  @property() product = '';

  constructor() {
    super();
    new PrintFrameController(this, () => {
      const { value } = this.#overview;
      return value && { ...asOf(value.name, value), landscape: true };
    });
  }

  override render(): TemplateResult {
    const name = this.#overview.value?.name ?? this.product;
    return html`<h1 class="visually-hidden" tabindex="-1">${name}: overview</h1>
      <gl-roadmap-problems .problems=${this.#roadmap.value?.problems ?? []}></gl-roadmap-problems>
      ${this.show(this.#overview, {
        what: 'The overview',
        waiting: () => html`<div class="lead">${sentenceBones()}</div>
          ${matrixBones(33.5)}`,
        ready: (value) => this.#versions(value),
      })}
      <section class="block" aria-labelledby="roadmap">
        <h2 id="roadmap">Roadmap</h2>
        ${this.show(this.#roadmap, {
          what: 'The roadmap',
          waiting: () => matrixBones(21),
          ready: (value) => this.#grid(value),
        })}
      </section>`;
  }

  #versions(value: OverviewResponse): TemplateResult {
    return html`<div class="lead">
        <gl-gate-sentence size="lead" .state=${value.sentenceState} .sentence=${value.sentence}></gl-gate-sentence>
      </div>
      ${
        value.versions.length === 0
          ? html`<gl-empty-note
              what="Model versions by signals: each with its actual, its target and its verdict"
              way="In the roadmap file, a version with a gate:"
              code=${A_VERSION}
            >
              The roadmap has no item on the models track yet.
            </gl-empty-note>`
          : html`<gl-version-matrix .overview=${value}></gl-version-matrix>
              ${value.versions.length < 2 ? nothing : html`<p class="more no-print"><a href=${paths.compare(this.product)}>Two versions side by side</a></p>`}`
      }`;
  }

  #grid(value: RoadmapResponse): TemplateResult {
    if (value.items.length > 0) return html`<gl-roadmap-grid .roadmap=${value}></gl-roadmap-grid>`;
    return html`<gl-empty-note small what="Four tracks by quarters: data, models, features, infrastructure">
      The roadmap has no items yet.
    </gl-empty-note>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-overview-page': OverviewPage;
  }
}

import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatShare } from '../../core/signal/format.ts';
import type { VersionResponse } from '../../server/http/contract/actuals.ts';
import type { EventsResponse } from '../../server/http/contract/operations.ts';
import type { RoadmapItemJson, RoadmapResponse } from '../../server/http/contract/roadmap.ts';
import { paths } from '../app/routes.ts';
import { base } from '../styles/base.ts';
import { formatDay } from './calendar-text.ts';
import { chainWords, slipWords } from './chain-words.ts';
import { unbroken } from './unbroken.ts';
import './age.ts';
import './milestone-list.ts';

/**
 * What stands around a version's gate: the builds that served it, its milestones and needs, and what changed.
 *
 * @element gl-version-context
 */
@customElement('gl-version-context')
export class VersionContext extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr));
        gap: 2rem;
      }
      h2 {
        margin-bottom: 0.75rem;
      }
      li {
        padding: 0.375rem 0;
        border-top: 1px solid var(--gl-hairline);
        font-size: var(--gl-14);
      }
      section > p {
        margin-top: 0.5rem;
        font-size: var(--gl-14);
        text-wrap: pretty;
      }
      .slip {
        color: var(--gl-fail-text);
      }
      li > p {
        display: -webkit-box;
        overflow: hidden;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 3;
      }
    `,
  ];

  @property({ attribute: false }) version: VersionResponse | undefined;

  /** For milestones and needs; they come when it does. */
  @property({ attribute: false }) roadmap: RoadmapResponse | undefined;

  /** Newest first. */
  @property({ attribute: false }) events: EventsResponse['events'] = [];

  override render(): TemplateResult | typeof nothing {
    const { version, roadmap } = this;
    if (version === undefined) return nothing;
    const track = roadmap?.items.find((item) => item.id === version.item)?.track;
    const served = version.builds.length > 0 || track === 'models';
    return html`${served ? builds(version) : nothing}
      ${roadmap === undefined ? nothing : plan(version, roadmap)}
      ${history(version, this.events)}`;
  }
}

function builds({ builds: served, zone }: VersionResponse): TemplateResult {
  return html`<section aria-labelledby="builds">
    <h2 id="builds">Builds</h2>
    ${
      served.length === 0
        ? html`<p class="muted">No build has served traffic yet.</p>`
        : html`<ul>
            ${served.map(
              ({ build, share, lastAt }) => html`<li>
                <code>${build === '' ? 'unnamed' : build}</code>, ${formatShare(share)} of its traffic,
                <span class="muted">last seen <gl-age .at=${lastAt} .zone=${zone}></gl-age></span>
              </li>`,
            )}
          </ul>`
    }
  </section>`;
}

function plan(
  { item: id, asOf }: VersionResponse,
  roadmap: RoadmapResponse,
): TemplateResult | typeof nothing {
  const item = roadmap.items.find((one) => one.id === id);
  if (item === undefined) return nothing;
  return html`<section aria-labelledby="plan">
    <h2 id="plan">Milestones</h2>
    ${
      item.milestones.length === 0
        ? html`<p class="muted">The roadmap names none.</p>`
        : html`<gl-milestone-list .item=${id} .milestones=${item.milestones} .now=${asOf}></gl-milestone-list>`
    }
    ${paragraph('slip', slipWords(item, roadmap))}
    ${item.needs.length === 0 ? nothing : html`<p class="muted needs">Needs ${needsOf(item, roadmap)}</p>`}
    ${paragraph('muted', chainWords(item))}
  </section>`;
}

function paragraph(name: string, text: string | undefined): TemplateResult | typeof nothing {
  return text === undefined ? nothing : html`<p class=${name}>${unbroken(text)}</p>`;
}

function needsOf({ needs }: RoadmapItemJson, { items, product }: RoadmapResponse): TemplateResult[] {
  return needs.map((id, i) => {
    const needed = items.find((one) => one.id === id);
    const versioned = needed?.track === 'models';
    const href = versioned ? paths.version(product, id) : paths.roadmap(product, id);
    return html`${i === 0 ? nothing : ', '}<a href=${href}>${versioned ? id : (needed?.title ?? id)}</a>`;
  });
}

function history({ zone, asOf }: VersionResponse, events: EventsResponse['events']): TemplateResult {
  return html`<section aria-labelledby="history">
    <h2 id="history">What changed</h2>
    ${
      events.length === 0
        ? html`<p class="muted">Nothing was recorded yet.</p>`
        : html`<ul>
            ${events.map(
              ({ at, text }) =>
                html`<li title=${text}><p><span class="muted">${formatDay(at, zone, asOf)}</span> ${text}</p></li>`,
            )}
          </ul>`
    }
  </section>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-version-context': VersionContext;
  }
}

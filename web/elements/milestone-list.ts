import { consume } from '@lit/context';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { RoadmapItemJson } from '../../server/http/contract/roadmap.ts';
import { mayEditContext } from '../editing/edit-context.ts';
import { EditRequest } from '../editing/edit-target.ts';
import { MILESTONE_STATUS_WORDS } from '../editing/status-words.ts';
import { base, controls } from '../styles/base.ts';
import { formatDate } from './calendar-text.ts';

type Milestone = RoadmapItemJson['milestones'][number];

/** How a milestone stands: `Done 12 Nov, 3 days late`, `In progress, due 20 Nov, 9 days late`, `In progress, due 14 Dec`. */
export function milestoneWords(milestone: Milestone, now: number): string {
  const { status, due, done, overdue, slip } = milestone;
  const late = slip === undefined ? '' : slip.days === 1 ? ', 1 day late' : `, ${slip.days} days late`;
  if (status === 'done') return done === undefined ? 'Done' : `Done ${formatDate(done, now)}${late}`;
  if (overdue && due !== undefined)
    return `${MILESTONE_STATUS_WORDS[status]}, due ${formatDate(due, now)}${late}`;
  if (status === 'dropped' || due === undefined) return MILESTONE_STATUS_WORDS[status];
  return `${MILESTONE_STATUS_WORDS[status]}, due ${formatDate(due, now)}`;
}

/**
 * Milestones of an item, with owner and how they stand. Who may edit the roadmap can press each.
 *
 * @element gl-milestone-list
 * @fires gl-edit - an {@link EditRequest}
 */
@customElement('gl-milestone-list')
export class MilestoneList extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      :host {
        display: block;
        font-size: var(--gl-14);
      }
      li {
        display: grid;
        grid-template-columns: 1rem 1fr auto;
        gap: 0 0.5rem;
        align-items: start;
        padding: 0.375rem 0;
        border-top: 1px solid var(--gl-hairline);
        line-height: 1.4;
      }
      svg {
        width: 1rem;
        height: 1.4em;
        color: var(--gl-muted);
      }
      button.change {
        min-width: 1.5rem;
        justify-content: center;
      }
      @media (pointer: coarse) {
        button.change {
          min-width: 2.75rem;
        }
      }
      .standing {
        color: var(--gl-muted);
      }
      .overdue {
        color: var(--gl-fail-text);
        font-weight: var(--gl-bold);
      }
      .dropped {
        text-decoration: line-through;
      }
    `,
  ];

  @consume({ context: mayEditContext, subscribe: true }) @property({ attribute: false }) mayEdit = false;

  /** The id of the item that they are of. */
  @property() item = '';

  @property({ attribute: false }) milestones: readonly Milestone[] = [];

  /** The server's time, Unix ms. */
  @property({ type: Number }) now = 0;

  override render(): TemplateResult {
    return html`<ul>
      ${this.milestones.map((milestone, index) => this.#line(milestone, index))}
    </ul>`;
  }

  #line(milestone: Milestone, index: number): TemplateResult {
    const { title, link, owner, status, overdue } = milestone;
    const name = link === undefined ? title : html`<a href=${link} rel="noreferrer">${title}</a>`;
    return html`<li>
      ${box(status === 'done')}
      <span>
        <span class=${status}>${name}</span><br />
        <span class="standing ${overdue ? 'overdue' : ''}">${milestoneWords(milestone, this.now)}</span>${
          owner === undefined ? nothing : html`<span class="standing">, ${owner}</span>`
        }
      </span>
      ${this.mayEdit ? this.#change(milestone, index) : nothing}
    </li>`;
  }

  #change(milestone: Milestone, index: number): TemplateResult {
    const { item } = this;
    const press = () => this.dispatchEvent(new EditRequest({ kind: 'milestone', item, index, milestone }));
    return html`<button class="plain change no-print" title="Change" @click=${press}>
      ${PENCIL}<span class="visually-hidden">Change “${milestone.title}”</span>
    </button>`;
  }
}

const PENCIL = html`<svg viewBox="0 0 16 16" aria-hidden="true">
  <path d="M10.8 2.7 13.3 5.2 5.6 12.9 2.5 13.5 3.1 10.4Z M9.3 4.2 11.8 6.7" fill="none" stroke="currentColor" stroke-width="1.25" />
</svg>`;

function box(ticked: boolean): TemplateResult {
  return html`<svg viewBox="0 0 16 16" aria-hidden="true">
    <rect x="2" y="2" width="12" height="12" rx="2" fill="none" stroke="currentColor" stroke-width="1.25" />
    <path d=${ticked ? 'm4.5 8.2 2.4 2.4 4.6-5.2' : ''} fill="none" stroke="currentColor" stroke-width="2" />
  </svg>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-milestone-list': MilestoneList;
  }
}

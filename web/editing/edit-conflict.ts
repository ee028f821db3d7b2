import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatTime } from '../elements/calendar-text.ts';
import { base } from '../styles/base.ts';
import type { ConflictRow } from './edit-change.ts';

/** What somebody else did to a roadmap while a form was open. */
export interface Conflict {
  /** What the event log tells of it, oldest first; empty when the file was changed by hand. */
  readonly told: readonly { readonly at: number; readonly text: string }[];
  readonly rows: readonly ConflictRow[];
  /** It is no longer in the roadmap. */
  readonly gone: boolean;
  /** The file as it stands now cannot be read, so that nothing can be saved yet. */
  readonly unreadable: boolean;
}

/**
 * Tells that somebody else was faster: what they wrote beside what was written here.
 *
 * @element gl-edit-conflict
 */
@customElement('gl-edit-conflict')
export class EditConflict extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        padding: 0.75rem 1rem;
        border: 1px solid var(--gl-unproven);
        border-radius: var(--gl-radius);
        background: var(--gl-unproven-wash);
        font-size: var(--gl-14);
      }
      .what {
        font-weight: var(--gl-bold);
      }
      ul,
      table,
      .way {
        margin-top: 0.5rem;
      }
      .scroll {
        overflow-x: auto;
      }
      table {
        width: 100%;
        border-collapse: collapse;
      }
      th,
      td {
        padding: 0.25rem 0.75rem 0.25rem 0;
        border-top: 1px solid var(--gl-hairline);
        text-align: start;
        vertical-align: top;
        overflow-wrap: break-word;
      }
      thead th {
        border: 0;
        color: var(--gl-muted);
        font-size: var(--gl-12);
        font-weight: var(--gl-regular);
      }
      .clash td {
        font-weight: var(--gl-bold);
      }
    `,
  ];

  @property({ attribute: false }) conflict: Conflict | undefined;

  @property() zone = 'UTC';

  override render(): TemplateResult | typeof nothing {
    const { conflict, zone } = this;
    if (conflict === undefined) return nothing;
    const { told, rows } = conflict;
    return html`<p class="what">Somebody else has changed the roadmap since you opened this.</p>
      ${
        told.length === 0
          ? html`<p>Its file was changed by hand.</p>`
          : html`<ul>${told.map(({ at, text }) => html`<li><span class="muted">${formatTime(at, zone)}</span> ${text}</li>`)}</ul>`
      }
      ${rows.length === 0 || conflict.gone ? nothing : table(rows)}
      <p class="way">${wayOut(conflict)}</p>`;
  }
}

function table(rows: readonly ConflictRow[]): TemplateResult {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="What both of you wrote">
    <table>
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">When you opened it</th>
          <th scope="col">Theirs, now</th>
          <th scope="col">Yours</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ label, seen, theirs, yours, clash }) => html`<tr class=${clash ? 'clash' : ''}>
            <th scope="row">${label}</th>
            ${[seen, theirs, yours].map((value) => html`<td>${value === '' ? 'nothing' : value}</td>`)}
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function wayOut({ rows, gone, unreadable }: Conflict): string {
  if (gone) return 'What you wanted to change is no longer there.';
  if (unreadable) return 'The file as it stands now has errors; nothing can be saved until they are mended.';
  if (rows.some(({ clash }) => clash))
    return 'Both of you changed the same: yours can take the place of theirs, or theirs stays.';
  return 'They did not change what you did: yours can be saved beside theirs.';
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-edit-conflict': EditConflict;
  }
}

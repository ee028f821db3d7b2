import { consume } from '@lit/context';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import type { RoadmapResponse } from '../../server/http/contract/roadmap.ts';
import type { RoadmapEditResponse } from '../../server/http/contract/roadmap-edit.ts';
import type { ApiClient } from '../api/api-client.ts';
import { ApiError } from '../api/api-error.ts';
import { apiContext } from '../api/contexts.ts';
import { roadmap, roadmapEdits } from '../api/resources.ts';
import type { RoadmapChange } from '../api/roadmap-changes.ts';
import { calendarDay } from '../elements/calendar-text.ts';
import { itemTitle } from '../elements/item-title.ts';
import { base, controls } from '../styles/base.ts';
import { changeOf, conflictRows, takingOut, undoOf } from './edit-change.ts';
import type { Conflict } from './edit-conflict.ts';
import { draftOf, planOf, type Values, valuesOf } from './edit-fields.ts';
import type { SaveRequest } from './edit-form.ts';
import { canBeTakenOut, type EditTarget, targetIn } from './edit-target.ts';
import { editsSince } from './edits-since.ts';
import './edit-conflict.ts';
import './edit-form.ts';
import './edit-patch.ts';

/** Most edits of others that a conflict tells of. */
const MOST_EDITS = 20;

/** A change was made. */
export class RoadmapChanged extends Event {
  static readonly type = 'gl-roadmap-changed';
  readonly sentence: string;
  /** The revision that it made. */
  readonly revision: string;
  /** The change back. */
  readonly undo: RoadmapChange;

  constructor({ sentence, revision }: RoadmapEditResponse, undo: RoadmapChange) {
    super(RoadmapChanged.type, { bubbles: true, composed: true });
    this.sentence = sentence;
    this.revision = revision;
    this.undo = undo;
  }
}

/** What is being edited: where it stands, as of which revision, and what stood there when the form was opened. */
interface Editing {
  readonly target: EditTarget;
  readonly roadmap: RoadmapResponse;
  readonly seen: Values;
  readonly draft: Values;
}

/**
 * The form for one thing of a roadmap, and what becomes of it: saved, refused with what is wrong, in conflict with somebody else's change,
 * or a patch where the file cannot be written.
 *
 * @element gl-edit-dialog
 * @fires gl-roadmap-changed - a {@link RoadmapChanged}
 */
@customElement('gl-edit-dialog')
export class EditDialog extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      dialog {
        width: min(38rem, 100vw - 2rem);
        max-height: calc(100dvh - 2rem);
        padding: 1.25rem 1.5rem 1.5rem;
        overflow: auto;
        border: 1px solid var(--gl-edge);
        border-radius: var(--gl-radius);
        background: var(--gl-surface);
        color: var(--gl-text);
      }
      dialog::backdrop {
        background: rgb(0 0 0 / 45%);
      }
      .about {
        margin: 0.25rem 0 1rem;
        color: var(--gl-muted);
        font-size: var(--gl-14);
        overflow-wrap: anywhere;
      }
      .refused {
        color: var(--gl-fail-text);
        font-size: var(--gl-14);
        overflow-wrap: anywhere;
      }
      .alone {
        display: flex;
        gap: 0.75rem;
        margin-top: 1rem;
      }
      .take-out {
        margin-inline-start: auto;
      }
    `,
  ];

  @query('dialog') private dialog!: HTMLDialogElement;

  @consume({ context: apiContext }) private api: ApiClient | undefined;

  @state() private editing: Editing | undefined;

  @state() private busy = false;

  @state() private refused = '';

  @state() private faults: ReadonlyMap<string, string> = new Map();

  @state() private conflict: Conflict | undefined;

  @state() private unmade: RoadmapEditResponse | undefined;

  /** Opens the form. @param who the caller's name, `''` when it is not known */
  async open(target: EditTarget, current: RoadmapResponse, who: string): Promise<void> {
    const draft = draftOf(target, who, calendarDay(current.asOf, current.zone));
    this.#forget();
    this.editing = { target, roadmap: current, seen: valuesOf(target), draft };
    await this.updateComplete;
    this.dialog.showModal();
    this.renderRoot.querySelector('gl-edit-form')?.focus();
  }

  override render(): TemplateResult {
    const { editing } = this;
    return html`<dialog aria-labelledby="title" aria-describedby="about" @close=${this.#closed}>
      ${editing === undefined ? nothing : this.#content(editing)}
    </dialog>`;
  }

  #content({ target, roadmap: { items } }: Editing): TemplateResult {
    const { title, about } = planOf(target);
    const item = items.find(({ id }) => id === target.item);
    const name = item === undefined || item.track !== 'models' ? item?.title : itemTitle(item.id, item.title);
    return html`<h2 id="title">${this.unmade === undefined ? title : 'The file cannot be written'}</h2>
      <p id="about" class="about">${about}${name === undefined ? nothing : html`, of ${name}`}</p>
      ${this.unmade === undefined ? this.#form(target) : this.#patch(this.unmade)}`;
  }

  #form(target: EditTarget): TemplateResult {
    const { fields, takeOut } = planOf(target);
    const { conflict } = this;
    if (conflict?.gone) return html`<div role="alert">${this.#told()}</div>${this.#alone()}`;
    return html`<gl-edit-form
      .fields=${fields}
      .draft=${this.editing?.draft ?? {}}
      .faults=${this.faults}
      .busy=${this.busy || conflict?.unreadable === true}
      .save=${saveWords(conflict)}
      @gl-save=${this.#save}
    >
      <div role="alert">${this.#told()}</div>
      <button slot="buttons" type="button" @click=${this.#close}>
        ${conflict === undefined ? 'Cancel' : 'Keep theirs'}
      </button>
      ${
        takeOut !== undefined && canBeTakenOut(target)
          ? html`<button slot="buttons" type="button" class="take-out" ?disabled=${this.busy} @click=${this.#takeOut}>${takeOut}</button>`
          : nothing
      }
    </gl-edit-form>`;
  }

  #told(): TemplateResult {
    return html`${this.refused === '' ? nothing : html`<p class="refused">${this.refused}</p>`}
      ${
        this.conflict === undefined
          ? nothing
          : html`<gl-edit-conflict .conflict=${this.conflict} .zone=${this.editing?.roadmap.zone ?? 'UTC'}></gl-edit-conflict>`
      }`;
  }

  #patch({ patch, reason = '' }: RoadmapEditResponse): TemplateResult {
    return html`<gl-edit-patch .patch=${patch} .reason=${reason}></gl-edit-patch>${this.#alone()}`;
  }

  #alone(): TemplateResult {
    return html`<div class="alone"><button type="button" @click=${this.#close}>Close</button></div>`;
  }

  readonly #close = (): void => this.dialog.close();

  readonly #closed = (): void => {
    this.editing = undefined;
    this.#forget();
  };

  #forget(): void {
    this.refused = '';
    this.faults = new Map();
    this.conflict = undefined;
    this.unmade = undefined;
  }

  readonly #save = ({ values }: SaveRequest): void => {
    if (this.editing === undefined) return;
    const { roadmap: current, target, seen } = this.editing;
    const change = changeOf(current.product, target, { seen, wrote: values });
    if (change === undefined) this.dialog.close();
    else void this.#send(this.editing, change, values);
  };

  readonly #takeOut = (): void => {
    if (this.editing === undefined) return;
    const change = takingOut(this.editing.roadmap.product, this.editing.target);
    if (change !== undefined) void this.#send(this.editing, change, this.editing.draft);
  };

  async #send(editing: Editing, change: RoadmapChange, wrote: Values): Promise<void> {
    const { api } = this;
    if (api === undefined || this.busy) return;
    this.busy = true;
    this.refused = '';
    this.faults = new Map();
    try {
      const outcome = await api.change(change, editing.roadmap.revision);
      if (outcome.applied) this.#made(editing, change, outcome);
      else this.unmade = outcome;
    } catch (error) {
      await this.#fail(api, editing, wrote, error);
    } finally {
      this.busy = false;
    }
  }

  #made(
    { roadmap: { product }, target }: Editing,
    change: RoadmapChange,
    outcome: RoadmapEditResponse,
  ): void {
    this.dialog.close();
    if (outcome.sentence === '') return;
    this.dispatchEvent(new RoadmapChanged(outcome, undoOf(product, target, change)));
  }

  async #fail(api: ApiClient, editing: Editing, wrote: Values, error: unknown): Promise<void> {
    try {
      if (error instanceof ApiError && error.code === 'edit-conflict') {
        await this.#compare(api, editing, wrote);
        return;
      }
      this.#refuse(editing.target, error);
    } catch (later) {
      this.#refuse(editing.target, later);
    }
  }

  /** What is wrong with a field is told at the field; the rest above the buttons. */
  #refuse(target: EditTarget, error: unknown): void {
    const { faults = [], message = String(error) } = error instanceof ApiError ? error : {};
    const names: readonly string[] = planOf(target).fields.map(({ name }) => name);
    const told = faults.flatMap(({ field, message: fault }): [string, string][] =>
      field !== undefined && names.includes(field) ? [[field, fault]] : [],
    );
    this.faults = new Map(told);
    this.refused = told.length > 0 && told.length === faults.length ? '' : message;
  }

  /** Somebody else was faster: sets what they wrote beside what was written here, and what is written next is measured by theirs. */
  async #compare(api: ApiClient, editing: Editing, wrote: Values): Promise<void> {
    const { product, revision } = editing.roadmap;
    const { signal } = new AbortController();
    const [now, { events }] = await Promise.all([
      api.get(roadmap(product), signal),
      api.get(roadmapEdits(product, MOST_EDITS), signal),
    ]);
    const target = targetIn(now, editing.target);
    this.conflict = {
      told: editsSince(events, revision),
      rows: conflictRows(target ?? editing.target, editing.seen, wrote),
      gone: target === undefined,
      unreadable: now.revision === revision,
    };
    if (this.editing === editing)
      this.editing = { ...editing, roadmap: now, target: target ?? editing.target };
  }
}

function saveWords(conflict: Conflict | undefined): string {
  if (conflict === undefined) return 'Save';
  return conflict.rows.some(({ clash }) => clash) ? 'Save mine instead' : 'Save mine too';
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-edit-dialog': EditDialog;
  }
}

import { ContextProvider, consume } from '@lit/context';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { RoadmapResponse } from '../../server/http/contract/roadmap.ts';
import type { ApiClient } from '../api/api-client.ts';
import { ApiError } from '../api/api-error.ts';
import { apiContext } from '../api/contexts.ts';
import { LiveQuery } from '../api/live-query.ts';
import { roadmap, session } from '../api/resources.ts';
import type { RoadmapChange } from '../api/roadmap-changes.ts';
import { mayEditContext } from './edit-context.ts';
import type { EditDialog, RoadmapChanged } from './edit-dialog.ts';
import { EditRequest, type EditTarget, targetIn } from './edit-target.ts';
import './change-notice.ts';
import './edit-dialog.ts';

/** What was changed last, and the way back. */
interface Made {
  readonly sentence: string;
  readonly back?: { readonly change: RoadmapChange; readonly revision: string };
}

/**
 * Lets people of the role `editor` change the roadmap that what is in it shows: whatever asks for it with `gl-edit` gets a form, and what was
 * changed can be undone. For everybody else it is not there.
 *
 * @element gl-roadmap-editor
 * @slot - what shows the roadmap
 * @fires gl-roadmap-changed - the roadmap is another now
 */
@customElement('gl-roadmap-editor')
export class RoadmapEditor extends LitElement {
  static override styles = css`
    :host {
      display: contents;
    }
  `;

  readonly #session = new LiveQuery(this, () => session());
  readonly #mayEdit = new ContextProvider(this, { context: mayEditContext, initialValue: false });

  @query('gl-edit-dialog') private dialog!: EditDialog;

  @consume({ context: apiContext }) private api: ApiClient | undefined;

  @state() private made: Made = { sentence: '' };

  @state() private undoing = false;

  /** The revision that was changed here last: while it is still shown, it is older than what was written. */
  #outdated: string | undefined;

  /** As it was last read; nothing can be changed before it is there. */
  @property({ attribute: false }) roadmap: RoadmapResponse | undefined;

  constructor() {
    super();
    this.addEventListener(EditRequest.type, (event) => this.#edit(event as EditRequest));
  }

  protected override willUpdate(): void {
    const role = this.#session.value?.role;
    this.#mayEdit.setValue(this.roadmap !== undefined && (role === 'editor' || role === 'admin'));
  }

  override render(): TemplateResult {
    const { sentence, back } = this.made;
    return html`<slot></slot>
      <gl-edit-dialog @gl-roadmap-changed=${this.#changed}></gl-edit-dialog>
      <gl-change-notice
        .sentence=${sentence}
        .undoable=${back !== undefined}
        .busy=${this.undoing}
        @gl-undo=${this.#undo}
        @gl-close=${() => {
          this.made = { sentence: '' };
        }}
      ></gl-change-notice>`;
  }

  #edit(event: EditRequest): void {
    event.stopPropagation();
    if (this.roadmap === undefined || !this.#mayEdit.value) return;
    void this.#open(event.what, this.roadmap);
  }

  /** With the roadmap as it is after what was changed here a moment ago: nobody is in conflict with themselves. */
  async #open(target: EditTarget, shown: RoadmapResponse): Promise<void> {
    const { api, dialog } = this;
    const who = this.#session.value?.name ?? '';
    if (shown.revision !== this.#outdated || api === undefined) return dialog.open(target, shown, who);
    // Where it cannot be read, the form says so when it is saved.
    const now = await api.get(roadmap(shown.product), new AbortController().signal).catch(() => shown);
    return dialog.open(targetIn(now, target) ?? target, now, who);
  }

  #madeOf(revision: string): void {
    this.#outdated = this.roadmap?.revision === revision ? undefined : this.roadmap?.revision;
  }

  readonly #changed = ({ sentence, undo: change, revision }: RoadmapChanged): void => {
    this.#madeOf(revision);
    this.made = { sentence, back: { change, revision } };
  };

  readonly #undo = async (): Promise<void> => {
    const { back } = this.made;
    if (back === undefined || this.api === undefined || this.undoing) return;
    this.undoing = true;
    try {
      const { applied, revision, sentence, reason = '' } = await this.api.change(back.change, back.revision);
      if (applied) this.#madeOf(revision);
      this.made = { sentence: applied ? `Undone. ${sentence}` : reason };
      this.dispatchEvent(new Event('gl-roadmap-changed', { bubbles: true, composed: true }));
    } catch (error) {
      const message = error instanceof ApiError ? error.message : String(error);
      this.made = { sentence: `Nothing was undone. ${message}` };
    } finally {
      this.undoing = false;
    }
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-roadmap-editor': RoadmapEditor;
  }
}

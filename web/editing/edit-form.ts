import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { base, controls } from '../styles/base.ts';
import { type Field, type FieldName, faultsOf, fieldsShown, type Values } from './edit-fields.ts';

/** What was written, once nothing of it is wrong as far as a page can know. */
export class SaveRequest extends Event {
  static readonly type = 'gl-save';
  readonly values: Values;

  constructor(values: Values) {
    super(SaveRequest.type);
    this.values = values;
  }
}

/**
 * Fields with their labels, hints and what is wrong with each, told beside it.
 *
 * @element gl-edit-form
 * @fires gl-save - a {@link SaveRequest}
 * @slot - between the fields and the buttons
 * @slot buttons - more buttons, behind the one that saves
 */
@customElement('gl-edit-form')
export class EditForm extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      :host {
        display: block;
      }
      form,
      .field {
        display: grid;
        gap: 1rem;
      }
      .field {
        gap: 0.25rem;
      }
      label {
        font-size: var(--gl-14);
        font-weight: var(--gl-bold);
      }
      input,
      select,
      textarea {
        width: 100%;
        min-height: 2.75rem;
        padding: 0.25rem 0.75rem;
        border: 1px solid var(--gl-edge);
        border-radius: var(--gl-radius);
        background: var(--gl-surface);
        color: inherit;
        font: inherit;
      }
      input[type='date'],
      select {
        max-width: 14rem;
      }
      textarea {
        min-height: 6rem;
        padding-block: 0.5rem;
        resize: vertical;
      }
      [aria-invalid='true'] {
        border-color: var(--gl-fail);
      }
      .hint {
        color: var(--gl-muted);
        font-size: var(--gl-12);
      }
      .fault {
        color: var(--gl-fail-text);
        font-size: var(--gl-14);
      }
      .buttons {
        display: flex;
        flex-wrap: wrap;
        gap: 0.75rem;
        align-items: center;
      }
      .save,
      ::slotted(button) {
        min-height: 2.75rem;
      }
      .save {
        padding-inline: 1.25rem;
        border-color: var(--gl-accent);
        background: var(--gl-accent);
        color: var(--gl-on-accent);
      }
      .save:disabled {
        opacity: 0.6;
      }
    `,
  ];

  /** What the fields hold now. */
  @state() private values: Values = {};

  /** What this form found wrong itself. */
  @state() private own: ReadonlyMap<FieldName, string> = new Map();

  @property({ attribute: false }) fields: readonly Field[] = [];

  /** What the fields begin with. */
  @property({ attribute: false }) draft: Values = {};

  /** What the server found wrong. */
  @property({ attribute: false }) faults: ReadonlyMap<string, string> = new Map();

  /** What the button that saves says. */
  @property() save = 'Save';

  @property({ type: Boolean }) busy = false;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('draft')) return;
    this.values = this.draft;
    this.own = new Map();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('faults') && this.faults.size > 0) this.#toFirstFault();
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('input, select, textarea')?.focus();
  }

  override render(): TemplateResult {
    return html`<form novalidate @submit=${this.#submit}>
      ${fieldsShown(this.fields, this.values).map((field) => this.#field(field))}
      <slot></slot>
      <div class="buttons">
        <button class="save" ?disabled=${this.busy}>${this.save}</button>
        <slot name="buttons"></slot>
      </div>
    </form>`;
  }

  #field(field: Field): TemplateResult {
    const { name, label, hint } = field;
    const fault = this.own.get(name) ?? this.faults.get(name);
    return html`<div class="field">
      <label for=${name}>${label}</label>
      ${this.#control(field, fault !== undefined)}
      ${hint === undefined ? nothing : html`<p class="hint" id="${name}-hint">${hint}</p>`}
      ${fault === undefined ? nothing : html`<p class="fault" id="${name}-fault">${fault}</p>`}
    </div>`;
  }

  #control({ name, kind, hint, choices = [], needed }: Field, wrong: boolean): TemplateResult {
    const value = this.values[name] ?? '';
    const told = [wrong ? `${name}-fault` : '', hint === undefined ? '' : `${name}-hint`]
      .filter(Boolean)
      .join(' ');
    const described = told === '' ? nothing : told;
    const invalid = wrong ? 'true' : 'false';
    const required = needed === undefined ? nothing : 'true';
    const write = (event: Event) => this.#write(name, (event.target as HTMLInputElement).value);
    switch (kind) {
      case 'choice':
        return html`<select id=${name} aria-invalid=${invalid} aria-describedby=${described} @change=${write}>
          ${choices.map(([one, words]) => html`<option value=${one} ?selected=${one === value}>${words}</option>`)}
        </select>`;
      case 'paragraph':
        return html`<textarea id=${name} rows="4" aria-invalid=${invalid} aria-required=${required} aria-describedby=${described} .value=${value} @input=${write}></textarea>`;
      default:
        return html`<input id=${name} type=${TYPES[kind]} autocomplete="off" aria-invalid=${invalid} aria-required=${required} aria-describedby=${described} .value=${value} @input=${write} />`;
    }
  }

  #write(name: FieldName, value: string): void {
    this.values = { ...this.values, [name]: value };
    // What is being mended is not wrong any more, until it is sent again.
    if (this.own.has(name)) this.own = new Map([...this.own].filter(([other]) => other !== name));
  }

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    if (this.busy) return;
    this.own = faultsOf(this.fields, this.values);
    if (this.own.size > 0) void this.#toFirstFault();
    else this.dispatchEvent(new SaveRequest(this.values));
  };

  async #toFirstFault(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }
}

const TYPES = { date: 'date', line: 'text', link: 'url' } as const;

declare global {
  interface HTMLElementTagNameMap {
    'gl-edit-form': EditForm;
  }
}

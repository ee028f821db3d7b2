import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { CompareResponse } from '../../server/http/contract/compare.ts';
import { base, controls } from '../styles/base.ts';
import { itemTitle } from './item-title.ts';

/** What one side is asked to be; an empty text is what the server takes by itself. */
export interface PickedSide {
  readonly item: string;
  readonly build: string;
  /** `2026-11-01` */
  readonly from: string;
  readonly to: string;
}

/** Somebody picked another side. */
export class SidePicked extends Event {
  readonly picked: PickedSide;

  constructor(picked: PickedSide) {
    super('gl-side-picked', { bubbles: true, composed: true });
    this.picked = picked;
  }
}

/**
 * Chooses one side of a comparison: a version, one of its builds, and a time.
 *
 * @element gl-side-picker
 * @fires gl-side-picked - a SidePicked with the new choice
 */
@customElement('gl-side-picker')
export class SidePicker extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      fieldset {
        display: grid;
        grid-template-columns: repeat(2, minmax(0, 1fr));
        gap: 0.5rem 0.75rem;
        min-width: 0;
        margin: 0;
        padding: 0.5rem 1rem 1rem;
        border: 1px solid var(--gl-hairline);
        border-radius: var(--gl-radius);
        background: var(--gl-surface);
      }
      legend {
        padding: 0 0.25rem;
        font-size: var(--gl-14);
        font-weight: var(--gl-bold);
      }
      label {
        display: grid;
        gap: 0.125rem;
        min-width: 0;
        color: var(--gl-muted);
        font-size: var(--gl-12);
      }
      select,
      input {
        width: 100%;
        min-width: 0;
        min-height: 2.25rem;
        padding: 0.25rem 0.5rem;
        border: 1px solid var(--gl-edge);
        border-radius: var(--gl-radius);
        background: var(--gl-surface);
        color: var(--gl-text);
        font: inherit;
        font-size: var(--gl-14);
      }
      @media (min-width: 100rem) {
        fieldset {
          grid-template-columns: repeat(4, minmax(0, 1fr));
        }
      }
      @media (pointer: coarse) {
        select,
        input {
          min-height: 2.75rem;
        }
      }
    `,
  ];

  /** `First side` */
  @property() heading = '';

  @property({ attribute: false }) versions: CompareResponse['versions'] = [];

  @property({ attribute: false }) picked: PickedSide = { item: '', build: '', from: '', to: '' };

  /** The last day that may be chosen: `2026-11-23`. */
  @property() today = '';

  override render(): TemplateResult {
    const { picked, versions } = this;
    const builds = versions.find(({ item }) => item === picked.item)?.builds ?? [];
    // A build that is known from evaluations alone is not among those that served.
    const known = picked.build === '' || builds.includes(picked.build) ? builds : [picked.build, ...builds];
    return html`<fieldset>
      <legend>${this.heading}</legend>
      <label>
        Version
        <select @change=${(event: Event) => this.#pick({ item: chosenIn(event), build: '' })}>
          ${versions.map(
            ({ item, title }) =>
              html`<option value=${item} ?selected=${item === picked.item}>${itemTitle(item, title)}</option>`,
          )}
        </select>
      </label>
      <label>
        Build
        <select @change=${(event: Event) => this.#pick({ build: chosenIn(event) })}>
          <option value="" ?selected=${picked.build === ''}>All builds</option>
          ${known.map(
            (build) => html`<option value=${build} ?selected=${build === picked.build}>${build}</option>`,
          )}
        </select>
      </label>
      ${this.#day('From', 'from')} ${this.#day('To', 'to')}
    </fieldset>`;
  }

  #day(words: string, end: 'from' | 'to'): TemplateResult {
    return html`<label>
      ${words}
      <input
        type="date"
        max=${this.today === '' ? nothing : this.today}
        .value=${this.picked[end]}
        @change=${(event: Event) => this.#pick({ [end]: chosenIn(event) })}
      />
    </label>`;
  }

  #pick(change: Partial<PickedSide>): void {
    this.dispatchEvent(new SidePicked({ ...this.picked, ...change }));
  }
}

function chosenIn(event: Event): string {
  const { target } = event;
  return target instanceof HTMLSelectElement || target instanceof HTMLInputElement ? target.value : '';
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-side-picker': SidePicker;
  }
}

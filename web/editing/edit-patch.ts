import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { copyText } from '../elements/copy-text.ts';
import { base, controls } from '../styles/base.ts';

/**
 * A change that the server could not make, as a patch for somebody who can.
 *
 * @element gl-edit-patch
 */
@customElement('gl-edit-patch')
export class EditPatch extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      :host {
        display: grid;
        gap: 0.75rem;
        justify-items: start;
        font-size: var(--gl-14);
      }
      pre {
        box-sizing: border-box;
        width: 100%;
        max-height: 20rem;
        margin: 0;
        padding: 0.75rem 1rem;
        overflow: auto;
        border-radius: var(--gl-radius);
        background: var(--gl-sunken);
        font-size: var(--gl-12);
        line-height: 1.5;
      }
    `,
  ];

  @query('code') private shown!: HTMLElement;

  @state() private copied: boolean | undefined;

  /** The change as a unified diff. */
  @property() patch = '';

  /** Why it could not be made: `roadmap.yaml was not changed: the file is read-only.` */
  @property() reason = '';

  override focus(): void {
    this.renderRoot.querySelector('button')?.focus();
  }

  override render(): TemplateResult {
    return html`<p>${this.reason}</p>
      <p>
        This is your change as a patch. Copy it into a file, such as <code>change.patch</code>, and in the roadmap’s repository run
        <code class="nowrap">git apply change.patch</code>.
      </p>
      <pre tabindex="0" role="region" aria-label="The change as a patch"><code>${this.patch}</code></pre>
      <button @click=${this.#copy}>${this.copied ? 'Copied' : 'Copy the patch'}</button>
      <p role="status">${this.copied === false ? 'It is selected: copy it with Ctrl+C or ⌘C.' : nothing}</p>`;
  }

  readonly #copy = async (): Promise<void> => {
    this.copied = await copyText(this.patch, this.shown);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-edit-patch': EditPatch;
  }
}

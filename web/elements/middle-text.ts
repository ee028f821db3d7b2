import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';

/** How much of the end always stays: enough for the part that tells long names apart. */
const TAIL = 8;

/**
 * A long name on one line, cut in the middle when there is no room, with the whole in its title.
 *
 * @element gl-middle-text
 */
@customElement('gl-middle-text')
export class MiddleText extends LitElement {
  static override styles = css`
    :host {
      display: inline-flex;
      min-width: 0;
      max-width: 100%;
      white-space: pre;
      vertical-align: bottom;
    }
    .head {
      overflow: hidden;
      text-overflow: ellipsis;
    }
    .tail {
      flex: none;
    }
  `;

  /** The name. */
  @property() text = '';

  override render(): TemplateResult {
    const cut = this.text.length > TAIL * 2 ? this.text.length - TAIL : this.text.length;
    return html`<span class="head" title=${this.text}>${this.text.slice(0, cut)}</span
      ><span class="tail" title=${this.text}>${this.text.slice(cut)}</span>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-middle-text': MiddleText;
  }
}

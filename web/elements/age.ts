import { consume } from '@lit/context';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatAge } from '../../core/signal/format.ts';
import { clockContext } from '../api/contexts.ts';
import type { ServerClock } from '../api/server-clock.ts';
import { ticker } from '../api/ticker.ts';
import { formatMoment } from './calendar-text.ts';

/**
 * How old something is, by the server's clock: `12 s ago`, `since 14 min`. It counts on by itself. The moment stands in its title.
 *
 * @element gl-age
 */
@customElement('gl-age')
export class Age extends LitElement {
  #stop: (() => void) | undefined;

  @consume({ context: clockContext }) private clock: ServerClock | undefined;

  @state() private text = '';

  /** Unix ms; nothing is shown without it. */
  @property({ type: Number }) at: number | undefined;

  /** IANA zone of the moment in the title. */
  @property() zone = 'UTC';

  /** `ago`: `12 s ago`. `for`: `for 12 s`. `bare`: `12 s`. */
  @property() form: 'ago' | 'for' | 'bare' = 'ago';

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stop = ticker.listen(() => this.#count());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.();
  }

  override willUpdate(): void {
    this.#count();
  }

  #count(): void {
    this.text = this.at === undefined ? '' : formatAge((this.clock?.now() ?? Date.now()) - this.at);
  }

  override render(): TemplateResult | typeof nothing {
    if (this.at === undefined) return nothing;
    const words =
      this.form === 'ago' ? `${this.text} ago` : this.form === 'for' ? `for ${this.text}` : this.text;
    const moment = new Date(this.at).toISOString();
    return html`<time datetime=${moment} title=${formatMoment(this.at, this.zone)}>${words}</time>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-age': Age;
  }
}

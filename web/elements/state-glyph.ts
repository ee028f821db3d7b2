import { css, html, LitElement, nothing, svg, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { VerdictState } from '../../core/gate/verdict.ts';
import { stateWords } from './state-words.ts';

/**
 * A verdict as a shape: told apart without colour, on paper and from across the room. As large as the text around it.
 *
 * @element gl-state-glyph
 */
@customElement('gl-state-glyph')
export class StateGlyph extends LitElement {
  static override styles = css`
    :host {
      display: inline-block;
      width: 1em;
      height: 1em;
      flex: none;
      vertical-align: -0.125em;
    }
    svg {
      display: block;
      width: 100%;
      height: 100%;
      overflow: visible;
    }
    .pass {
      color: var(--gl-pass);
    }
    .fail {
      color: var(--gl-fail);
    }
    .unproven {
      color: var(--gl-unproven);
    }
    .no-data,
    .not-started,
    .waived {
      color: var(--gl-none);
    }
    .filled {
      fill: currentColor;
      stroke: none;
    }
    .line {
      fill: none;
      stroke: currentColor;
      stroke-width: 2;
    }
    .cut {
      fill: none;
      stroke: var(--gl-glyph-ground, var(--gl-surface));
      stroke-width: 2.4;
      stroke-linecap: round;
      stroke-linejoin: round;
    }
    .stale .shape {
      opacity: 0.5;
    }
    .hatching {
      stroke: var(--gl-text);
      stroke-width: 1.2;
    }
    @media (forced-colors: active) {
      svg {
        forced-color-adjust: auto;
      }
    }
  `;

  /** The verdict. */
  @property() state: VerdictState = 'no-data';

  /** Its criterion is waived: the verdict's shape in outline, with a flag. */
  @property({ type: Boolean }) waived = false;

  /** Its last look is out of date: at half strength and hatched. */
  @property({ type: Boolean }) stale = false;

  /** Said instead of the state's word; empty where a word stands beside the glyph. */
  @property() label: string | undefined;

  override render(): TemplateResult {
    const words = this.label ?? stateWords(this.state, { waived: this.waived });
    const look = this.waived ? 'waived' : this.state;
    return html`<svg
      viewBox="0 0 20 20"
      class="${look} ${this.stale ? 'stale' : ''}"
      role=${words === '' ? nothing : 'img'}
      aria-label=${words === '' ? nothing : words}
      aria-hidden=${words === '' ? 'true' : nothing}
    >
      <g class="shape">${this.waived ? outlined(this.state) : shape(this.state)}</g>
      ${this.stale ? hatching() : nothing}
    </svg>`;
  }
}

function shape(state: VerdictState): TemplateResult {
  switch (state) {
    case 'pass':
      return svg`<circle class="filled" cx="10" cy="10" r="9" /><path class="cut" d="m5.6 10.4 3 3 5.8-6.4" />`;
    case 'fail':
      return svg`<path class="filled" d="M10-.6 20.6 10 10 20.6-.6 10Z" /><path class="cut" d="m6.8 6.8 6.4 6.4m0-6.4-6.4 6.4" />`;
    case 'unproven':
      return svg`<circle class="line" cx="10" cy="10" r="8" /><path class="filled" d="M10 2a8 8 0 0 0 0 16Z" />`;
    case 'no-data':
      return svg`<circle class="line" cx="10" cy="10" r="8" stroke-dasharray="3.2 3.08" />`;
    case 'not-started':
      return svg`<circle class="line" cx="10" cy="10" r="4" />`;
  }
}

function outlined(state: VerdictState): TemplateResult {
  const outline =
    state === 'fail'
      ? svg`<path class="line" d="M10 1.4 18.6 10 10 18.6 1.4 10Z" />`
      : svg`<circle class="line" cx="10" cy="10" r="8" />`;
  return svg`${outline}<path class="line" d="M7.8 15V5.4" /><path class="filled" d="M7.8 4.6h6.4l-1.8 2.2 1.8 2.2H7.8Z" />`;
}

function hatching(): TemplateResult {
  return svg`<path class="hatching" d="M1 15 15 1M5 19 19 5M1 8l7-7m4 18 7-7" />`;
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-state-glyph': StateGlyph;
  }
}

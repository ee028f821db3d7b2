import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { base, controls } from '../styles/base.ts';
import { chooseTheme, type ThemeChoice, themeChoice } from '../styles/theme-choice.ts';

const NEXT: Readonly<Record<ThemeChoice, ThemeChoice>> = { auto: 'light', light: 'dark', dark: 'auto' };
const NAMES: Readonly<Record<ThemeChoice, string>> = {
  auto: 'as the system',
  light: 'light',
  dark: 'dark',
};

/** How much of the disc is filled. */
const FILLED: Readonly<Record<ThemeChoice, string>> = {
  auto: 'M10 2a8 8 0 0 1 0 16Z',
  light: '',
  dark: 'M10 2a8 8 0 0 1 0 16 8 8 0 0 1 0-16Z',
};

/**
 * Goes round the themes: as the system, light, dark. The choice is kept for the next visit.
 *
 * @element gl-theme-switch
 */
@customElement('gl-theme-switch')
export class ThemeSwitch extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      button {
        width: 2.25rem;
        padding: 0;
        justify-content: center;
        border-color: transparent;
        background: none;
        color: var(--gl-muted);
      }
      svg {
        width: 1.125rem;
        height: 1.125rem;
      }
      @media (pointer: coarse) {
        button {
          width: 2.75rem;
        }
      }
    `,
  ];

  @state() private choice: ThemeChoice = themeChoice();

  override render(): TemplateResult {
    const name = `Theme: ${NAMES[this.choice]}. Change to ${NAMES[NEXT[this.choice]]}`;
    return html`<button aria-label=${name} title=${name} @click=${this.#turn}>
      <svg viewBox="0 0 20 20" aria-hidden="true">
        <circle cx="10" cy="10" r="8" fill="none" stroke="currentColor" stroke-width="1.5" />
        <path fill="currentColor" d=${FILLED[this.choice]} />
      </svg>
    </button>`;
  }

  readonly #turn = (): void => {
    this.choice = NEXT[this.choice];
    chooseTheme(this.choice);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-theme-switch': ThemeSwitch;
  }
}

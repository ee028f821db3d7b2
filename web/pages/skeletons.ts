import { html, type TemplateResult } from 'lit';

/** Stand-ins for what is on its way, in its final measures. They wear the class `bone` of styles/base.ts. */

/** As long as `n` letters. */
export function bone(n: number): TemplateResult {
  return html`<span class="bone" aria-hidden="true">${'m'.repeat(n)}</span>`;
}

/** A leading sentence. */
export function sentenceBones(): TemplateResult {
  return html`<p>${bone(22)}</p>
    <p>${bone(34)}</p>`;
}

/** Lines of a card or a list. */
export function lineBones(lines: number): TemplateResult {
  return html`${Array.from({ length: lines }, (_, i) => html`<p>${bone(18 + ((i * 7) % 13))}</p>`)}`;
}

/** A card of so many rem. */
export function cardBones(rem: number): TemplateResult {
  return html`<svg width="100%" height="${rem}rem" aria-hidden="true">
    <rect width="100%" height="100%" rx="4" fill="var(--gl-surface)" stroke="var(--gl-hairline)" />
    <rect x="1.25rem" y="1.25rem" width="30%" height="1.25rem" rx="2" fill="var(--gl-hairline)" />
    <rect x="1.25rem" y="3.25rem" width="70%" height="0.625rem" rx="2" fill="var(--gl-hairline)" />
  </svg>`;
}

/** A table of four rows and so many rem. */
export function matrixBones(rem: number): TemplateResult {
  return html`<svg width="100%" height="${rem}rem" aria-hidden="true">
    <rect width="100%" height="100%" rx="4" fill="var(--gl-surface)" stroke="var(--gl-hairline)" />
    ${[0, 1, 2, 3].map(
      (row) => html`<svg y="${row * 23 + 10}%" width="100%" height="23%" fill="var(--gl-hairline)">
        ${[1, 21, 41, 61, 81].map(
          (x) =>
            html`<svg x="${x}%"><rect width="7%" height="1.125rem" rx="2" /><rect y="1.875rem" width="12%" height="0.5rem" rx="2" /></svg>`,
        )}
      </svg>`,
    )}
  </svg>`;
}

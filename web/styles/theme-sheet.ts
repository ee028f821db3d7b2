import { DARK, declarations, LIGHT, PAPER } from './tokens.ts';

/**
 * What holds for the whole document: the palettes (by the system's setting, by choice, on paper), type and the page's ground. Adopted
 * rather than written into the page, as the content security policy allows no inline style.
 */
const CSS = `
:root {
  color-scheme: light;
  ${declarations(LIGHT)}
  --gl-font: system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif;
  --gl-mono: ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace;
  --gl-12: 0.75rem;
  --gl-14: 0.875rem;
  --gl-16: 1rem;
  --gl-20: 1.25rem;
  --gl-28: 1.75rem;
  --gl-40: 2.5rem;
  --gl-64: 4rem;
  --gl-regular: 400;
  --gl-bold: 600;
  --gl-radius: 0.25rem;
  --gl-gutter: clamp(1rem, 2.2vw, 2rem);
  --gl-width: 118rem;
}
@media (prefers-color-scheme: dark) {
  :root:not([data-theme='light']) {
    color-scheme: dark;
    ${declarations(DARK)}
  }
}
:root[data-theme='dark'] {
  color-scheme: dark;
  ${declarations(DARK)}
}
@media print {
  :root:root:root {
    color-scheme: light;
    ${declarations(PAPER)}
  }
}
html {
  /* 16 px up to a laptop's width; from there on it grows with the screen, so that a 4K display is not half empty. */
  font-size: clamp(100%, 0.375rem + 0.5208vw, 200%);
  overflow-y: scroll;
  -webkit-text-size-adjust: 100%;
  text-size-adjust: 100%;
}
body {
  margin: 0;
  background: var(--gl-page);
  color: var(--gl-text);
  font: var(--gl-regular) var(--gl-16) / 1.5 var(--gl-font);
  font-variant-numeric: tabular-nums;
}
.skip {
  position: absolute;
  z-index: 2;
  inset: 0.5rem auto auto 0.5rem;
  padding: 0.625rem 1rem;
  border-radius: var(--gl-radius);
  background: var(--gl-accent);
  color: var(--gl-on-accent);
  translate: 0 -200%;
}
.skip:focus {
  translate: 0;
}
.visually-hidden {
  position: absolute;
  width: 1px;
  height: 1px;
  margin: -1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}
main:focus {
  outline: none;
}
main > gl-failed-note {
  margin: 2rem auto;
}
@page {
  margin: 14mm;
}
@media print {
  .skip {
    display: none;
  }
  html {
    font-size: 10pt;
  }
}
`;

/** Puts the theme into force for the document. */
export function adoptTheme(document: Document): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}

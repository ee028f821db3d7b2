import { css } from 'lit';

/** What every shadow root starts from: box model, focus, links, controls, and the few classes that all pages share. */
export const base = css`
  :host {
    box-sizing: border-box;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  h1,
  h2,
  h3,
  p,
  dl,
  dd,
  ul,
  ol,
  figure {
    margin: 0;
    padding: 0;
  }
  ul,
  ol {
    list-style: none;
  }
  h1,
  h2,
  h3 {
    font-weight: var(--gl-bold);
    line-height: 1.25;
    text-wrap: balance;
  }
  h1 {
    font-size: var(--gl-28);
  }
  h2 {
    font-size: var(--gl-20);
  }
  h3 {
    font-size: var(--gl-16);
  }
  @media (max-width: 30rem) {
    h1 {
      font-size: var(--gl-20);
    }
  }
  h1:focus {
    outline: none;
  }
  :focus-visible {
    outline: 2px solid var(--gl-accent);
    outline-offset: 2px;
    border-radius: 2px;
  }
  a {
    color: var(--gl-accent);
    text-decoration-thickness: 1px;
    text-underline-offset: 0.2em;
  }
  a:hover {
    text-decoration-thickness: 2px;
  }
  code,
  pre {
    font-family: var(--gl-mono);
    font-size: 0.9em;
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
  .muted {
    color: var(--gl-muted);
  }
  .nowrap {
    white-space: nowrap;
  }
  @media print {
    a {
      color: inherit;
      text-decoration: none;
    }
    .no-print {
      display: none !important;
    }
  }
`;

/** Buttons and fields. */
export const controls = css`
  button,
  input {
    font: inherit;
    color: inherit;
  }
  button,
  .button {
    display: inline-flex;
    align-items: center;
    gap: 0.5rem;
    min-height: 2.25rem;
    padding: 0.25rem 0.75rem;
    border: 1px solid var(--gl-edge);
    border-radius: var(--gl-radius);
    background: var(--gl-surface);
    color: var(--gl-accent);
    font-size: var(--gl-14);
    text-decoration: none;
    cursor: pointer;
  }
  button:hover,
  .button:hover {
    border-color: var(--gl-accent);
  }
  button:disabled {
    color: var(--gl-muted);
    border-color: var(--gl-hairline);
    cursor: default;
  }
  button.plain {
    min-height: 1.5rem;
    padding: 0;
    border: 0;
    background: none;
    text-decoration: underline;
    text-decoration-thickness: 1px;
    text-underline-offset: 0.2em;
  }
  @media (pointer: coarse) {
    button,
    .button,
    button.plain {
      min-height: 2.75rem;
    }
  }
`;

/** A skeleton has the final layout and shows itself after 300 ms only: a quick answer shows no intermediate state at all. */
export const skeleton = css`
  .skeleton {
    animation: gl-appear 1ms 300ms both;
  }
  .bone {
    overflow-wrap: anywhere;
    display: inline-block;
    min-width: 2em;
    border-radius: 2px;
    background: var(--gl-hairline);
    color: transparent;
    line-height: 1;
    user-select: none;
  }
  @keyframes gl-appear {
    from {
      visibility: hidden;
    }
    to {
      visibility: visible;
    }
  }
`;

import { css } from 'lit';
import { base, skeleton } from '../styles/base.ts';

/** Measures of a wall are shares of the screen's height: 4.4 % is 30 mm on 55 inches, which is read from 6 m (look.md, “Wall”). */
export const wallStyles = [
  base,
  skeleton,
  css`
    :host {
      --tile-small: 4.4vh;
      position: fixed;
      inset: 0;
      display: block;
      overflow: hidden;
      background: var(--gl-page);
      cursor: none;
    }
    .wall {
      position: absolute;
      inset: 1.6vh;
      display: grid;
      grid-template-rows: auto minmax(0, 1fr) auto;
      gap: 1.2vh;
      translate: var(--shift-x, 0) var(--shift-y, 0);
    }
    header {
      display: flex;
      gap: 3vh;
      justify-content: space-between;
      color: var(--gl-muted);
      font-size: 4.4vh;
      line-height: 1.2;
    }
    h1 {
      overflow: hidden;
      font-size: inherit;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .tiles {
      display: grid;
      grid-template-rows: repeat(var(--banners), auto) repeat(var(--rows), minmax(0, 1fr));
      grid-template-columns: repeat(var(--columns), minmax(0, 1fr));
      gap: 1.2vh;
      min-height: 0;
    }
    gl-tile {
      grid-column: span var(--span);
    }
    gl-tile[banner] {
      --tile-text: 8.8vh;
      --tile-lines: 2;
      height: 26vh;
    }
    .progress {
      height: 0.5vh;
      background: var(--gl-hairline);
    }
    .progress div {
      width: 100%;
      height: 100%;
      background: var(--gl-muted);
      scale: var(--progress) 1;
      transform-origin: left;
    }
    @media (prefers-reduced-motion: no-preference) {
      .progress div {
        transition: scale 1s linear;
      }
    }
    .stale .tiles,
    .stale header {
      opacity: 0.5;
    }
    .stale::after {
      position: absolute;
      inset: 0;
      background: repeating-linear-gradient(-45deg, var(--gl-muted) 0 0.25vh, transparent 0.25vh 2.4vh);
      opacity: 0.35;
      content: '';
    }
    .alarm {
      position: absolute;
      z-index: 1;
      inset: auto 0 0;
      padding: 2vh 3vh;
      background: var(--gl-unproven);
      color: #000;
      font-size: min(12.5vh, 8.4vw);
      font-weight: var(--gl-bold);
      line-height: 1.1;
      text-align: center;
      white-space: nowrap;
    }
    .word {
      padding: 10vh;
      font-size: 4.4vh;
      line-height: 1.3;
    }
    .word h1 {
      margin-bottom: 2vh;
      font-size: 9vh;
      white-space: normal;
    }
    @media (orientation: portrait) {
      :host {
        --tile-small: 2.2vh;
      }
      /* Stronger than the measures that a screen's layout sets. */
      .tiles {
        --tile-value: 4.6vh !important;
        --tile-text: 2.8vh !important;
        grid-template-rows: none;
        grid-template-columns: minmax(0, 1fr);
        grid-auto-rows: minmax(0, 1fr);
      }
      gl-tile {
        grid-column: 1;
      }
      gl-tile[banner] {
        --tile-text: 3vh;
        --tile-lines: 1;
        height: auto;
      }
      header {
        font-size: 2.2vh;
      }
    }
  `,
];

/**
 * Colours of one theme, each `#rrggbb`. Hue says state and nothing else, but for `accent`, which marks what can be pressed. State hues
 * start from Okabe and Ito's set (https://jfly.uni-koeln.de/color/) and are lightened or darkened until words keep 4.5:1 and glyphs
 * 3:1 against every surface of the theme; `tokens.test.ts` computes it.
 */
export interface Palette {
  /** The page. */
  readonly page: string;
  /** What lies on the page: cells, cards, bars. */
  readonly surface: string;
  /** What is let into the page: code, rails of timelines. */
  readonly sunken: string;
  readonly hairline: string;
  /** Edges of what can be pressed or typed into. */
  readonly edge: string;
  readonly text: string;
  readonly muted: string;
  readonly accent: string;
  /** Words on the accent. */
  readonly onAccent: string;
  readonly pass: string;
  readonly passText: string;
  readonly fail: string;
  readonly failText: string;
  /** Behind the one thing that is wrong. */
  readonly failWash: string;
  readonly unproven: string;
  readonly unprovenText: string;
  readonly unprovenWash: string;
  /** No data, not started, waived. */
  readonly none: string;
  readonly noneText: string;
}

export const LIGHT: Palette = {
  page: '#f5f6f7',
  surface: '#ffffff',
  sunken: '#eceef0',
  hairline: '#dadee2',
  edge: '#7c8690',
  text: '#12161a',
  muted: '#505a64',
  accent: '#005fa3',
  onAccent: '#ffffff',
  pass: '#009069',
  passText: '#006b4f',
  fail: '#d55e00',
  failText: '#ad4a00',
  failWash: '#fdf0e6',
  unproven: '#b27a00',
  unprovenText: '#7a5400',
  unprovenWash: '#fcf5e3',
  none: '#78828c',
  noneText: '#505a64',
};

export const DARK: Palette = {
  page: '#0e1114',
  surface: '#171b20',
  sunken: '#090b0d',
  hairline: '#2b3138',
  edge: '#707b87',
  text: '#eaedf0',
  muted: '#a5afb9',
  accent: '#6cb2f0',
  onAccent: '#0a1420',
  pass: '#12b383',
  passText: '#35c798',
  fail: '#f0741f',
  failText: '#ff9a57',
  failWash: '#33200f',
  unproven: '#e69f00',
  unprovenText: '#f0b433',
  unprovenWash: '#2d2410',
  none: '#87919c',
  noneText: '#a5afb9',
};

/** Ink on paper: shapes carry the state, so that a black-and-white printer loses nothing. */
export const PAPER: Palette = {
  ...LIGHT,
  page: '#ffffff',
  surface: '#ffffff',
  sunken: '#ffffff',
  hairline: '#b5bac0',
  edge: '#5b646d',
  text: '#000000',
  muted: '#3d454d',
  accent: '#000000',
  pass: '#000000',
  passText: '#000000',
  fail: '#000000',
  failText: '#000000',
  failWash: '#ffffff',
  unproven: '#000000',
  unprovenText: '#000000',
  unprovenWash: '#ffffff',
  none: '#3d454d',
  noneText: '#3d454d',
};

/** `--gl-fail-text` for `failText`. */
export function tokenName(key: keyof Palette): string {
  return `--gl-${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** A palette as custom properties, one declaration a line. */
export function declarations(palette: Palette): string {
  return Object.entries(palette)
    .map(([key, value]) => `${tokenName(key as keyof Palette)}: ${value};`)
    .join('\n');
}

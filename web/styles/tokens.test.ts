import { describe, expect, test } from 'vitest';
import { blend, contrastRatio } from './contrast.ts';
import { DARK, declarations, LIGHT, PAPER, type Palette, tokenName } from './tokens.ts';

const THEMES: readonly (readonly [string, Palette])[] = [
  ['light', LIGHT],
  ['dark', DARK],
  ['paper', PAPER],
];

test('the contrast of black and white is 21, of a colour with itself 1', () => {
  expect(contrastRatio('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrastRatio('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
  expect(contrastRatio('#d55e00', '#d55e00')).toBe(1);
});

test('half of black over white is the grey in the middle', () => {
  expect(blend('#000000', 0.5, '#ffffff')).toBe('#808080');
});

describe.each(THEMES)('the %s theme', (_name, palette) => {
  const grounds = (['page', 'surface', 'sunken', 'failWash', 'unprovenWash'] as const).map(
    (key) => [key, palette[key]] as const,
  );
  const words = ['text', 'muted', 'accent', 'passText', 'failText', 'unprovenText', 'noneText'] as const;
  const glyphs = ['pass', 'fail', 'unproven', 'none', 'edge'] as const;

  test.each(words)('keeps 4.5:1 for words in %s on every ground', (word) => {
    for (const [ground, colour] of grounds) {
      expect(contrastRatio(palette[word], colour), `${word} on ${ground}`).toBeGreaterThanOrEqual(4.5);
    }
  });

  test.each(glyphs)('keeps 3:1 for glyphs in %s on every ground', (glyph) => {
    for (const [ground, colour] of grounds) {
      expect(contrastRatio(palette[glyph], colour), `${glyph} on ${ground}`).toBeGreaterThanOrEqual(3);
    }
  });

  test('keeps 4.5:1 for words on the accent', () => {
    expect(contrastRatio(palette.onAccent, palette.accent)).toBeGreaterThanOrEqual(4.5);
  });
});

test('tokens are custom properties in kebab-case', () => {
  expect(tokenName('failText')).toBe('--gl-fail-text');
  expect(declarations(LIGHT)).toContain('--gl-on-accent: #ffffff;');
});

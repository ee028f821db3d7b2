import { html } from 'lit';
import { expect, test } from 'vitest';
import { VERDICTS } from '../../core/gate/verdict.ts';
import { deep, expectAccessible, mount } from '../testing/room.ts';
import type { StateGlyph } from './state-glyph.ts';
import './state-glyph.ts';

const shapeOf = (glyph: Element) => deep(glyph, '.shape').innerHTML.replace(/<!--.*?-->/g, '');

test('every state has a shape of its own, told apart without colour', async () => {
  const shapes = new Set<string>();
  for (const state of VERDICTS) {
    const glyph = await mount<StateGlyph>(html`<gl-state-glyph state=${state}></gl-state-glyph>`);
    shapes.add(shapeOf(glyph));
  }
  expect(shapes.size).toBe(VERDICTS.length);
});

test('a waived failure is an outline with a flag, not a filled diamond', async () => {
  const plain = await mount<StateGlyph>(html`<gl-state-glyph state="fail"></gl-state-glyph>`);
  const waived = await mount<StateGlyph>(html`<gl-state-glyph state="fail" waived></gl-state-glyph>`);
  expect(shapeOf(waived)).not.toBe(shapeOf(plain));
  expect(deep(waived, 'svg').getAttribute('class')).toContain('waived');
});

test('a stale look is hatched over', async () => {
  const glyph = await mount<StateGlyph>(html`<gl-state-glyph state="pass" stale></gl-state-glyph>`);
  expect(deep(glyph, '.hatching')).toBeTruthy();
  expect(getComputedStyle(deep(glyph, '.shape')).opacity).toBe('0.5');
});

test('it says its state, unless a word stands beside it', async () => {
  const said = await mount<StateGlyph>(html`<gl-state-glyph state="no-data"></gl-state-glyph>`);
  expect(deep(said, 'svg').getAttribute('aria-label')).toBe('No data');
  const silent = await mount<StateGlyph>(html`<gl-state-glyph state="no-data" label=""></gl-state-glyph>`);
  expect(deep(silent, 'svg').getAttribute('aria-hidden')).toBe('true');
  await expectAccessible(said);
  await expectAccessible(silent);
});

test('it is as large as the text around it', async () => {
  const room = await mount(html`<p><gl-state-glyph state="pass"></gl-state-glyph></p>`);
  room.style.fontSize = '40px';
  expect(room.querySelector('gl-state-glyph')?.getBoundingClientRect().width).toBe(40);
});

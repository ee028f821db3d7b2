import { expect, test } from 'vitest';
import type { SelectionResult } from '../../../../core/ports.ts';
import { Catalogue } from '../catalogue.ts';
import { INCREMENTS } from '../numbers/families.ts';
import { QUARTER_HOUR_MS, type ReadPlan } from '../read-plan.ts';
import { NumberRows } from '../rows.ts';
import { type SelectedCells, SelectionBook } from '../selected-cells.ts';
import { layOut } from '../sum-layout.ts';
import { ClosedAnswers } from './closed-answers.ts';

const Q = QUARTER_HOUR_MS;

function plan(from: number, to: number, level: 'raw' | 'quarter' = 'quarter'): ReadPlan {
  return { segments: [{ level, from, to }], from, to, boundaries: [from, to], alignedToMs: 0 };
}

/** A selection that only watches one cell. */
function selected(cell: number): SelectedCells {
  const sums = layOut('counter', 0, [], [cell]);
  return { kind: 'counter', keys: [], members: [], observers: [], observedCells: [cell], sums };
}

function result(steps = 1): SelectionResult {
  return { groups: [], observedMs: new Float64Array(steps), lastObservedAt: undefined };
}

function committed(answers: ClosedAnswers, cell: number, at: number): void {
  const rows = new NumberRows(INCREMENTS.types);
  rows.push3(cell, at, 1);
  answers.committed([{ family: INCREMENTS, from: 0, rows }], at);
}

test('what is over is remembered until something that it speaks of comes late', () => {
  const answers = new ClosedAnswers(new Catalogue());
  const [a, b] = [selected(1), selected(2)];
  const window = () => answers.window(plan(0, 4 * Q), 9 * Q);
  const [ofA, ofB] = [result(), result()];
  window()?.keep(a, ofA);
  window()?.keep(b, ofB);
  committed(answers, 1, 4 * Q + 1);
  expect([a, b].map((one) => window()?.get(one))).toEqual([ofA, ofB]);
  expect(window()?.get(a)).toBe(ofA);
  expect(answers.known([0, 4 * Q])?.get(a)).toBe(ofA);
  expect(answers.known([0, 3 * Q])).toBeUndefined();
  committed(answers, 1, 4 * Q);
  expect([a, b].map((one) => window()?.get(one))).toEqual([undefined, ofB]);
});

test('a whole list has the very same answers until something comes late for it', () => {
  const catalogue = new Catalogue();
  const answers = new ClosedAnswers(catalogue);
  const nobody = { ...selected(3), observedCells: [] };
  const list = new SelectionBook(catalogue).together([selected(1), nobody, selected(2)]);
  const [a, , b] = list.all as readonly SelectedCells[];
  const [ofA, ofB] = [result(2), result(2)];
  const boundaries = [0, 2 * Q, 4 * Q];
  const window = () => answers.window({ ...plan(0, 4 * Q), boundaries }, 9 * Q);
  window()?.keep(a as SelectedCells, ofA);
  expect(window()?.all(list)).toBeUndefined();
  window()?.keep(b as SelectedCells, ofB);
  const all = window()?.all(list);
  expect(all).toEqual([ofA, result(2), ofB]);
  expect(window()?.all(list)).toBe(all);
  committed(answers, 1, 4 * Q + 1);
  expect(answers.known(boundaries)?.all(list)).toBe(all);
  committed(answers, 2, Q);
  expect(answers.known(boundaries)?.all(list)).toBeUndefined();
  const late = result(2);
  window()?.keep(b as SelectedCells, late);
  expect(window()?.all(list)?.[2]).toBe(late);
});

test('an answer is not kept when something came late while it was made', () => {
  const answers = new ClosedAnswers(new Catalogue());
  const [one, window] = [selected(1), answers.window(plan(0, 4 * Q), 9 * Q)];
  committed(answers, 2, Q);
  window?.keep(one, result());
  expect(answers.window(plan(0, 4 * Q), 9 * Q)?.get(one)).toBeUndefined();
});

test('what is not over is not remembered, nor what has edges within a quarter hour', () => {
  const answers = new ClosedAnswers(new Catalogue());
  expect(answers.window(plan(0, 4 * Q), 4 * Q - 1)).toBeUndefined();
  expect(answers.window(plan(0, 4 * Q, 'raw'), 9 * Q)).toBeUndefined();
  expect(answers.window(plan(0, 4 * Q), 4 * Q)).toBeDefined();
});

test('the window that was asked for longest ago goes first', () => {
  const answers = new ClosedAnswers(new Catalogue(), 250);
  const one = selected(1);
  const window = (i: number) => answers.window(plan(i * Q, (i + 1) * Q), 99 * Q);
  for (const i of [0, 1, 2]) {
    window(0);
    window(i)?.keep(one, result(96));
  }
  expect([0, 1, 2].map((i) => window(i)?.get(one) !== undefined)).toEqual([true, false, true]);
});

test('a window that nothing is known of any more is let go', () => {
  const answers = new ClosedAnswers(new Catalogue());
  const [a, b] = [selected(1), selected(2)];
  answers.window(plan(0, 4 * Q), 9 * Q)?.keep(a, result());
  answers.window(plan(0, 5 * Q), 9 * Q)?.keep(b, result());
  expect(answers.size).toBe(2);
  committed(answers, 1, Q);
  expect(answers.size).toBe(1);
  expect(answers.window(plan(0, 5 * Q), 9 * Q)?.get(b)).toBeDefined();
});

test('windows are no more than some thousands, also where nothing is asked about them', () => {
  const answers = new ClosedAnswers(new Catalogue());
  for (let i = 0; i < 10_000; i += 1) answers.window(plan(i * Q, (i + 1) * Q), 99_999 * Q);
  expect(answers.size).toBeLessThan(5_000);
});

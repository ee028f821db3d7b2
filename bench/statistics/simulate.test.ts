import { describe, expect, test } from 'vitest';
import { COMPARED_RULES } from './compared-rules.ts';
import { coverageOf } from './coverage.ts';
import { gradedCoverage, wrongPassesOfLooks } from './graded.ts';
import type { Rule } from './rule.ts';
import { RUN_RULES } from './run-rules.ts';
import { blockCoverage } from './weekly-blocks.ts';
import { wrongFails } from './wrong-fails.ts';
import { wrongPassesOf } from './wrong-passes.ts';

/** The short form of `npm run bench -- --statistics`: the same simulations of fewer gates, seeded, so that they end the same each time. */

const GATES = 150;
/** What so few gates may be off by chance. */
const CHANCE = 0.015;
/** A busy machine takes its time. */
const PATIENT = { timeout: 60_000 };
const RULES = [...RUN_RULES, ...COMPARED_RULES].map((rule) => [rule.name, rule] as const);

describe.each(RULES)('%s', PATIENT, (_, rule: Rule) => {
  test('has the truth within its intervals about as often as they say', () => {
    const { average, gates } = coverageOf(rule, GATES);
    expect(gates).toBeGreaterThanOrEqual(GATES);
    expect(average).toBeGreaterThanOrEqual(0.94 - CHANCE);
  });

  test('passes few gates whose truth is on the wrong side', () => {
    expect(wrongPassesOf(rule, GATES).average).toBeLessThanOrEqual(0.05 + CHANCE);
  });
});

test('graded production has the truth within its sequence at every look of a month', () => {
  for (const figure of gradedCoverage(GATES))
    expect(figure.average, figure.name).toBeGreaterThanOrEqual(0.95);
});

test('graded production passes few gates on the wrong side, at whichever look of a month', PATIENT, () => {
  for (const figure of wrongPassesOfLooks(GATES)) {
    expect(figure.average, figure.name).toBeLessThanOrEqual(0.05);
  }
});

test('few good gates of eight criteria fail', PATIENT, () => {
  expect(wrongFails(4 * GATES).average).toBeLessThanOrEqual(0.05);
});

test('weekly blocks cover less the more a day carries over to the next, and never much less', () => {
  const [none, some, much] = blockCoverage(40 * GATES).map(({ average }) => average);
  expect(none).toBeGreaterThanOrEqual(0.945);
  expect(some).toBeLessThan(none as number);
  expect(much).toBeLessThan(some as number);
  expect(much).toBeGreaterThanOrEqual(0.925);
});

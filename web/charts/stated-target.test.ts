import { expect, test } from 'vitest';
import { statedTarget } from './stated-target.ts';

test.each([
  ['cost_per_request <= 50% of v2', '50 % of v2'],
  ['cost_per_request ≤ 50 % of v2 over 28d', '50 % of v2'],
  ['accuracy >= v2 - 1pp on evaluation', 'v2 − 1 pp'],
  ['success_rate >= 99.9% where region = eu over 30d', '99.9 %'],
  ['hallucination_rate < 3% n>=500', '3 %'],
  ['attested by security: "rollback drill done"', undefined],
])('%s states %s', (text, target) => {
  expect(statedTarget(text)).toBe(target);
});

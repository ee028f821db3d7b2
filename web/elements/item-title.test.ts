import { expect, test } from 'vitest';
import { itemTitle, titleBeside } from './item-title.ts';

test.each([
  ['v3', 'Scale and optimise', 'v3: Scale and optimise', 'Scale and optimise'],
  ['v3', 'v3: Scale and optimise', 'v3: Scale and optimise', 'Scale and optimise'],
  ['v1', 'V1 – Proof of value', 'V1 – Proof of value', 'Proof of value'],
  ['v1', 'v10 is far away', 'v1: v10 is far away', 'v10 is far away'],
  ['v1', 'v1', 'v1', 'v1'],
  ['feature-store', 'Feature store with history', 'Feature store with history', 'with history'],
  ['resilience', 'Disaster recovery', 'Disaster recovery', 'Disaster recovery'],
  ['phase-2', 'Phase 2: Data scale', 'Phase 2: Data scale', 'Data scale'],
])('%s called “%s” is “%s”, or “%s” beside its id', (id, title, whole, beside) => {
  expect(itemTitle(id, title)).toBe(whole);
  expect(titleBeside(id, title)).toBe(beside);
});

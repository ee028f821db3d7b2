import { expect } from 'vitest';
import type { DocumentPath } from './problem.ts';
import { readRoadmap } from './read.ts';

/** A line for every path, so that tests see where it goes. */
const lineOf = (path: DocumentPath) => 10 + path.length;
/** Reads a document, as tests have it. */
export const read = (document: unknown) => readRoadmap(document, lineOf);

/** A document with a gate of these criteria on `v3`, whose `extra` goes over the rest. */
export function withCriteria(criteria: readonly unknown[], extra: object = {}): object {
  return {
    product: 'desk',
    name: 'Desk',
    data: [{ id: 'phase-1', title: 'Data' }],
    models: [
      { id: 'v2', title: 'Two' },
      { id: 'v3', title: 'Three', gate: { criteria } },
    ],
    ...extra,
  };
}

/** A document with one version, and `extra` over it. */
export const withItem = (item: object, extra: object = {}) => ({
  product: 'desk',
  name: 'Desk',
  models: [{ id: 'v1', title: 'One', ...item }],
  ...extra,
});

/** The one problem that a document has. */
export interface Expected {
  readonly path: string;
  readonly message: RegExp;
  readonly suggestion?: string;
  readonly read?: string;
}

/** The problems of a document, their paths as texts. */
export function problemsOf(document: unknown) {
  return read(document).problems.map(({ path, message, suggestion, read: what, severity }) => ({
    severity,
    path: path.join('.'),
    message,
    suggestion,
    read: what,
  }));
}

/** Holds a document to one problem, and to no roadmap. */
export function expectProblem(document: unknown, { path, message, suggestion, read: what }: Expected) {
  const problems = problemsOf(document);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatchObject({ severity: 'error', path });
  expect(problems[0]?.message).toMatch(message);
  expect(problems[0]?.suggestion).toBe(suggestion);
  if (what !== undefined) expect(problems[0]?.read).toBe(what);
  expect(read(document).roadmap).toBeUndefined();
}

/** A signal of one's own that is right, and `extra` over it. */
export function ownSignal(extra: object = {}) {
  return { unit: 'share', family: 'quality', better: 'higher', formula: 'a / b', ...extra };
}

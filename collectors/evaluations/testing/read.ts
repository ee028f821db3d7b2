import { expect } from 'vitest';
import type { EvaluationItem, EvaluationRun } from '../../../core/measure/evaluation.ts';
import type { EvaluationDefaults } from '../../../core/measure/evaluation-import.ts';
import type { EvaluationLimits } from '../limits.ts';
import { formatEvaluationProblem, readEvaluationFiles } from '../read-evaluation-files.ts';

export const NOW = Date.UTC(2026, 10, 24);

/** Who gives the file says no more than it must. */
const GIVEN: EvaluationDefaults = { product: 'desk', versions: [{ item: 'v2' }], now: NOW };

type Content = string | object;

/** Reads one file; what is no text is written as JSON. */
export function read(
  content: Content,
  {
    name = 'results.json',
    limits,
    ...defaults
  }: Partial<EvaluationDefaults> & { name?: string; limits?: EvaluationLimits } = {},
) {
  const text = typeof content === 'string' ? content : JSON.stringify(content, null, 2);
  return readEvaluationFiles([{ name, text }], { ...GIVEN, ...defaults }, limits);
}

/** The only run of a file that must be right. */
export async function readRun(
  content: Content,
  options: Parameters<typeof read>[1] = {},
): Promise<EvaluationRun> {
  const { runs, problems } = await read(content, options);
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(runs).toHaveLength(1);
  return runs[0] as EvaluationRun;
}

/** What is wrong with a file that must not be taken, a line each. */
export async function complaints(
  content: Content,
  options: Parameters<typeof read>[1] = {},
): Promise<readonly string[]> {
  const { runs, problems } = await read(content, options);
  expect(runs).toEqual([]);
  return problems.map(formatEvaluationProblem);
}

/** The notes of a file that was taken. */
export async function notes(
  content: Content,
  options: Parameters<typeof read>[1] = {},
): Promise<readonly string[]> {
  const { problems } = await read(content, options);
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  return problems.map(({ message }) => message);
}

/** Values by item, and what else is said of it. */
export function byId({ items }: Pick<EvaluationRun, 'items'>): Record<string, Partial<EvaluationItem>> {
  return Object.fromEntries(
    items.map(({ id, cluster, ...rest }) => [id, cluster === id ? rest : { cluster, ...rest }]),
  );
}

import { member, numberOf } from '../values.ts';
import type { TaskMetric } from './lm-eval-metrics.ts';
import type { LmEvalFile } from './lm-eval-schema.ts';

/**
 * Over how many samples a task's value is: as the file says; of a group the sum over its tasks, each once; else, where the file says
 * nothing (before 0.4.3), what value and standard error of a share tell together.
 */
export function sampleCount(file: LmEvalFile, task: string, metric: TaskMetric): number | undefined {
  return countOf(file, task) ?? countFromError(metric);
}

/** Over the tasks that a task is made of, each once, however groups nest; itself where it is made of none. */
function countOf(file: LmEvalFile, task: string): number | undefined {
  const seen = new Set([task]);
  let sum = 0;
  for (const one of seen) {
    const subtasks = subtasksOf(file, one);
    for (const subtask of subtasks) seen.add(subtask);
    if (subtasks.length > 0) continue;
    const count = ownCount(file, one);
    if (count === undefined) return undefined;
    sum += count;
  }
  return sum > 0 ? sum : undefined;
}

/** The tasks of a group; none of a task. */
export function subtasksOf({ group_subtasks }: LmEvalFile, task: string): readonly string[] {
  const given = member(group_subtasks, task);
  return Array.isArray(given) ? given.filter((one) => typeof one === 'string') : [];
}

function ownCount(file: LmEvalFile, task: string): number | undefined {
  const counts = member(file['n-samples'], task);
  const count =
    numberOf(member(counts, 'effective')) ??
    numberOf(member(counts, 'original')) ??
    numberOf(member(member(file.results, task), 'sample_len'));
  return count !== undefined && Number.isInteger(count) && count > 0 ? count : undefined;
}

/** More samples than any task has. */
const MOST_SAMPLES = 10_000_000;

/**
 * The harness computes the standard error of a mean as s/√n with n − 1 degrees of freedom; of rights and wrongs that is
 * √(p(1−p)/(n−1)), so n follows, and must come out whole, with a whole number of right ones.
 */
function countFromError({ value, standardError }: TaskMetric): number | undefined {
  if (standardError === undefined || standardError === 0 || !(value > 0 && value < 1)) return undefined;
  const exact = (value * (1 - value)) / standardError ** 2 + 1;
  const n = Math.round(exact);
  const right = value * n;
  const isWhole =
    Math.abs(exact - n) < 1e-6 * n && Math.abs(right - Math.round(right)) < 1e-6 * Math.max(1, right);
  return isWhole && n >= 2 && n <= MOST_SAMPLES ? n : undefined;
}

import type { TimeLimits } from '../point-rules.ts';

/** Why a log record was not taken. Few and fixed, because they become labels; the sender is told them, too. */
export type LogRefusal =
  | 'no time'
  | 'older than max_sample_age'
  | 'more than 5 min ahead'
  | 'neither a label nor a score that says whether it passed'
  | 'no score';

/** What is wrong with the time of a record. */
export function recordRefusal(at: number, { oldest, newest }: TimeLimits): LogRefusal | undefined {
  if (at === 0) return 'no time';
  if (at < oldest) return 'older than max_sample_age';
  return at > newest ? 'more than 5 min ahead' : undefined;
}

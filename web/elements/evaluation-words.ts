import type { EvaluationRunJson } from '../../server/http/contract/evaluations.ts';
import { formatDay } from './calendar-text.ts';

/** What stands under a run's dataset: `revision r7, graded by rules 3, run by nightly`; what is not known is left out. */
export function aboutRun({ revision, judge, judgeVersion, author, madeOf }: EvaluationRunJson): string {
  const graded = [judge, judgeVersion].filter((part) => part !== '').join(' ');
  return [
    revision === '' ? '' : `revision ${revision}`,
    graded === '' ? '' : `graded by ${graded}`,
    author === '' ? '' : `run by ${author}`,
    madeOf === undefined ? '' : `sums up ${madeOf.length} ${madeOf.length === 1 ? 'dataset' : 'datasets'}`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}

/** `Taken back 24 Nov by data lead: wrong key`; `undefined` for a run that counts. */
export function takenBack({ retracted }: EvaluationRunJson, zone: string, now: number): string | undefined {
  if (retracted === undefined) return undefined;
  return `Taken back ${formatDay(retracted.at, zone, now)} by ${retracted.by}: ${retracted.why}`;
}

/** What is left out of the items: `9 errors, 2 skipped, 1 without a score`; nothing where nothing is. */
export function leftOut({ errors, skipped, unscored }: EvaluationRunJson): string {
  const parts = [
    errors === 0 ? '' : `${errors.toLocaleString('en')} ${errors === 1 ? 'error' : 'errors'}`,
    skipped === 0 ? '' : `${skipped.toLocaleString('en')} skipped`,
    unscored === 0 ? '' : `${unscored.toLocaleString('en')} without a score`,
  ].filter((part) => part !== '');
  return parts.join(', ');
}

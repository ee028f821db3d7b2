import type { EvaluationRunJson, EvaluationsResponse } from '../../../server/http/contract/evaluations.ts';
import { DAY, type VersionId, ZONE } from './ticket-routing.ts';

/** Runs of a version, as the story has them: one was taken back, one sums up others, one is of a tool without much to say. */
export function evaluations(item: VersionId, now: number): EvaluationsResponse {
  return { asOf: now, zone: ZONE, runs: item === 'v4' ? [] : RUNS.map((run) => runOf(run, item, now)) };
}

type Told = Partial<Omit<EvaluationRunJson, 'at'>> & { readonly daysAgo: number };

const RUNS: readonly Told[] = [
  { daysAgo: 2, id: 'golden-set/3.0.0-rc4', dataset: 'golden-set', errors: 9, author: 'evaluation pipeline' },
  { daysAgo: 3, id: 'red-team/3.0.0-rc4', dataset: 'red-team', items: 400, judge: 'safety-rules' },
  {
    daysAgo: 9,
    id: 'lm-eval-72c9ef4f626e3a2e.mmlu',
    dataset: 'mmlu',
    revision: '2',
    judge: '',
    judgeVersion: '',
    items: 14_042,
    madeOf: ['mmlu_humanities', 'mmlu_other', 'mmlu_social_sciences', 'mmlu_stem'],
  },
  {
    daysAgo: 16,
    id: 'eval-EyD-2026-11-07',
    dataset: 'offline evaluation of the answers of tier one/gpt-5-mini/prompt 2',
    revision: '',
    build: '',
    errors: 2,
    unscored: 14,
    items: 1_204,
  },
  {
    daysAgo: 24,
    id: 'golden-set/3.0.0-rc3',
    dataset: 'golden-set',
    build: '3.0.0-rc3',
    errors: 4,
    author: 'evaluation pipeline',
  },
  {
    daysAgo: 37,
    id: 'junit-4b6b57757b6ce395',
    dataset: 'behaviour',
    items: 86,
    skipped: 2,
    judge: '',
    judgeVersion: '',
  },
];

function runOf({ daysAgo, ...own }: Told, item: VersionId, now: number): EvaluationRunJson {
  const run: EvaluationRunJson = {
    id: 'run',
    item,
    build: '3.0.0-rc4',
    environment: 'production',
    dataset: 'golden-set',
    revision: '2026-Q4.1',
    judge: 'agents-consensus',
    judgeVersion: '3',
    author: '',
    at: now - daysAgo * DAY,
    metrics: { correct: 'outcome' },
    items: 3_200,
    errors: 0,
    skipped: 0,
    unscored: 0,
    ...own,
  };
  const retracted = {
    at: now - 20 * DAY,
    by: 'data lead',
    why: 'the answer key was that of the revision before',
  };
  return run.build === '3.0.0-rc3' ? { ...run, retracted } : run;
}

import type { EvaluationRunSummary } from '../../core/measure/evaluation.ts';
import { changedItems, type ItemPair } from '../../core/sides/changed-items.ts';
import type { EvaluationRow } from '../evaluation/evaluation-sides.ts';
import type { RunLibrary } from '../evaluation/run-library.ts';
import type { CompareResponse } from '../http/contract/compare.ts';
import { describeSignal } from './named.ts';

type Change = CompareResponse['changes'][number];

/**
 * Which items changed from right to wrong and back, for each outcome that both runs of a pair have.
 *
 * @param most items of each list; the rest is counted
 */
export async function changesAnswer(
  library: RunLibrary,
  rows: readonly EvaluationRow[],
  most: number,
): Promise<Change[]> {
  const changes = await Promise.all(rows.map((row) => changeOf(library, row, most)));
  return changes.flat();
}

async function changeOf(library: RunLibrary, row: EvaluationRow, most: number): Promise<Change[]> {
  const { signal, pair, compared } = row;
  const { a, b } = pair;
  if (a === undefined || b === undefined || compared.difference?.paired !== true) return [];
  if (![a, b].every((run) => isOutcome(run, signal.evaluation?.metric ?? ''))) return [];
  const [one, other] = await library.withItems([a, b]);
  const changed = changedItems(signal, one?.items ?? [], other?.items ?? []);
  const { rightToWrong, wrongToRight, ...counts } = changed;
  return [
    {
      signal: describeSignal(signal),
      dataset: b.dataset,
      revision: b.revision,
      judge: [b.judge, b.judgeVersion].filter((text) => text !== '').join(' '),
      a: runOf(a),
      b: runOf(b),
      rightToWrong: listOf(rightToWrong, most),
      wrongToRight: listOf(wrongToRight, most),
      ...counts,
    },
  ];
}

function isOutcome({ metrics }: EvaluationRunSummary, metric: string): boolean {
  return Object.hasOwn(metrics, metric) && metrics[metric] === 'outcome';
}

function runOf({ id, at, build }: EvaluationRunSummary): Change['a'] {
  return { run: id, at, build };
}

function listOf(pairs: readonly ItemPair[], most: number): Change['rightToWrong'] {
  return { count: pairs.length, items: pairs.slice(0, most).map((pair) => ({ ...pair })) };
}

import { createHash } from 'node:crypto';
import type { EvaluationRun } from '../../core/measure/evaluation.ts';
import type { WriteBatch } from '../../core/ports.ts';

/**
 * A run as a batch for the store. The same run gives the same batch, so that a second import changes nothing.
 *
 * @param source name of what brings it
 */
export function evaluationBatch(source: string, run: EvaluationRun): WriteBatch {
  const { items, ...facts } = run;
  const content = run.contentHash === undefined ? { facts, items } : facts;
  const hash = createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 32);
  return { source, id: `${run.id} ${hash}`, evaluations: [run] };
}

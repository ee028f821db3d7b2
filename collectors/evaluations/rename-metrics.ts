import { nearest } from '../../core/text/nearest.ts';
import type { ReadEvaluation } from './evaluation.ts';
import { fault } from './fault.ts';

/**
 * Calls metrics otherwise, so that a signal finds them. A metric that had the name already is kept as `<name>_of_tool`.
 *
 * @param names new name to the one that the metric has
 * @throws FileFaults when no evaluation has such a metric
 */
export function renameMetrics(
  evaluations: readonly ReadEvaluation[],
  names: Readonly<Record<string, string>>,
): readonly ReadEvaluation[] {
  return Object.entries(names).reduce((all, [to, from]) => renameOne(all, from, to), evaluations);
}

function renameOne(
  evaluations: readonly ReadEvaluation[],
  from: string,
  to: string,
): readonly ReadEvaluation[] {
  if (from === to) return evaluations;
  if (!evaluations.some(({ metrics }) => Object.hasOwn(metrics, from))) {
    const known = [...new Set(evaluations.flatMap(({ metrics }) => Object.keys(metrics)))];
    const meant = nearest(from, known);
    const hint =
      meant === undefined ? `there are ${known.slice(0, 20).join(', ')}` : `did you mean ${meant}?`;
    throw fault(`There is no metric ${from} in it; ${hint}`);
  }
  return evaluations.map((evaluation) =>
    Object.hasOwn(evaluation.metrics, from) ? renamed(evaluation, from, to) : evaluation,
  );
}

function renamed(evaluation: ReadEvaluation, from: string, to: string): ReadEvaluation {
  const called = (name: string) => (name === from ? to : name === to ? `${to}_of_tool` : name);
  const keys = <V>(record: Readonly<Record<string, V>>) =>
    Object.fromEntries(Object.entries(record).map(([name, value]) => [called(name), value]));
  const { metrics, items, aggregates } = evaluation;
  return {
    ...evaluation,
    metrics: keys(metrics),
    items: items.map((item) => ({
      ...item,
      values: keys(item.values),
      ...(item.notAsked === undefined ? {} : { notAsked: item.notAsked.map(called) }),
    })),
    ...(aggregates === undefined ? {} : { aggregates: keys(aggregates) }),
  };
}

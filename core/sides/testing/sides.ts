import type { BucketCount } from '../../measure/distribution.ts';
import type { EvaluationItem } from '../../measure/evaluation.ts';
import type { Group, SelectionResult } from '../../ports.ts';
import { catalogueSignal } from '../../signal/catalogue.ts';
import type { RunWithItems } from '../../signal/evaluation-actual.ts';
import { signalScope, signalSelections } from '../../signal/selections.ts';
import type { Signal } from '../../signal/signal.ts';
import type { ProductionSide } from '../production.ts';
import { timeBlocks } from '../time-blocks.ts';

export const DAY_MS = 86_400_000;

/** What a store would answer of each measure, block by block: totals of counters, or cells of distributions. */
export type BlockFakes = Readonly<Record<string, readonly (number | readonly BucketCount[])[]>>;

/** A signal of the catalogue. */
export function signalCalled(name: string): Signal {
  const found = catalogueSignal(name);
  if (found === undefined) throw new Error(name);
  return found;
}

/** One side out of such answers. */
export function productionSide(
  signal: Signal,
  item: string,
  fakes: BlockFakes,
  { from = 0, days = 28, watched = 1 }: { from?: number; days?: number; watched?: number } = {},
): ProductionSide {
  const blocks = timeBlocks({ from, to: from + days * DAY_MS }, 'UTC');
  const { boundaries } = blocks;
  const lengths = boundaries.slice(1).map((to, i) => to - (boundaries[i] as number));
  const scope = signalScope(signal, { id: item, track: 'models' }, { environment: 'production' });
  const results = signalSelections(signal, scope).map((selection): SelectionResult => {
    const steps = fakes[selection.measure];
    const key = (selection.by ?? []).map((by) => (by === 'item' ? item : '1'));
    const groups: Group[] = [];
    if (steps !== undefined && selection.kind === 'counter') {
      groups.push({ kind: 'counter', key, totals: Float64Array.from(steps.map(Number)) });
    } else if (steps !== undefined && selection.kind === 'distribution') {
      const cells = steps.map((step) => ({ cells: typeof step === 'number' ? [] : step, sum: 100 }));
      groups.push({ kind: 'distribution', key, steps: cells });
    } else if (steps !== undefined) {
      const read = steps.map(Number).map((value, i) => {
        const at = boundaries[i + 1] as number;
        return { last: value, lastAt: at, mean: value, min: value, max: value, samples: 5 };
      });
      groups.push({ kind: 'gauge', key: [], steps: read });
    }
    return {
      groups,
      observedMs: Float64Array.from(lengths.map((ms) => (steps === undefined ? 0 : ms * watched))),
      lastObservedAt: steps === undefined ? undefined : boundaries.at(-1),
    };
  });
  return { answers: { signal, scope, results }, blocks, item };
}

/** An evaluation run of some items' values of one metric. */
export function evaluationRun(
  item: string,
  metric: string,
  values: Readonly<Record<string, number | undefined>>,
  about: Partial<RunWithItems['run']> = {},
): RunWithItems {
  const items = Object.entries(values).map(
    ([id, value]): EvaluationItem => ({
      id,
      cluster: id,
      values: value === undefined ? {} : { [metric]: value },
      ...(value === undefined ? { error: 'timed out' } : {}),
    }),
  );
  return {
    run: {
      id: `${item}-run`,
      product: 'p',
      item,
      build: '',
      environment: 'ci',
      dataset: 'golden-set',
      revision: 'r3',
      judge: 'exact-match',
      judgeVersion: '',
      author: 'ci',
      at: 1,
      metrics: { [metric]: 'outcome' },
      itemCount: items.length,
      errorCount: 0,
      ...about,
    },
    items,
  };
}

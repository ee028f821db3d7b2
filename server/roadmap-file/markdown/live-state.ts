import type { CriterionVerdict, GateVerdict, VerdictState } from '../../../core/gate/verdict.ts';
import { dateWords } from '../../../core/gate/words.ts';
import type { GateCriterion, Roadmap } from '../../../core/roadmap/roadmap.ts';
import {
  formatCount,
  formatPair,
  formatTarget,
  formatValue,
  operatorSign,
} from '../../../core/signal/format.ts';
import { dateOf } from '../../../core/time/calendar.ts';

/** How a roadmap stands: what an exported document tells beside the promise. */
export interface LiveState {
  /** Unix ms. */
  readonly asOf: number;
  readonly revision: string;
  readonly roadmap: Roadmap;
  readonly gates: readonly GateVerdict[];
  /** By the number of the success metric. */
  readonly successMetrics: ReadonlyMap<number, CriterionVerdict>;
}

/** What stands in the live columns of a criterion's row. */
export interface LiveCells {
  readonly verdict: string;
  readonly actual: string;
  readonly target: string;
  readonly n: string;
}

const WORDS: Readonly<Record<VerdictState, string>> = {
  pass: '✔ pass',
  fail: '✖ fail',
  unproven: '◐ unproven',
  'no-data': '◌ no data',
  'not-started': '○ not started',
};

const NOTHING: LiveCells = { verdict: '–', actual: '–', target: '–', n: '–' };

/** The nth criterion of an item's gate as it stands. */
export function criterionCells(live: LiveState, item: string, index: number): LiveCells {
  const criteria = live.roadmap.items.find(({ id }) => id === item)?.gate?.criteria ?? [];
  const verdicts = live.gates.find((gate) => gate.item === item)?.criteria ?? [];
  const criterion = criteria[index];
  const verdict = [verdicts[index], ...verdicts].find((one) => one?.text === criterion?.criterion.text);
  return cells(criterion, verdict, live.roadmap.currency);
}

/** The nth success metric as it stands. */
export function metricCells(live: LiveState, index: number): LiveCells {
  const { criterion } = live.roadmap.successMetrics[index] ?? {};
  return cells(criterion, live.successMetrics.get(index), live.roadmap.currency);
}

/** A gate's state in words, with its sentence. */
export function gateState(live: LiveState, item: string): string | undefined {
  const gate = live.gates.find((one) => one.item === item);
  return gate === undefined ? undefined : `${WORDS[gate.state]}: ${gate.sentence}`;
}

/** `State of 23 Nov 2026, roadmap revision abc…` */
export function stateOf({ asOf, revision, roadmap }: LiveState): string {
  const date = dateWords(dateOf(asOf, roadmap.zone));
  return `State of ${date}, roadmap revision ${revision}. Verdicts, actuals and sentences on gates are Gateline's, and no part of the roadmap.`;
}

function cells(
  criterion: GateCriterion | undefined,
  verdict: CriterionVerdict | undefined,
  currency: string,
): LiveCells {
  if (criterion === undefined || verdict === undefined) return NOTHING;
  const said = { ...NOTHING, verdict: verdict.waiver === undefined ? WORDS[verdict.state] : '⚑ waived' };
  if (criterion.criterion.kind === 'attested') return said;
  const { unit } = criterion.criterion;
  const { actual, target, op } = verdict;
  const value = actual?.value;
  const n = actual === undefined ? '–' : formatCount(actual.n);
  if (value !== undefined && target !== undefined && op !== undefined) {
    const pair = formatPair(value, target, unit, currency);
    return { ...said, actual: pair.value, target: `${operatorSign(op)} ${pair.target}`, n };
  }
  return {
    ...said,
    n,
    ...(value === undefined ? {} : { actual: formatValue(value, unit, currency) }),
    ...(target === undefined || op === undefined ? {} : { target: formatTarget(op, target, unit, currency) }),
  };
}

import { SAMPLING_LABEL, sampledMeasure } from '../measure/sampling.ts';
import type { Dimension, MeasureKind, Selection } from '../ports.ts';
import { remembered } from '../remember.ts';
import type { Item } from '../roadmap/roadmap.ts';
import type { CounterSum, Signal } from './signal.ts';

/** Whose traffic a signal is read from. */
export interface SignalScope {
  /** Absent: the whole product's, what is attributed to no item included. */
  readonly item?: string;
  /** Absent: every build. */
  readonly builds?: readonly string[];
  readonly environment: string;
  /** Label to value. */
  readonly where: Readonly<Record<string, string>>;
  /** The label whose values are read apart. */
  readonly each?: string;
}

/** What a criterion or a page narrows a signal to. */
export interface SignalFilter {
  readonly environment: string;
  readonly where?: Readonly<Record<string, string>>;
  readonly each?: string;
  readonly builds?: readonly string[];
}

/** The counter that tells whether, and how much, a version serves. */
export const TRAFFIC = 'requests';

/** A measure in its part in a signal; how its groups are split tells what may be read from them. */
export interface SignalSelection extends Selection {
  /**
   * `n` has what the value is made of, `any-item` is read of all items at once (see {@link signalSelections}), `samples` tells what of it
   * are samples.
   */
  readonly part: 'n' | 'value' | 'any-item' | 'samples';
}

/** A signal's scope for an item: a model version has its own traffic; other tracks, and signals of the product, the whole product's. */
export function signalScope(
  signal: Pick<Signal, 'scope'>,
  item: Pick<Item, 'id' | 'track'> | undefined,
  filter: SignalFilter,
): SignalScope {
  const own = signal.scope === 'item' && item?.track === 'models';
  return {
    ...(own ? { item: item.id } : {}),
    ...(filter.builds === undefined ? {} : { builds: filter.builds }),
    environment: filter.environment,
    where: filter.where ?? {},
    ...(filter.each === undefined ? {} : { each: filter.each }),
  };
}

/**
 * The questions to a store that a signal is computed from, each measure once, in a fixed order.
 *
 * A counter that stands only above a fraction (`requests_failed`), or is totalled, is read of all items and split by item: most
 * libraries show such a counter only when it first counts, so a version without a failure has no series of its own. That some item has
 * one proves that the measure is being watched, and that the version's silence is zero. A version's total is read with its traffic,
 * because zero failures of a version that serves nobody prove nothing.
 */
export function signalSelections(signal: Signal, scope: SignalScope): readonly SignalSelection[] {
  return selectionsIn(scope)(signal);
}

const selectionsIn = remembered((scope: SignalScope) =>
  remembered((signal: Signal) => makeSelections(signal, scope)),
);

function makeSelections(signal: Signal, scope: SignalScope): readonly SignalSelection[] {
  const chosen = new Map<string, SignalSelection>();
  const add = (measure: string, kind: MeasureKind, part: SignalSelection['part'], of = scope) => {
    const key = `${kind} ${measure}`;
    if (!chosen.has(key)) chosen.set(key, selection(measure, kind, part, of));
  };
  const { formula } = signal;
  if (formula.kind === 'ratio') {
    for (const [i, measure] of measures(formula.denominator).entries()) {
      add(measure, 'counter', i === 0 ? 'n' : 'value');
    }
    for (const measure of measures(formula.numerator)) add(measure, 'counter', 'any-item');
  } else if (formula.kind === 'total') {
    for (const measure of measures(formula.of)) {
      add(measure, 'counter', scope.item === undefined ? 'n' : 'any-item');
    }
    if (scope.item !== undefined) add(TRAFFIC, 'counter', 'n');
  } else if (formula.kind === 'gauge') {
    add(formula.of, 'gauge', 'value');
  } else {
    add(formula.of, 'distribution', 'n');
  }
  if (signal.pricing !== undefined) {
    // Tokens often lack the labels that requests have: what has a price is asked of all of them.
    const { each: _, ...unsplit } = scope;
    const all = { ...unsplit, where: {} };
    add(signal.pricing.total, 'counter', 'value', all);
    add(signal.pricing.unpriced, 'counter', 'any-item', all);
  }
  if (signal.population !== undefined) add(signal.population, 'counter', 'value');
  for (const measure of sampledMeasures(signal)) add(sampledMeasure(measure), 'counter', 'samples');
  return [...chosen.values()];
}

/** The measures without which the signal has no value; pricing and population only say more about it. */
export const essentialMeasures = remembered((signal: Signal): readonly string[] => {
  const { formula } = signal;
  if (formula.kind === 'ratio') {
    return [...new Set([...measures(formula.denominator), ...measures(formula.numerator)])];
  }
  return formula.kind === 'total' ? measures(formula.of) : [formula.of];
});

/** The measures of a signal of which samples may stand for others. A gauge is none of them. */
export function sampledMeasures(signal: Signal): readonly string[] {
  return signal.formula.kind === 'gauge' ? [] : essentialMeasures(signal);
}

function measures(sum: CounterSum): readonly string[] {
  return [...new Set(sum.map((term) => term.measure))];
}

function selection(
  measure: string,
  kind: MeasureKind,
  part: SignalSelection['part'],
  scope: SignalScope,
): SignalSelection {
  const by: Dimension[] = [];
  if (part === 'any-item' && scope.item !== undefined) by.push('item');
  if (part === 'n') by.push('build');
  if (scope.each !== undefined) by.push(`label:${scope.each}`);
  if (part === 'samples') by.push(`label:${SAMPLING_LABEL}`);
  const where = Object.entries(scope.where).map(([label, value]) => [label, [value]] as const);
  return {
    part,
    measure,
    kind,
    environments: [scope.environment],
    ...(scope.item === undefined || part === 'any-item' ? {} : { items: [scope.item] }),
    ...(scope.builds === undefined ? {} : { builds: scope.builds }),
    ...(where.length === 0 ? {} : { where: Object.fromEntries(where) }),
    ...(by.length === 0 ? {} : { by }),
  };
}

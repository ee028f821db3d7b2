import { sampledMeasure } from '../measure/sampling.ts';
import { remembered } from '../remember.ts';
import {
  essentialMeasures,
  type SignalScope,
  type SignalSelection,
  sampledMeasures,
  signalSelections,
} from './selections.ts';
import type { Signal } from './signal.ts';

/** Where a signal's answers stand among those to its questions; the same for every read of it. */
export interface SignalPlan {
  readonly selections: readonly SignalSelection[];
  /** Of each selection that is read of all items at once: where its keys have the item; elsewhere -1. */
  readonly itemAt: readonly number[];
  /** Place of the first selection of each measure. */
  readonly places: ReadonlyMap<string, number>;
  /** The measures without which there is no value. */
  readonly essential: readonly { readonly measure: string; readonly index: number }[];
  /** Places of what tells of samples. */
  readonly samples: readonly number[];
  /** The selections that are split by builds, and where in their keys. */
  readonly builds: readonly { readonly index: number; readonly at: number }[];
}

/** The plan of a signal in a scope; the very same one for the same objects. */
export function signalPlan(signal: Signal, scope: SignalScope): SignalPlan {
  return plansIn(scope)(signal);
}

const plansIn = remembered((scope: SignalScope) => remembered((signal: Signal) => makePlan(signal, scope)));

function makePlan(signal: Signal, scope: SignalScope): SignalPlan {
  const selections = signalSelections(signal, scope);
  const places = new Map(selections.map(({ measure }, i) => [measure, i] as const).reverse());
  const placeOf = (measure: string) => places.get(measure) ?? -1;
  return {
    selections,
    itemAt: selections.map(({ part, by }) => (part === 'any-item' ? (by?.indexOf('item') ?? -1) : -1)),
    places,
    essential: essentialMeasures(signal).map((measure) => ({ measure, index: placeOf(measure) })),
    samples: sampledMeasures(signal).map((measure) => placeOf(sampledMeasure(measure))),
    builds: selections.flatMap(({ part, by }, index) => {
      const at = part === 'n' ? (by?.indexOf('build') ?? -1) : -1;
      return at < 0 ? [] : [{ index, at }];
    }),
  };
}

import type { Actual } from '../../core/gate/verdict.ts';
import type { MeasurementStore } from '../../core/ports.ts';
import { present } from '../../core/present.ts';
import {
  DEFAULT_CONFIDENCE,
  DEFAULT_ENVIRONMENT,
  defaultWindow,
} from '../../core/roadmap/grammar/defaults.ts';
import type { Item, Roadmap } from '../../core/roadmap/roadmap.ts';
import { actualsPerStep, productionActual, type StepActual } from '../../core/signal/actual.ts';
import { signalScope, signalSelections } from '../../core/signal/selections.ts';
import type { Signal } from '../../core/signal/signal.ts';
import { resolveWindow, type TimeWindow } from '../../core/time/window.ts';
import { actualOf } from './evaluation-evidence.ts';
import { ReadBatch } from './read-batch.ts';
import type { RunLibrary } from './run-library.ts';

/** One signal of one item, or of the whole product. */
export interface SignalAsk {
  readonly item: Item | undefined;
  readonly signal: Signal;
  /** Default: production. */
  readonly environment?: string;
  /** Label to value. */
  readonly where?: Readonly<Record<string, string>>;
  /** One-sided, of each end of a sample's interval. Default 95 %. */
  readonly confidence?: number;
}

/** What production shows of many signals, each over a window: one read for each distinct window. In the order of the asks. */
export async function readActuals(
  store: MeasurementStore,
  product: string,
  asks: readonly (SignalAsk & { readonly window: TimeWindow })[],
): Promise<readonly Actual[]> {
  const batch = new ReadBatch(product);
  const asked = asks.map((ask) => {
    const scope = scopeOf(ask);
    return { ...ask, scope, ticket: batch.ask(ask.window, signalSelections(ask.signal, scope)) };
  });
  const answer = await batch.read(store);
  return asked.map(({ signal, scope, item, ticket, confidence }) => {
    const { results, window } = answer(ticket);
    const options = { ...window, item: item?.id ?? '', ...present({ confidence }) };
    return productionActual({ signal, scope, results }, options).actual;
  });
}

/** Many signals step by step: for sparklines, one read when all have the same boundaries. In the order of the asks. */
export async function readSteps(
  store: MeasurementStore,
  product: string,
  asks: readonly (SignalAsk & { readonly boundaries: readonly number[] })[],
): Promise<readonly (readonly StepActual[])[]> {
  const batch = new ReadBatch(product);
  const asked = asks.map((ask) => {
    const { boundaries, signal } = ask;
    const scope = scopeOf(ask);
    const window = { from: boundaries[0] ?? 0, to: boundaries.at(-1) ?? 0 };
    return {
      signal,
      scope,
      boundaries,
      ticket: batch.ask(window, signalSelections(signal, scope), boundaries),
    };
  });
  const answer = await batch.read(store);
  return asked.map(({ signal, scope, boundaries, ticket }) =>
    actualsPerStep({ signal, scope, results: answer(ticket).results }, boundaries),
  );
}

/** The window that a signal is shown over where no criterion says: 28 days for cost and quality, 7 days for the rest. */
export function shownWindow(
  roadmap: Pick<Roadmap, 'zone' | 'fiscalYearStart'>,
  signal: Signal,
  now: number,
): TimeWindow {
  const { zone, fiscalYearStart } = roadmap;
  const window = resolveWindow(defaultWindow(signal, { kind: 'production' }), { now, zone, fiscalYearStart });
  return window ?? { from: now - 1, to: now };
}

function scopeOf({ signal, item, environment, where }: SignalAsk) {
  return signalScope(signal, item, {
    environment: environment ?? DEFAULT_ENVIRONMENT,
    ...(where === undefined ? {} : { where }),
  });
}

/** What the newest evaluation run of an item says of a signal; `undefined` when there is none. */
export async function readLatestEvaluation(
  library: RunLibrary,
  product: string,
  { item, signal }: { readonly item: string; readonly signal: Signal },
): Promise<Actual | undefined> {
  const metric = signal.evaluation?.metric;
  const runs = metric === undefined ? [] : await library.runs(product, item);
  const newest = runs.find((run) => metric !== undefined && Object.hasOwn(run.metrics, metric));
  return newest && actualOf(library, signal, [newest], { confidence: DEFAULT_CONFIDENCE }, item);
}

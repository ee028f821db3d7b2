import type { MeasurementStore } from '../../core/ports.ts';
import type { Item, Roadmap } from '../../core/roadmap/roadmap.ts';
import type { SidesCompared } from '../../core/sides/difference.ts';
import { compareProduction, type ProductionSide } from '../../core/sides/production.ts';
import { type TimeBlocks, timeBlocks } from '../../core/sides/time-blocks.ts';
import { regroupSteps } from '../../core/signal/merge-steps.ts';
import { type SignalScope, signalScope, signalSelections } from '../../core/signal/selections.ts';
import type { Signal } from '../../core/signal/signal.ts';
import type { TimeWindow } from '../../core/time/window.ts';
import { ReadBatch, type Ticket } from './read-batch.ts';

/** One side of a comparison: a version or one of its builds, over a time. */
export interface Side {
  readonly item: Item;
  readonly build?: string;
  readonly environment: string;
  readonly window: TimeWindow;
}

/** What production shows of two sides. */
export interface ProductionSides {
  /** By signal, in the order of the question. */
  readonly compared: ReadonlyMap<Signal, SidesCompared>;
  readonly blocks: { readonly a: TimeBlocks; readonly b: TimeBlocks };
  /** The windows' edges were aligned to roll-ups, because raw data are past their retention. */
  readonly aligned: boolean;
}

/** Sets production of two sides side by side on many signals: one read, whatever their windows. */
export async function productionSides(
  store: MeasurementStore,
  { product, zone }: Pick<Roadmap, 'product' | 'zone'>,
  { a, b }: { readonly a: Side; readonly b: Side },
  signals: readonly Signal[],
): Promise<ProductionSides> {
  const blocks = { a: timeBlocks(a.window, zone), b: timeBlocks(b.window, zone) };
  const boundaries = [...new Set([...blocks.a.boundaries, ...blocks.b.boundaries])].sort((x, y) => x - y);
  const whole = { from: boundaries[0] ?? 0, to: boundaries.at(-1) ?? 0 };
  const batch = new ReadBatch(product);
  const ask = (signal: Signal, side: Side) => {
    const scope = scopeOf(signal, side);
    return { scope, ticket: batch.ask(whole, signalSelections(signal, scope), boundaries) };
  };
  const asked = signals.map((signal) => ({ signal, a: ask(signal, a), b: ask(signal, b) }));
  const answer = await batch.read(store);
  let aligned = false;
  const sideOf = (
    signal: Signal,
    side: Side,
    of: TimeBlocks,
    { scope, ticket }: { readonly scope: SignalScope; readonly ticket: Ticket },
  ): ProductionSide => {
    const { results, alignedToMs } = answer(ticket);
    aligned ||= alignedToMs > 0;
    const steps = results.map((result) => regroupSteps(result, boundaries, of.boundaries));
    return { answers: { signal, scope, results: steps }, blocks: of, item: side.item.id };
  };
  const compared = new Map(
    asked.map((one) => [
      one.signal,
      compareProduction(
        one.signal,
        sideOf(one.signal, a, blocks.a, one.a),
        sideOf(one.signal, b, blocks.b, one.b),
      ),
    ]),
  );
  return { compared, blocks, aligned };
}

function scopeOf(signal: Signal, { item, build, environment }: Side): SignalScope {
  return signalScope(signal, item, { environment, ...(build === undefined ? {} : { builds: [build] }) });
}

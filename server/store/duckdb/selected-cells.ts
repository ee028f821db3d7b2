import type { GroupKey, KnownSeries, MeasureKind, Selection } from '../../../core/ports.ts';
import { selectSeries } from '../selection.ts';
import type { Catalogue, CataloguedSeries, Cell } from './catalogue.ts';
import { layOut, type SumLayout } from './sum-layout.ts';

/** Selections that are remembered; nothing is lost when one is looked up again. */
const MOST_KNOWN = 2_000;

/** The cells that a selection speaks of. */
export interface SelectedCells {
  readonly keys: readonly GroupKey[];
  readonly members: readonly { readonly cell: Cell; readonly group: number }[];
  /** Series of the time that the measure was watched. */
  readonly observers: readonly CataloguedSeries[];
  readonly observedCells: readonly number[];
  readonly kind: MeasureKind;
  /** Where increments are added up. */
  readonly sums: SumLayout;
}

/** Which cells selections speak of: the same pages and gates ask for the same ones, and new series are rare. */
export class SelectionBook {
  readonly #catalogue: Catalogue;
  readonly #known = new Map<string, SelectedCells>();
  /** The same by what was asked with: who asks again and again does so with the same objects. */
  #byObject = new WeakMap<Selection, { readonly product: string; readonly cells: SelectedCells }>();
  #edition = -1;

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue;
  }

  cellsOf(product: string, selection: Selection): SelectedCells {
    const { edition } = this.#catalogue;
    if (edition !== this.#edition || this.#known.size > MOST_KNOWN) {
      this.#known.clear();
      this.#byObject = new WeakMap();
      this.#edition = edition;
    }
    const remembered = this.#byObject.get(selection);
    if (remembered?.product === product) return remembered.cells;
    const cells = this.#byText(product, selection);
    this.#byObject.set(selection, { product, cells });
    return cells;
  }

  #byText(product: string, selection: Selection): SelectedCells {
    const key = JSON.stringify([product, selection]);
    let known = this.#known.get(key);
    if (known === undefined) {
      known = select(this.#catalogue.ofMeasure(product, selection.measure), selection);
      this.#known.set(key, known);
    }
    return known;
  }
}

function select(candidates: readonly CataloguedSeries[], selection: Selection): SelectedCells {
  const { kind } = selection;
  const { keys, members: series } = selectSeries(candidates.filter(isMeasured), selection);
  const observers = candidates.filter((known) => known.kind === 'observed' && observes(known, selection));
  const members = series.flatMap(({ known, group }) => known.cells.map((cell) => ({ cell, group })));
  const observedCells = observers.flatMap((known) => known.cells.map((cell) => cell.id));
  const sums = layOut(kind, keys.length, members, observedCells);
  return { kind, keys, members, observers, observedCells, sums };
}

type MeasuredSeries = CataloguedSeries & KnownSeries;

function isMeasured(known: CataloguedSeries): known is MeasuredSeries {
  return known.kind !== 'observed';
}

function observes(known: CataloguedSeries, selection: Selection): boolean {
  return (
    (selection.items?.includes(known.series.item) ?? true) &&
    (selection.environments?.includes(known.series.environment) ?? true)
  );
}

import type { GroupKey, KnownSeries, MeasureKind, Selection } from '../../../core/ports.ts';
import { selectSeries } from '../selection.ts';
import type { Catalogue, CataloguedSeries, Cell } from './catalogue.ts';
import { RecentLists } from './recent-lists.ts';
import { layOut, type SumLayout } from './sum-layout.ts';
import { SumPlaces } from './sum-places.ts';

/** Selections that are remembered; nothing is lost when one is looked up again. */
const MOST_KNOWN = 2_000;
/** Lists of selections that are remembered, and of how many cells such a list may speak: some 100 KiB each. */
const MOST_LISTS = 64;
const MOST_CELLS = 4_096;
/** So few selections are sooner looked up one by one, for they may be of one question only. */
const FEW = 4;

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

/** What the selections of one read speak of, in their order. */
export interface SelectedList {
  readonly all: readonly SelectedCells[];
  /** Where the increments of all of them are added up. */
  readonly places: SumPlaces;
}

/** Which cells selections speak of: the same pages and gates ask for the same ones, and new series are rare. */
export class SelectionBook {
  readonly #catalogue: Catalogue;
  readonly #known = new Map<string, SelectedCells>();
  /** The same by what was asked with: who asks again and again does so with the same objects. */
  #byObject = new WeakMap<Selection, { readonly product: string; readonly cells: SelectedCells }>();
  /** Whole lists, by what was asked with and by the cells. */
  readonly #asked = new RecentLists<Selection, { readonly product: string; readonly list: SelectedList }>(
    MOST_LISTS,
  );
  readonly #lists = new RecentLists<SelectedCells, SelectedList>(MOST_LISTS);
  #edition = -1;

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue;
  }

  /** What the selections of a read speak of. */
  listOf(product: string, selections: readonly Selection[]): SelectedList {
    this.#keepUp();
    const hasFew = selections.length <= FEW;
    const remembered = hasFew ? undefined : this.#asked.get(selections);
    if (remembered?.product === product) return remembered.list;
    const list = this.together(selections.map((selection) => this.#cellsOf(product, selection)));
    if (!hasFew && isSmall(list)) this.#asked.set(selections, { product, list });
    return list;
  }

  /** Selections that are added up in one read. */
  together(all: readonly SelectedCells[]): SelectedList {
    const remembered = this.#lists.get(all);
    if (remembered !== undefined) return remembered;
    const list = { all, places: new SumPlaces(all.map(({ sums }) => sums)) };
    if (isSmall(list)) this.#lists.set(all, list);
    return list;
  }

  #keepUp(): void {
    const { edition } = this.#catalogue;
    if (edition === this.#edition && this.#known.size <= MOST_KNOWN) return;
    this.#known.clear();
    this.#byObject = new WeakMap();
    this.#asked.clear();
    this.#lists.clear();
    this.#edition = edition;
  }

  #cellsOf(product: string, selection: Selection): SelectedCells {
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

function isSmall({ all, places }: SelectedList): boolean {
  return all.length <= MOST_CELLS && places.rows.length <= MOST_CELLS;
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

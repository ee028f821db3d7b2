import type { MeasureKind } from '../../../core/ports.ts';
import { type Cell, PART } from './catalogue.ts';

/** Rows of one group, by their numbers within the selection. */
export type GroupRows =
  | { readonly kind: 'counter'; readonly row: number }
  | {
      readonly kind: 'distribution';
      /** In the order of answers: by upper bounds, then by lower ones. */
      readonly buckets: readonly { readonly lower: number; readonly upper: number; readonly row: number }[];
      readonly sum: number;
      /** Counts points that came without a sum. */
      readonly sumless: number;
    }
  | { readonly kind: 'gauge' };

/** Where the increments of a selection's cells are added up: a row a number of its answer, each as long as the read has steps. */
export interface SumLayout {
  /** Ids of the cells, and the row of each. */
  readonly cells: readonly number[];
  readonly rows: readonly number[];
  /** How many rows there are. */
  readonly count: number;
  /** Rows in which nothing is not zero: they begin as NaN. */
  readonly unset: readonly number[];
  readonly groups: readonly GroupRows[];
  /** Rows of watched time. */
  readonly observed: readonly number[];
}

/** Lays a selection out; the same for every read of it. */
export function layOut(
  kind: MeasureKind,
  groups: number,
  members: readonly { readonly cell: Cell; readonly group: number }[],
  observedCells: readonly number[],
): SumLayout {
  const cells: number[] = [];
  const rows: number[] = [];
  const unset: number[] = [];
  let count = 0;
  const newRow = () => count++;
  const newUnsetRow = () => {
    unset.push(count);
    return newRow();
  };
  const layouts = Array.from({ length: groups }, (_, group): GroupRows => {
    if (kind === 'gauge') return { kind };
    const own = members.filter((member) => member.group === group).map(({ cell }) => cell);
    const place = (cell: Cell, row: number) => {
      cells.push(cell.id);
      rows.push(row);
    };
    if (kind === 'counter') {
      const row = newRow();
      for (const cell of own) place(cell, row);
      return { kind, row };
    }
    const [sum, sumless] = [newUnsetRow(), newUnsetRow()];
    const buckets: { lower: number; upper: number; row: number }[] = [];
    const byUpper = new Map<number, typeof buckets>();
    for (const cell of own) {
      if (cell.part !== PART.bucket) {
        place(cell, cell.part === PART.sum ? sum : sumless);
        continue;
      }
      const { lower, upper } = cell;
      const alike = byUpper.get(upper) ?? [];
      let bucket = alike.find((one) => one.lower === lower);
      if (bucket === undefined) {
        bucket = { lower, upper, row: newRow() };
        buckets.push(bucket);
        byUpper.set(upper, [...alike, bucket]);
      }
      place(cell, bucket.row);
    }
    buckets.sort((a, b) => a.upper - b.upper || a.lower - b.lower);
    return { kind, buckets, sum, sumless };
  });
  const observed = observedCells.map((cell) => {
    const row = newRow();
    cells.push(cell);
    rows.push(row);
    return row;
  });
  return { cells, rows, count, unset, groups: layouts, observed };
}

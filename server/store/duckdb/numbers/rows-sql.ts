/** Columns of a gauge's sample as it came, in the shape of one that is rolled up. */
export const RAW_SAMPLE =
  '1::DOUBLE AS samples, value AS sum, value AS min, value AS max, value AS last, ts AS last_at';

/** The same columns of a row that is rolled up. */
export const ROLLED_SAMPLE = 'samples, sum, min, max, last, last_at';

/** SQL that takes rows of {@link ROLLED_SAMPLE} together; of two last ones at one instant the larger counts. */
export const SAMPLES_TOGETHER =
  'sum(samples), sum(sum), min(min), max(max), arg_max(last, (last_at, last)), max(last_at)::DOUBLE';

/** A condition that lets a scan pass over whole blocks before the cells themselves are compared. */
export function cellsBetween(cells: readonly number[]): string {
  let [first, last] = [Infinity, -Infinity];
  for (const cell of cells) {
    first = Math.min(first, cell);
    last = Math.max(last, cell);
  }
  return `cell BETWEEN ${first} AND ${last}`;
}

/**
 * All rows of some cells out of several selections of the same columns, one of them `cell`, to stand behind FROM. The cells are compared
 * once for all selections: a list of them in each would be a hash table in each, and those of a year do not fit the memory limit together.
 *
 * @param selections without the condition on the cells, but for {@link cellsBetween}; at least one
 * @param cells at least one
 */
export function rowsOfCells(selections: readonly string[], cells: readonly number[]): string {
  return `(${selections.join(' UNION ALL ')}) SEMI JOIN (SELECT unnest([${cells.join(',')}])::INTEGER AS cell) USING (cell)`;
}

/**
 * What a cache holds of a stretch, cell by cell in the order in which reads ask for them: the same reads come again and again with the very same
 * list of cells, and then nothing is to be looked up. Whoever puts something else into the cache, or takes something out, has to {@link clear}.
 */
export class InOrder<T> {
  #byCells = new WeakMap<readonly number[], Map<number, readonly T[]>>();

  /** @returns what is there of all cells in a stretch; `undefined` where any is missing */
  get(
    stretch: number,
    cells: readonly number[],
    known: ReadonlyMap<number, T> | undefined,
  ): readonly T[] | undefined {
    const remembered = this.#byCells.get(cells)?.get(stretch);
    if (remembered !== undefined) return remembered;
    const found = inOrder(cells, known);
    if (found === undefined) return undefined;
    const ofCells = this.#byCells.get(cells);
    if (ofCells === undefined) this.#byCells.set(cells, new Map([[stretch, found]]));
    else ofCells.set(stretch, found);
    return found;
  }

  clear(): void {
    this.#byCells = new WeakMap();
  }
}

function inOrder<T>(
  cells: readonly number[],
  known: ReadonlyMap<number, T> | undefined,
): readonly T[] | undefined {
  if (known === undefined) return undefined;
  const found: T[] = [];
  for (const cell of cells) {
    const one = known.get(cell);
    if (one === undefined) return undefined;
    found.push(one);
  }
  return found;
}

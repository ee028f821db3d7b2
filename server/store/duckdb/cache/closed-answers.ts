import type { Group, SelectionResult } from '../../../../core/ports.ts';
import type { Catalogue } from '../catalogue.ts';
import type { PartitionRows } from '../commit-buffer.ts';
import { nothing, saysNothing } from '../nothing.ts';
import { INCREMENT_QUARTERS, SAMPLE_QUARTERS } from '../numbers/families.ts';
import { floorTo, QUARTER_HOUR_MS, type ReadPlan } from '../read-plan.ts';
import type { SelectedCells, SelectedList } from '../selected-cells.ts';

/** Numbers that are kept: some 16 MiB, for they stand in objects. */
const MOST_NUMBERS = 262_144;
/** Windows that are kept, whatever is known of them: each read looks through them. */
const MOST_WINDOWS = 4_096;

/** Lists of one window. */
const MOST_LISTS = 4;

interface Window {
  readonly boundaries: readonly number[];
  readonly results: Map<SelectedCells, SelectionResult>;
  /** Answers to whole lists that were asked for before, while nothing of them has changed. */
  readonly lists: Map<SelectedList, readonly SelectionResult[]>;
  numbers: number;
}

/** What is known of a window that is over, for one read. */
export interface ClosedWindow {
  get(selected: SelectedCells): SelectionResult | undefined;
  /** The answers to a whole list; the very same array as long as nothing has changed. `undefined` unless all are known. */
  all(list: SelectedList): readonly SelectionResult[] | undefined;
  /** Remembers an answer; only what came in since the read was planned is not in it, and then it is not kept. */
  keep(selected: SelectedCells, result: SelectionResult): void;
}

/**
 * Answers about windows of whole quarter hours that are over: gates and pages ask for the same days again and again, and they do not change
 * until something comes late. Then what it concerns is forgotten with the commit. The same answer is the very same object, by which others
 * know that nothing has changed.
 */
export class ClosedAnswers {
  readonly #catalogue: Catalogue;
  readonly #capacity: number;
  /** The one that was asked for last is the last. */
  #windows: Window[] = [];
  #numbers = 0;
  #edition = -1;
  /** End of the latest window that was ever asked for, Unix ms. */
  #horizon = 0;
  /** Another number whenever a window that was asked for may have changed. */
  #revision = 0;

  /** @param capacity how many numbers are kept */
  constructor(catalogue: Catalogue, capacity: number = MOST_NUMBERS) {
    this.#catalogue = catalogue;
    this.#capacity = capacity;
  }

  /** How many windows are kept. */
  get size(): number {
    return this.#windows.length;
  }

  /** What is known of a window, by the boundaries that are asked for; `undefined` where nothing is. */
  known(boundaries: readonly number[]): ClosedWindow | undefined {
    this.#keepUp();
    const i = this.#windows.findIndex((window) => areSame(window.boundaries, boundaries));
    const [window] = i < 0 ? [] : this.#windows.splice(i, 1);
    if (window === undefined) return undefined;
    this.#windows.push(window);
    return this.#view(window);
  }

  /**
   * The window of a read that is being planned; `undefined` where it is not over.
   *
   * @param latestAt time of the latest point that is committed, Unix ms
   */
  window(plan: ReadPlan, latestAt: number): ClosedWindow | undefined {
    const hasEdges = plan.alignedToMs > 0 || plan.segments.some(({ level }) => level === 'raw');
    if (hasEdges || plan.to > floorTo(latestAt)) return undefined;
    const known = this.known(plan.boundaries);
    if (known !== undefined) return known;
    this.#horizon = Math.max(this.#horizon, plan.to);
    const window: Window = {
      boundaries: [...plan.boundaries],
      results: new Map(),
      lists: new Map(),
      numbers: 0,
    };
    this.#windows.push(window);
    this.#makeRoom();
    return this.#view(window);
  }

  /** Forgets what a commit adds to. @param oldestAt time of its oldest point, Unix ms; 0 when there is none */
  committed(parts: readonly PartitionRows[], oldestAt: number): void {
    if (oldestAt === 0 || oldestAt > this.#horizon) return;
    this.#revision += 1;
    const late = cellsUntil(parts, this.#horizon);
    for (const window of this.#windows) {
      // A point at the very end is not in the window, but says when something was last watched.
      if ((window.boundaries.at(-1) as number) < oldestAt) continue;
      for (const [selected, result] of window.results) {
        if (!speaksOf(selected, late)) continue;
        window.results.delete(selected);
        window.lists.clear();
        this.#count(window, -numbersOf(result));
      }
    }
    this.#windows = this.#windows.filter(({ results }) => results.size > 0);
  }

  /** Something else changed than what comes in. */
  clear(): void {
    this.#revision += 1;
    this.#windows = [];
    this.#numbers = 0;
  }

  /** A selection of other cells is another one. */
  #keepUp(): void {
    if (this.#catalogue.edition !== this.#edition) this.clear();
    this.#edition = this.#catalogue.edition;
  }

  #view(window: Window): ClosedWindow {
    const revision = this.#revision;
    return {
      get: (selected) => window.results.get(selected),
      all: (list) => window.lists.get(list) ?? allOf(window, list),
      keep: (selected, result) => {
        if (revision === this.#revision) this.#keep(window, selected, result);
      },
    };
  }

  #keep(window: Window, selected: SelectedCells, result: SelectionResult): void {
    if (!this.#windows.includes(window) || window.results.has(selected)) return;
    window.results.set(selected, result);
    this.#count(window, numbersOf(result));
    this.#makeRoom();
  }

  #makeRoom(): void {
    while (this.#numbers > this.#capacity || this.#windows.length > MOST_WINDOWS) {
      this.#numbers -= this.#windows.shift()?.numbers ?? this.#numbers;
    }
  }

  #count(window: Window, numbers: number): void {
    window.numbers += numbers;
    this.#numbers += numbers;
  }
}

function allOf(window: Window, list: SelectedList): readonly SelectionResult[] | undefined {
  const empty = nothing(window.boundaries.length - 1);
  const results: SelectionResult[] = [];
  for (const selected of list.all) {
    const known = saysNothing(selected) ? empty : window.results.get(selected);
    if (known === undefined) return undefined;
    results.push(known);
  }
  if (window.lists.size >= MOST_LISTS) window.lists.clear();
  window.lists.set(list, results);
  return results;
}

/** Windows that differ mostly do so at their ends. */
function areSame(a: readonly number[], b: readonly number[]): boolean {
  const last = a.length - 1;
  if (a.length !== b.length || a[last] !== b[last]) return false;
  for (let i = 0; i < last; i += 1) if (a[i] !== b[i]) return false;
  return true;
}

/** Cells that rows up to an instant add to. */
function cellsUntil(parts: readonly PartitionRows[], until: number): ReadonlySet<number> {
  const cells = new Set<number>();
  for (const { family, from, rows } of parts) {
    if (from > until) continue;
    const unitMs = family === INCREMENT_QUARTERS || family === SAMPLE_QUARTERS ? QUARTER_HOUR_MS : 1;
    for (let row = 0; row < rows.length; row += 1) {
      if (rows.at(row, 1) * unitMs <= until) cells.add(rows.at(row, 0));
    }
  }
  return cells;
}

function speaksOf({ members, observedCells }: SelectedCells, cells: ReadonlySet<number>): boolean {
  return members.some(({ cell }) => cells.has(cell.id)) || observedCells.some((cell) => cells.has(cell));
}

/** How much memory an answer takes, in numbers; an empty one takes some, too. */
function numbersOf({ groups, observedMs }: SelectionResult): number {
  return groups.reduce((sum, group) => sum + numbersIn(group), 4 + observedMs.length);
}

function numbersIn(group: Group): number {
  if (group.kind === 'counter') return group.totals.length;
  if (group.kind === 'gauge') return group.steps.length * 6;
  return group.steps.reduce((sum, { cells }) => sum + 2 + cells.length * 3, 0);
}

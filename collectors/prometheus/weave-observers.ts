/** Something that one of several observers of a target saw at one time. */
export interface Sight {
  /** Unix ms, by the observer's clock. */
  readonly at: number;
  readonly observer: string | undefined;
}

/** What was last taken of a target. */
export interface LastSight extends Sight {
  /** Since when this observer has been followed, Unix ms. */
  readonly since: number;
}

export interface WeaveRules {
  /**
   * Sights of two observers are this far apart at least. An observer's time is when it began to ask, not when the target answered, and its
   * clock is its own: of two sights that are closer, the later one may show the older totals, which would pass for a reset.
   */
  readonly handoverMs: number;
  /** Who is followed may be silent for this long before another one is, unless it is known to be away. */
  readonly patienceMs: number;
  /** Whether an observer could not be asked. */
  isAway(observer: string | undefined): boolean;
}

/**
 * One sequence of sights out of those of several observers of one target. One observer is followed for as long as it goes on; what it
 * missed is filled in from the others; so each total is seen in its order, and nothing counts twice.
 *
 * @param sights of each observer, ascending
 * @param last what was taken before; sights of the same observer since then and before are given again, which is no harm
 */
export function weaveObservers<S extends Sight>(
  sights: readonly (readonly S[])[],
  last: LastSight | undefined,
  rules: WeaveRules,
): readonly S[] {
  const columns = sights.filter((column) => column.length > 0);
  const first = last ?? firstOf(columns);
  if (first === undefined) return [];
  const woven: S[] = [];
  let { at, observer } = first;
  const own = columns.find((column) => column[0]?.observer === observer) ?? [];
  // What the one that is followed shows again; for a target that is new to us, its first sight.
  const from = last === undefined ? Number.NEGATIVE_INFINITY : last.since;
  woven.push(...own.filter((sight) => sight.at >= from && sight.at <= at));
  for (;;) {
    const next = nextSight(columns, { at, observer }, rules);
    if (next === undefined) return woven;
    woven.push(next);
    ({ at, observer } = next);
  }
}

/** Nobody was followed yet: whoever saw it first is. */
function firstOf<S extends Sight>(columns: readonly (readonly S[])[]): Sight | undefined {
  const firsts = columns.flatMap((column) => column[0] ?? []);
  return firsts.reduce<Sight | undefined>((a, b) => (a !== undefined && a.at <= b.at ? a : b), undefined);
}

function nextSight<S extends Sight>(
  columns: readonly (readonly S[])[],
  { at, observer }: Sight,
  { handoverMs, patienceMs, isAway }: WeaveRules,
): S | undefined {
  let own: S | undefined;
  let other: S | undefined;
  let newest = Number.NEGATIVE_INFINITY;
  for (const column of columns) {
    const isOwn = column[0]?.observer === observer;
    const next = firstFrom(column, isOwn ? at : at + handoverMs, isOwn);
    if (isOwn) own = next;
    else {
      newest = Math.max(newest, column.at(-1)?.at ?? newest);
      if (next !== undefined && (other === undefined || next.at < other.at)) other = next;
    }
  }
  if (other === undefined) return own;
  if (own !== undefined) return other.at + handoverMs <= own.at ? other : own;
  return isAway(observer) || newest - at > patienceMs ? other : undefined;
}

/** The first sight at or behind a time. */
function firstFrom<S extends Sight>(column: readonly S[], time: number, behind: boolean): S | undefined {
  let [low, high] = [0, column.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const at = (column[middle] as S).at;
    if (at > time || (at === time && !behind)) high = middle;
    else low = middle + 1;
  }
  return column[low];
}

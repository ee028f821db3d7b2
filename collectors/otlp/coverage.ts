/** Stretches [from, to], flat and ascending, apart from each other. Unix ms. */
type Stretches = readonly number[];

interface Watched {
  /** Everything before counts as watched. */
  readonly floor: number;
  readonly stretches: Stretches;
}

const NOTHING: Watched = { floor: 0, stretches: [] };

/** As many gaps as are kept open for what comes late; older ones count as watched. */
const REMEMBERED = 8;

/** Which stretches of time a measure was watched in, so that each is reported once however many streams watched it. */
export class Coverage {
  #watched = NOTHING;
  #noted: number[] = [];

  /** A stream watched the measure from `from` to `to`. */
  note(from: number, to: number): void {
    const noted = this.#noted;
    const last = noted.length - 2;
    // The streams of one export mostly say the same.
    if (last >= 0 && noted[last] === from && noted[last + 1] === to) return;
    if (to > from) noted.push(from, to);
  }

  /** The stretches that were noted since the last call and not watched before. When there are any, {@link written} changed. */
  settle(): { readonly from: number; readonly to: number }[] {
    if (this.#noted.length === 0) return [];
    const added: { from: number; to: number }[] = [];
    for (const [from, to] of union(this.#noted)) {
      added.push(...this.#subtractKnown(Math.floor(from), Math.floor(to)));
    }
    this.#noted = [];
    if (added.length > 0) {
      const flat = added.flatMap(({ from, to }) => [from, to]);
      const { floor, stretches } = this.#watched;
      this.#watched = bounded(floor, union([...stretches, ...flat]).flat());
    }
    return added;
  }

  /** For the next process. */
  get written(): string {
    const { floor, stretches } = this.#watched;
    return JSON.stringify([floor, ...stretches]);
  }

  /** Takes up what an earlier process wrote. */
  load(text: string): void {
    const [floor = 0, ...stretches] = JSON.parse(text) as number[];
    this.#watched = { floor, stretches };
  }

  #subtractKnown(from: number, to: number): { from: number; to: number }[] {
    const left: { from: number; to: number }[] = [];
    const { floor, stretches } = this.#watched;
    let start = Math.max(from, floor);
    for (let i = 0; i < stretches.length; i += 2) {
      const [knownFrom, knownTo] = [stretches[i] as number, stretches[i + 1] as number];
      if (knownTo <= start) continue;
      if (knownFrom >= to) break;
      if (knownFrom > start) left.push({ from: start, to: knownFrom });
      start = Math.max(start, knownTo);
    }
    if (start < to) left.push({ from: start, to });
    return left;
  }
}

/** Stretches that touch become one. */
function union(flat: readonly number[]): [number, number][] {
  const stretches: [number, number][] = [];
  for (let i = 0; i < flat.length; i += 2) stretches.push([flat[i] as number, flat[i + 1] as number]);
  stretches.sort((a, b) => a[0] - b[0]);
  const merged: [number, number][] = [];
  for (const [from, to] of stretches) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

function bounded(floor: number, flat: Stretches): Watched {
  const beyond = Math.max(0, flat.length - 2 * REMEMBERED);
  return beyond === 0
    ? { floor, stretches: flat }
    : { floor: flat[beyond - 1] as number, stretches: flat.slice(beyond) };
}

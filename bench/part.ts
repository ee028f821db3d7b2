/**
 * What a part of the bench is. A part is one file in `bench/parts`, exports `part`, and is named in `bench/registry.ts`; it may keep the
 * rest of itself in a folder `bench/NAME`. Each part runs in a process of its own, so that none warms up or burdens another.
 */
export interface Part {
  /** As it is named on the command line: `npm run bench -- NAME`. Lower case, words joined by hyphens. */
  readonly name: string;
  /** One line for `--help`. */
  readonly summary: string;
  /** How long it takes with `--quick` at most, s; two at a time, all of them fit into a minute (bench/registry.test.ts). */
  readonly quickSeconds: number;
  run(context: BenchContext): Promise<PartResult>;
}

/** What a part is given. */
export interface BenchContext {
  /** A short run: the same rows from less work. Its figures are rough. */
  readonly quick: boolean;
  /** An empty folder for whatever it needs; removed afterwards. */
  readonly folder: string;
  /** Tells what is going on, in a few words, as often as it likes: it is one line that is written over. */
  readonly progress: (what: string) => void;
}

/** What a part found out. */
export interface PartResult {
  readonly rows: readonly Row[];
  /** Sentences below the table: what the work was, how each peer was asked, what was tried where a bar is missed. Markdown. */
  readonly notes?: readonly string[];
  /** Programs that took part, with their versions: `VictoriaMetrics` → `1.79.5`. */
  readonly versions?: Readonly<Record<string, string>>;
}

/** How a figure is written. `count` is a bare number. */
export type Unit = 'ms' | 's' | '/s' | 'bytes' | 'MB' | '%' | 'count';

/** One line of the table: one question, Gateline's answer, and its peers'. */
export interface Row {
  readonly what: string;
  readonly unit: Unit;
  readonly ours: number;
  /** Every peer that could have been asked, those that are not installed too. */
  readonly peers?: readonly PeerFigure[];
  readonly bar?: Bar;
}

/** A peer's figure for the same question, or why there is none (`not installed`, `does not do this`). */
export type PeerFigure =
  | { readonly peer: string; readonly value: number }
  | { readonly peer: string; readonly absent: string };

/** What had to be reached, and whether it was; made by the functions of bench/bars.ts. */
export interface Bar {
  /** As it was promised: `at least 5 × faster than the fastest peer`. */
  readonly text: string;
  /** `undefined` when there was nobody to compare with. */
  readonly met: boolean | undefined;
  /** By how much: `8.1 ×`, `missed by 12 %`. */
  readonly margin: string;
}

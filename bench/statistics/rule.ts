import type { EvidenceReading } from '../../core/gate/evidence.ts';
import type { DecisionLevels } from '../../core/gate/levels.ts';
import type { Signal } from '../../core/signal/signal.ts';
import type { Random } from '../../examples/ticket-routing/product/random.ts';

/** One truth and one size of a simulation: what is so, and how what is seen of it comes about. */
export interface Cell {
  /** `85 %, n 100`, for the least favourable one to be named. */
  readonly name: string;
  /** In the signal's unit; of a comparison the difference. */
  readonly truth: number;
  /** What somebody sees who looks once. */
  readonly draw: (random: Random, levels: DecisionLevels) => EvidenceReading;
}

/** A rule of judgment that is simulated over a grid. */
export interface Rule {
  /** `shares of a run (Wilson)` */
  readonly name: string;
  readonly signal: Signal;
  readonly evidence: 'production' | 'evaluation';
  /** Its cells are differences from another version, and not values. */
  readonly isRelative: boolean;
  readonly cells: readonly Cell[];
}

/** Every combination of two lists. */
export function product<A, B, T>(as: readonly A[], bs: readonly B[], of: (a: A, b: B) => T): readonly T[] {
  return as.flatMap((a) => bs.map((b) => of(a, b)));
}

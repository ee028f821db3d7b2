import type { CriterionVerdict, GateVerdict } from '../../core/gate/verdict.ts';
import type { GateChange } from '../../core/history/gate-history.ts';
import type { Problem, Roadmap } from '../../core/roadmap/roadmap.ts';

/** A roadmap that is in force, and what is wrong with its file as it stands now. */
export interface LoadedRoadmap {
  readonly file: string;
  readonly roadmap: Roadmap;
  /** Hash of the text that is in force. */
  readonly revision: string;
  /** The text that is in force. */
  readonly text: string;
  /** Unix ms. */
  readonly loadedAt: number;
  /** With an error among them, the roadmap is the last good one. */
  readonly problems: readonly Problem[];
}

/** The roadmaps, as last loaded. */
export interface RoadmapCatalogue {
  /** Ids, in the order of the configuration. */
  products(): readonly string[];
  current(product: string): LoadedRoadmap | undefined;
  /** What is wrong with any of the files, those included that were never good. */
  problems(): readonly Problem[];
}

/** Every gate as last judged. */
export interface GateBoard {
  gates(product: string): readonly GateVerdict[];
  /** Success metrics that have a criterion, by their number in the roadmap. */
  successMetrics(product: string): ReadonlyMap<number, CriterionVerdict>;
  /** Every recorded change of a gate's verdict, ascending. */
  gateChanges(product: string, item: string): readonly GateChange[];
}

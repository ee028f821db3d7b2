/** What a file of evaluations may cost. */
export interface EvaluationLimits {
  /** Bytes of a whole file that is read item by item (JSON lines, CSV). */
  readonly streamBytes: number;
  /** Bytes of a file that must be in memory as a whole (JSON, XML, YAML). */
  readonly documentBytes: number;
  /** Bytes of one line, or of one record of a CSV. */
  readonly lineBytes: number;
  /** Items of all runs of a file together. */
  readonly items: number;
  /** Runs of a file. */
  readonly runs: number;
  /** Metrics of a run. */
  readonly metrics: number;
  /** Levels of lists and objects inside each other. */
  readonly depth: number;
}

const MIB = 2 ** 20;

export const LIMITS: EvaluationLimits = {
  streamBytes: 2048 * MIB,
  documentBytes: 128 * MIB,
  lineBytes: 16 * MIB,
  items: 500_000,
  runs: 2_000,
  metrics: 200,
  depth: 200,
};

/** Letters of a name of a run, a dataset, an item; longer ones are cut. */
export const LONGEST_NAME = 200;
/** Letters of what is kept of an error: the first line says which it was. */
export const LONGEST_ERROR = 200;

/** A size for people: `64 MiB`. */
export function sizeText(bytes: number): string {
  return bytes >= MIB ? `${Math.round(bytes / MIB)} MiB` : `${bytes} bytes`;
}

/** What became of an input. */
export type FuzzOutcome = 'taken' | 'in part' | 'refused';

/** A decoder under fire. */
export interface FuzzTarget {
  /** For the command line; unique. */
  readonly name: string;
  /** Inputs that are right, or right in part: everything else is made of them. */
  readonly seeds: readonly string[] | readonly Uint8Array[];
  /** Pieces that mean something to it; they are put in anywhere. */
  readonly words?: readonly string[];
  /** Inputs are JSON: their values are exchanged as well as their letters. */
  readonly json?: boolean;
  /**
   * Decodes one input. An input that is wrong is refused, and the target has seen to it that the error is a clear one with its place.
   * @throws whatever is a defect: any error that is none for people, and any promise that does not hold
   */
  take(input: Uint8Array): FuzzOutcome | Promise<FuzzOutcome>;
}

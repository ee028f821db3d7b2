/** A place in the plot; `null` is a gap. */
export interface Spot {
  /** Unix ms. */
  readonly x: number;
  readonly y: number | null;
}

/** Values up to here add up, however many there are: far below what a double holds, and far above what anything counts. */
const LARGEST = 1e30;

/** Whether a value, of either sign, can be added to others for ever; NaN cannot. */
export function addsUp(value: number): boolean {
  return value >= -LARGEST && value <= LARGEST;
}

/** Why a value does not add up. */
export function oddityOf(value: number): 'NaN' | 'infinite' | 'beyond 1e30' {
  if (Number.isNaN(value)) return 'NaN';
  return Number.isFinite(value) ? 'beyond 1e30' : 'infinite';
}

/** Whether a wall may be believed. */
export type WallStanding =
  | { readonly stale: false }
  | { readonly stale: true; readonly since: number | undefined };

/**
 * A wall is stale when its server is lost, or when everything on it that is watched all the time is older than it may be.
 *
 * @param observed when the perishable tiles of the screen were observed, Unix ms
 * @param heardAt when the server last spoke, Unix ms
 * @param now the server's time, Unix ms
 */
export function wallStanding(
  lost: boolean,
  heardAt: number | undefined,
  observed: readonly number[],
  staleAfterMs: number,
  now: number,
): WallStanding {
  if (lost) return { stale: true, since: heardAt };
  if (observed.length === 0) return { stale: false };
  const newest = Math.max(...observed);
  return now - newest > staleAfterMs ? { stale: true, since: newest } : { stale: false };
}

const MINUTE = 60_000;

/**
 * How far a wall is moved from its place, px: a slow walk of some pixels, so that nothing static stays on one pixel for an hour.
 * Two periods that share no divisor keep it from walking the same way twice.
 */
export function pixelShift(now: number): { readonly x: number; readonly y: number } {
  const turn = (periodMin: number) => (now / (periodMin * MINUTE)) * 2 * Math.PI;
  return { x: Math.round(6 * Math.sin(turn(61))), y: Math.round(6 * Math.cos(turn(47))) };
}

/** Which screen it is the turn of, and how far that turn has gone, 0…1. */
export function screenAt(
  now: number,
  startedAt: number,
  rotateSeconds: number,
  screens: number,
): { readonly index: number; readonly progress: number } {
  const turns = Math.max(0, now - startedAt) / (rotateSeconds * 1000);
  return { index: Math.floor(turns) % Math.max(1, screens), progress: turns % 1 };
}

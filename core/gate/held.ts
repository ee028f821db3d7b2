import type { HeldReading } from './evidence.ts';

/** Whether the criterion held at every reading; readings that are not there prove nothing. */
export function heldThroughout(history: readonly HeldReading[]): boolean {
  return history.length > 0 && history.every((reading) => reading.held);
}

/** For how long up to the last reading it has held without a break, ms; 0 when it does not hold at the last. */
export function heldForMs(history: readonly HeldReading[]): number {
  let since: number | undefined;
  for (const { at, held } of history) {
    if (!held) since = undefined;
    else since ??= at;
  }
  const last = history.at(-1)?.at;
  return since === undefined || last === undefined ? 0 : last - since;
}

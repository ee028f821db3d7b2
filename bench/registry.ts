import type { Part } from './part.ts';
import { part as backfill } from './parts/backfill.ts';
import { part as judging } from './parts/judging.ts';
import { part as otlp } from './parts/otlp.ts';
import { part as otlpDecode } from './parts/otlp-decode.ts';
import { part as statistics } from './parts/statistics.ts';
import { part as store } from './parts/store.ts';

/** Every part of the bench, in the order in which they run. */
export const PARTS: readonly Part[] = [otlp, otlpDecode, backfill, judging, statistics, store];

/** @throws Error that names the parts there are */
export function findPart(name: string): Part {
  const found = PARTS.find((part) => part.name === name);
  if (found === undefined) {
    throw new Error(
      `There is no part "${name}" of the bench; there are ${PARTS.map((part) => part.name).join(', ')}.`,
    );
  }
  return found;
}

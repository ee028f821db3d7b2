import { PART, type Part } from '../catalogue.ts';

/** The parts of a series by the names that a file tells them by. */
export const PART_NAMES: ReadonlyMap<string, Part> = new Map(Object.entries(PART));

export function partName(part: Part): string {
  for (const [name, one] of PART_NAMES) if (one === part) return name;
  throw new TypeError(`no part of a series: ${part}`);
}

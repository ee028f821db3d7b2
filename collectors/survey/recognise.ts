import { bareName } from '../../core/measure/mapping.ts';
import { mappableNames } from '../cumulative/mappable-names.ts';
import { namesOfPreset } from '../presets/expand.ts';
import { PRESET_NAMES, presetNamed } from '../presets/library.ts';

/** A program that shows itself. */
export interface Recognised {
  readonly preset: string;
  /** Metrics by which it is known, as they are there. */
  readonly by: readonly string[];
}

interface Candidate extends Recognised {
  /** Everything that the preset reads, as far as it is there. */
  readonly reads: ReadonlySet<string>;
}

/**
 * The presets whose programs show themselves among these families. Where all that tells of one is read by another as well, which is known
 * by something of its own, it is that other one.
 */
export function recognise(families: readonly string[]): readonly Recognised[] {
  const names = new Map(
    families.flatMap((family) => mappableNames(family).map((name) => [bareName(name), family] as const)),
  );
  const candidates = PRESET_NAMES.flatMap((preset): Candidate[] => {
    const { mapped, telling } = namesOfPreset(presetNamed(preset), 'exposition');
    const there = (all: readonly string[]) => [
      ...new Set(all.flatMap((name) => names.get(bareName(name)) ?? [])),
    ];
    const by = there(telling);
    return by.length === 0 ? [] : [{ preset, by, reads: new Set(there(mapped)) }];
  });
  return candidates
    .filter((one) => !candidates.some((other) => other !== one && covers(other, one)))
    .map(({ preset, by }) => ({ preset, by }));
}

function covers(other: Candidate, one: Candidate): boolean {
  return one.by.every((name) => other.reads.has(name)) && other.by.some((name) => !one.reads.has(name));
}

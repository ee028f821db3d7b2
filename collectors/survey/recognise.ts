import { bareName } from '../../core/measure/mapping.ts';
import { mappableNames } from '../cumulative/mappable-names.ts';
import { type Naming, namesOfPreset } from '../presets/expand.ts';
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

interface Known {
  readonly preset: string;
  readonly mapped: readonly string[];
  readonly telling: readonly string[];
}

const known = new Map<Naming, readonly Known[]>();

/** What each preset reads and is known by, put together when it is first asked for. */
function knownPresets(naming: Naming): readonly Known[] {
  let all = known.get(naming);
  if (all === undefined) {
    all = PRESET_NAMES.map((preset) => ({ preset, ...namesOfPreset(presetNamed(preset), naming) }));
    known.set(naming, all);
  }
  return all;
}

/** Every name that some preset reads or is known by, without `_total`: whatever else there is tells nothing. */
export function namesOfPresets(naming: Naming): ReadonlySet<string> {
  return new Set(knownPresets(naming).flatMap(({ mapped }) => mapped.map(bareName)));
}

/**
 * The presets whose programs show themselves among these families. Where all that tells of one is read by another as well, which is known
 * by something of its own, it is that other one.
 */
export function recognise(families: readonly string[], naming: Naming = 'exposition'): readonly Recognised[] {
  const names = new Map(
    families.flatMap((family) => mappableNames(family).map((name) => [bareName(name), family] as const)),
  );
  const candidates = knownPresets(naming).flatMap(({ preset, mapped, telling }): Candidate[] => {
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

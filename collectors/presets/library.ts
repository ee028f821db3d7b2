import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type Preset, presetSchema } from './preset-schema.ts';

const FOLDER = import.meta.dirname;
const EXTENSION = '.yaml';

/** Names of all presets, in alphabetical order. */
export const PRESET_NAMES: readonly string[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith(EXTENSION))
  .map((file) => file.slice(0, -EXTENSION.length))
  .sort();

const read = new Map<string, Preset>();

/**
 * A preset, read when it is first asked for.
 *
 * @param name one of {@link PRESET_NAMES}
 */
export function presetNamed(name: string): Preset {
  let preset = read.get(name);
  if (preset === undefined) {
    preset = presetSchema.parse(parse(readFileSync(join(FOLDER, `${name}${EXTENSION}`), 'utf8')));
    read.set(name, preset);
  }
  return preset;
}

import { z } from 'zod';
import { metricMappingSchema } from '../../core/measure/mapping.ts';
import { PRESET_NAMES } from './library.ts';

const name = z.enum(PRESET_NAMES as [string, ...string[]]);
const measures = z.array(metricMappingSchema.shape.measure).min(1);

const choice = z.strictObject({
  name,
  /** One call answers one request here: what the preset counts as calls counts as requests as well. */
  calls_are_requests: z.boolean().default(false),
  /** Only these of its measures. */
  only: measures.optional(),
  /** All of its measures but these. */
  without: measures.optional(),
  /** Only series with these labels, beside what the preset itself asks for. */
  where: metricMappingSchema.shape.where,
});

const named = name.transform((text) => choice.parse({ name: text }));
const one = z.union([named, choice]);

/** The presets of a source: a name, what to take of it, or a list of these. */
export const presetChoiceSchema = z
  .union([one.transform((preset) => [preset]), z.array(one).min(1).max(20)])
  .refine((all) => new Set(all.map((preset) => preset.name)).size === all.length, {
    message: 'a preset stands there twice',
  });

export type PresetChoice = z.infer<typeof choice>;

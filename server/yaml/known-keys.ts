import { z } from 'zod';
import type { Path } from './yaml-source.ts';

type JsonSchema = z.core.JSONSchema.BaseSchema;

/**
 * The keys that a schema accepts in the object at `path`, for "did you mean". Branches of a union whose fixed keys contradict the value
 * that was read (`type: prometheus`) are left out.
 *
 * @param root the whole value that was read
 */
export function knownKeys(schema: z.ZodType, path: Path, root: unknown): string[] {
  let found = branches(jsonSchemaOf(schema), root);
  let value = root;
  for (const step of path) {
    value = (value as Record<string | number, unknown> | null | undefined)?.[step];
    found = found.flatMap((at) => child(at, step)).flatMap((at) => branches(at, value));
  }
  return [...new Set(found.flatMap((at) => Object.keys(at.properties ?? {})))];
}

/** Of schemas that were asked for before: to make one takes longer than to read a file. */
const jsonSchemas = new WeakMap<z.ZodType, JsonSchema>();

function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  const known = jsonSchemas.get(schema);
  if (known !== undefined) return known;
  const made = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  jsonSchemas.set(schema, made);
  return made;
}

function child(of: JsonSchema, step: string | number): JsonSchema[] {
  const candidates =
    typeof step === 'number' ? [of.items] : [of.properties?.[step] ?? of.additionalProperties];
  return candidates.filter((candidate) => typeof candidate === 'object') as JsonSchema[];
}

function branches(of: JsonSchema, value: unknown): JsonSchema[] {
  const union = [...(of.anyOf ?? []), ...(of.oneOf ?? []), ...(of.allOf ?? [])] as JsonSchema[];
  const all = union.length === 0 ? [of] : union.flatMap((branch) => branches(branch, value));
  const fitting = all.filter((branch) => !contradicts(branch, value));
  return fitting.length > 0 ? fitting : all;
}

function contradicts(branch: JsonSchema, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(branch.properties ?? {}).some(([key, property]) => {
    const fixed = typeof property === 'object' ? property.const : undefined;
    return fixed !== undefined && fixed !== (value as Record<string, unknown>)[key];
  });
}

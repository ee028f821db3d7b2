import type { Path } from '../yaml/yaml-source.ts';

/** A document with the variables of the environment in their places. */
export interface Interpolated {
  readonly value: unknown;
  /** Whether the text at a path came from a variable, wholly or in part: then it must not be repeated in messages. */
  isFromVariable(path: Path): boolean;
  /** Variables that are not set and have no default, and where they are asked for. */
  readonly unset: readonly { readonly name: string; readonly path: Path }[];
}

const VARIABLE = /(\$)?\$\{([A-Z_][A-Z0-9_]*)(?::-([^}]*))?\}/g;

/**
 * Replaces `${NAME}` and `${NAME:-default}` in every text of a document by the variable's value; `$${NAME}` stands for itself. Keys stay as
 * they are.
 */
export function interpolate(
  document: unknown,
  variables: Readonly<Record<string, string | undefined>>,
): Interpolated {
  const touched = new Set<string>();
  const unset: { name: string; path: Path }[] = [];

  const text = (before: string, path: Path): string => {
    const after = before.replaceAll(VARIABLE, (whole, escaped, name: string, fallback?: string) => {
      if (escaped) return whole.slice(1);
      const value = variables[name] ?? fallback;
      if (value === undefined) unset.push({ name, path });
      return value ?? '';
    });
    if (after !== before) touched.add(JSON.stringify(path));
    return after;
  };

  const walk = (value: unknown, path: Path): unknown => {
    if (typeof value === 'string') return text(value, path);
    if (Array.isArray(value)) return value.map((inner, i) => walk(inner, [...path, i]));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, walk(inner, [...path, key])]),
    );
  };

  const value = walk(document, []);
  return { value, unset, isFromVariable: (path) => touched.has(JSON.stringify(path)) };
}

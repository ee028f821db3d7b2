/**
 * Without the keys whose value is undefined: to exact optional types, and to whoever reads the JSON, an absent key and an undefined one are
 * not the same.
 */
export function present<T extends object>(of: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const there: Partial<Record<keyof T, unknown>> = {};
  for (const key of Object.keys(of) as (keyof T)[]) if (of[key] !== undefined) there[key] = of[key];
  return there as { [K in keyof T]?: Exclude<T[K], undefined> };
}

/** What was made of objects that never change, for as long as they are there: a function of the same object gives the same thing. */
export function remembered<K extends object, V>(make: (of: K) => V): (of: K) => V {
  const known = new WeakMap<K, { readonly value: V }>();
  return (of) => {
    let found = known.get(of);
    if (found === undefined) {
      found = { value: make(of) };
      known.set(of, found);
    }
    return found.value;
  };
}

/** What was made of texts and numbers lately: who asks for the same again gets the very same, for as long as nobody asks for many others. */
export function recent<A extends readonly (string | number)[], V>(
  make: (...of: A) => V,
  most: number,
): (...of: A) => V {
  const known: { readonly of: A; readonly value: V }[] = [];
  return (...of) => {
    const found = known.find((one) => one.of.every((part, i) => part === of[i]));
    if (found !== undefined) return found.value;
    const value = make(...of);
    known.unshift({ of, value });
    known.length = Math.min(known.length, most);
    return value;
  };
}

/**
 * As {@link remembered}, of an object and whatever else it depends on: for each object what was made last, as long as all of the rest is the
 * very same.
 */
export function rememberedWith<K extends object, A extends readonly unknown[], V>(
  make: (of: K, ...by: A) => V,
): (of: K, ...by: A) => V {
  const known = new WeakMap<K, { readonly by: A; readonly value: V }>();
  return (of, ...by) => {
    const found = known.get(of);
    if (found !== undefined && areSame(found.by, by)) return found.value;
    const value = make(of, ...by);
    known.set(of, { by, value });
    return value;
  };
}

function areSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  for (let i = 0; i < a.length; i += 1) if (!Object.is(a[i], b[i])) return false;
  return true;
}

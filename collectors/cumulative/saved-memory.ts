/** Keys of a source's committed state; all are JSON arrays, whose first element says what they hold. */
export const COVERAGE_KEY = JSON.stringify(['coverage']);
export const BREAKERS_KEY = JSON.stringify(['breakers']);

export function targetKey(target: string): string {
  return JSON.stringify(['target', target]);
}

export function shardKey(target: string, family: string, shard: number): string {
  return JSON.stringify(['streams', target, family, shard]);
}

/** What is committed of a target. */
export interface SavedTarget {
  readonly text: string | undefined;
  /** By family; each shard at its index. */
  readonly shards: ReadonlyMap<string, readonly (string | undefined)[]>;
}

/** A source's memory as it was committed, by what it belongs to. */
export interface SavedMemory {
  readonly coverage: string | undefined;
  readonly breakers: string | undefined;
  readonly targets: ReadonlyMap<string, SavedTarget>;
}

interface OpenTarget {
  text: string | undefined;
  readonly shards: Map<string, (string | undefined)[]>;
}

/** Sorts the entries of a state. */
export function savedMemory(state: ReadonlyMap<string, string>): SavedMemory {
  const targets = new Map<string, OpenTarget>();
  const open = (name: string): OpenTarget => {
    const target = targets.get(name) ?? { text: undefined, shards: new Map() };
    targets.set(name, target);
    return target;
  };
  for (const [key, value] of state) {
    const [kind, name = '', family = '', shard = 0] = JSON.parse(key) as [string, string?, string?, number?];
    if (kind === 'target') open(name).text = value;
    if (kind !== 'streams') continue;
    const { shards } = open(name);
    const texts = shards.get(family) ?? [];
    texts[shard] = value;
    shards.set(family, texts);
  }
  return { coverage: state.get(COVERAGE_KEY), breakers: state.get(BREAKERS_KEY), targets };
}

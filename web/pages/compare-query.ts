import type { RoadmapResponse } from '../../server/http/contract/roadmap.ts';
import type { PickedSide } from '../elements/side-picker.ts';

/** Both sides as an address and the selectors have them. */
export interface PickedSides {
  readonly a: PickedSide;
  readonly b: PickedSide;
}

const NOBODY: PickedSide = { item: '', build: '', from: '', to: '' };

/** The parameters of the API for one side; an empty one is left out. */
function parametersOf(name: 'a' | 'b', { item, build, from, to }: PickedSide): Record<string, string> {
  const all = { [name]: item, [`${name}_build`]: build, [`${name}_from`]: from, [`${name}_to`]: to };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''));
}

/** What is asked of the API, and stands in the address so that it can be passed on. */
export function compareParameters({ a, b }: PickedSides): Readonly<Record<string, string>> {
  return { ...parametersOf('a', a), ...parametersOf('b', b) };
}

/** Reads an address's query; `from` and `to` are of both sides. */
export function sidesIn(query: string): PickedSides {
  const given = new URLSearchParams(query);
  const side = (name: 'a' | 'b'): PickedSide => ({
    item: given.get(name) ?? '',
    build: given.get(`${name}_build`) ?? '',
    from: given.get(`${name}_from`) ?? given.get('from') ?? '',
    to: given.get(`${name}_to`) ?? given.get('to') ?? '',
  });
  return { a: side('a'), b: side('b') };
}

type Item = Pick<RoadmapResponse['items'][number], 'id' | 'track' | 'lifecycle'>;

/**
 * Fills in what nobody picked: the newest version that has begun, and the one before it. `undefined` where the roadmap has no version.
 */
export function withUsualSides({ a, b }: PickedSides, items: readonly Item[]): PickedSides | undefined {
  const versions = items.filter(({ track }) => track === 'models');
  const begun = versions.filter(({ lifecycle }) => lifecycle !== 'planned');
  const newest = (begun.length > 0 ? begun : versions).at(-1);
  if (newest === undefined) return undefined;
  const second = b.item === '' ? (a.item === '' ? newest.id : otherThan(a.item)) : b.item;
  const first = a.item === '' ? otherThan(second) : a.item;
  return { a: { ...NOBODY, ...a, item: first }, b: { ...NOBODY, ...b, item: second } };

  /** The version before it; of the first one the version after it, and of the only one itself. */
  function otherThan(id: string): string {
    const place = versions.findIndex((version) => version.id === id);
    return (versions[place - 1] ?? versions[place + 1] ?? newest)?.id ?? id;
  }
}

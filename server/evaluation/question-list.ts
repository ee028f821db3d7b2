import type { Selection } from '../../core/ports.ts';
import { remembered } from '../../core/remember.ts';

/** What a store is asked about one window: each selection once, however many ask for it. */
export class QuestionList {
  readonly #all: Selection[] = [];
  /** Index by the selection's text. */
  readonly #known = new Map<string, number>();
  #selections: readonly Selection[] | undefined;

  /** The very same list as long as nothing else is asked: a store remembers what it speaks of. */
  get selections(): readonly Selection[] {
    this.#selections ??= [...this.#all];
    return this.#selections;
  }

  /** Adds what is not asked for yet. @returns where the answers stand, in the order of the selections */
  ask(selections: readonly Selection[]): readonly number[] {
    return plainOf(selections).map(({ selection, key }) => {
      const known = this.#known.get(key);
      if (known !== undefined) return known;
      this.#selections = undefined;
      this.#known.set(key, this.#all.length);
      return this.#all.push(selection) - 1;
    });
  }
}

/** A selection as the store is asked for it, and its text. */
interface Plain {
  readonly selection: Selection;
  readonly key: string;
}

const plainOf = remembered((selections: readonly Selection[]): readonly Plain[] => selections.map(plain));

const plain = remembered(({ measure, kind, items, builds, environments, where, by }: Selection): Plain => {
  // A signal's selections carry more than the store needs, and what they carry must not tell equal questions apart.
  const selection: Selection = {
    measure,
    kind,
    ...(items && { items }),
    ...(builds && { builds }),
    ...(environments && { environments }),
    ...(where && { where }),
    ...(by && { by }),
  };
  return { selection, key: JSON.stringify(selection) };
});

import { readFile } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import type { Item, Roadmap } from '../../../core/roadmap/roadmap.ts';
import { readRoadmapText } from '../../roadmap-file/read-roadmap-text.ts';
import type { CriterionPlace } from './report.ts';

/** Where the criteria of an item stand in a roadmap file that is here: for those who show them beside its lines. */
export class LocalPlaces {
  readonly #file: string;
  readonly #item: Item | undefined;

  private constructor(file: string, item: Item | undefined) {
    this.#file = file;
    this.#item = item;
  }

  /** Looks through the files for the product's; `undefined` when none of them is about it, or can be read. */
  static async find(
    files: readonly string[],
    { product, item, root }: { readonly product: string; readonly item: string; readonly root: string },
  ): Promise<LocalPlaces | undefined> {
    for (const file of files) {
      const bytes = await readFile(file).catch(() => undefined);
      const roadmap = bytes === undefined ? undefined : readRoadmapText(bytes, file).roadmap;
      if (roadmap?.product === product) return LocalPlaces.of(roadmap, { file, item, root });
    }
    return undefined;
  }

  /** @param root what shown paths are relative to */
  static of(
    roadmap: Roadmap,
    { file, item, root }: { readonly file: string; readonly item: string; readonly root: string },
  ): LocalPlaces {
    const shown = relative(root, file).split(sep).join('/');
    return new LocalPlaces(
      shown,
      roadmap.items.find(({ id }) => id === item),
    );
  }

  /** The place of the nth criterion, if the file says the same; else of one that does. */
  placeOf(text: string, index: number): CriterionPlace | undefined {
    const criteria = this.#item?.gate?.criteria ?? [];
    const same = [criteria[index], ...criteria].find((one) => one?.criterion.text === text);
    return same === undefined ? undefined : { file: this.#file, line: same.line };
  }
}

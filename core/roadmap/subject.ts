import type { Item } from './roadmap.ts';

/** How sentences call an item: a model version by its id (`v3`), everything else by its title. */
export function subjectName({ id, title, track }: Pick<Item, 'id' | 'title' | 'track'>): string {
  return track === 'models' ? id : title;
}

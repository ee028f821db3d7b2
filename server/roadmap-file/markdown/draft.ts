import type { ItemDocument, RoadmapDocument } from '../../../core/roadmap/document/schema.ts';
import { TRACKS, type Track } from '../../../core/roadmap/roadmap.ts';
import { itemId, unique } from './ids.ts';

/** A gate as a document tells it in words. */
export interface GateLine {
  readonly text: string;
  /** It says that an evaluation decides. */
  readonly evaluation: boolean;
}

/** An item as far as it was read. */
export interface ItemDraft {
  readonly track: Track;
  readonly item: ItemDocument;
  /** Lines from which criteria are proposed; empty where the document has the criteria themselves. */
  readonly gateLines: GateLine[];
  /** Remarks on criteria, by their place: what each was read from. */
  readonly criteriaFrom: Map<number, string>;
}

/** A line of a checklist that stands under a track and in no item. */
export interface Task {
  readonly track: Track;
  readonly text: string;
  readonly ticked: boolean;
  readonly line: number;
}

/** A roadmap on its way out of a document. */
export class Draft {
  /** Everything but the items. */
  readonly document: Partial<RoadmapDocument> = {};
  readonly items: ItemDraft[] = [];
  readonly tasks: Task[] = [];
  /** What the vision's checklist says is still to be defined. */
  readonly open: { readonly text: string; readonly line: number }[] = [];
  readonly #ids = new Set<string>();

  /** The item of this id in this track, or a new one. */
  item(track: Track, id: string, title: string): ItemDraft {
    const known = this.items.find((one) => one.track === track && one.item.id === id);
    return known ?? this.add(track, title, id);
  }

  /** A new item; its id is made of its title unless one is given. */
  add(track: Track, title: string, id = itemId(title, track)): ItemDraft {
    const own = unique(id, this.#ids);
    this.#ids.add(own);
    const draft: ItemDraft = { track, item: { id: own, title }, gateLines: [], criteriaFrom: new Map() };
    this.items.push(draft);
    return draft;
  }

  /** The id that an item says of itself, in the place of the one that was made of its title. */
  rename({ item }: ItemDraft, id: string): void {
    this.#ids.delete(item.id);
    item.id = id;
    this.#ids.add(id);
  }

  versions(): readonly string[] {
    return this.items.filter(({ track }) => track === 'models').map(({ item }) => item.id);
  }

  /** The whole document, in the order in which people read it. */
  whole(product: string, name: string): RoadmapDocument {
    const { product: _, name: __, ...rest } = this.document;
    const tracks = TRACKS.flatMap((track) => {
      const items = this.items.filter((one) => one.track === track).map(({ item }) => inOrder(item));
      // What a block of YAML says of a whole track holds in the place of what headings say.
      return items.length === 0 || rest[track] !== undefined ? [] : [[track, items] as const];
    });
    return { product, name, ...rest, ...Object.fromEntries(tracks) };
  }
}

/** Keys in the order in which people look for them. */
const ITEM_KEYS = [
  'id',
  'title',
  'description',
  'lifecycle',
  'owner',
  'start',
  'due',
  'needs',
  'deterministic_first',
  'flag',
  'gate',
  'milestones',
  'experience',
] as const satisfies readonly (keyof ItemDocument)[];

function inOrder({ gate, ...item }: ItemDocument): ItemDocument {
  const whole = { ...item, ...(gate === undefined ? {} : { gate: gateInOrder(gate) }) };
  const known = ITEM_KEYS.filter((key) => whole[key] !== undefined).map((key) => [key, whole[key]] as const);
  return { ...Object.fromEntries(known), ...whole };
}

function gateInOrder({ title, due, criteria, ...more }: NonNullable<ItemDocument['gate']>) {
  return {
    ...(title === undefined ? {} : { title }),
    ...(due === undefined ? {} : { due }),
    criteria,
    ...more,
  };
}

import { nearest, thereAre } from '../../text/nearest.ts';
import { Dependencies } from '../dependencies.ts';
import type { Track } from '../roadmap.ts';
import { LIMITS } from './limits.ts';
import { type DocumentPath, errorAt, type NoteProblem } from './problem.ts';
import { asList, asRecord, asText, property, type RawItem } from './raw.ts';

/** Words of the grammar that an item cannot be called. */
const RESERVED = ['live', 'current'];

/** Every item's track by its id; the first of those that share one. */
export function tracksById(items: readonly RawItem[]): ReadonlyMap<string, Track> {
  const tracks = new Map<string, Track>();
  for (const { id, track } of items) if (id !== undefined && !tracks.has(id)) tracks.set(id, track);
  return tracks;
}

/** Ids that occur twice or mean something else, references to nothing, loops, and too many items. */
export function checkItems(document: unknown, items: readonly RawItem[], note: NoteProblem): void {
  const tracks = tracksById(items);
  if (items.length > LIMITS.items) {
    note(errorAt([], `The roadmap has ${items.length} items, and at most ${LIMITS.items} are taken.`));
  }
  checkIds(items, note);
  for (const item of items) {
    checkNeeds(item, tracks, note);
    checkExperience(item, tracks, note);
  }
  checkSpend(document, tracks, note);
  checkLoops(items, note);
}

function checkIds(items: readonly RawItem[], note: NoteProblem): void {
  const first = new Map<string, RawItem>();
  for (const item of items) {
    if (item.id === undefined) continue;
    const path = [...item.path, 'id'];
    if (RESERVED.includes(item.id.toLowerCase())) {
      note(
        errorAt(
          path,
          `\`${item.id}\` means the version that serves most traffic now: an item needs another id.`,
          {
            read: item.id,
            expected: 'another id',
          },
        ),
      );
    }
    const other = first.get(item.id);
    if (other === undefined) first.set(item.id, item);
    else {
      note(
        errorAt(
          path,
          `\`${item.id}\` is the id of another item of \`${other.track}\` already: ids are unique in a roadmap.`,
          {
            read: item.id,
            expected: 'an id that no other item has',
          },
        ),
      );
    }
  }
}

function checkNeeds({ id, path, raw }: RawItem, tracks: ReadonlyMap<string, Track>, note: NoteProblem): void {
  const seen = new Set<string>();
  for (const [i, value] of asList(property(raw, 'needs')).entries()) {
    const needed = asText(value);
    if (needed === undefined) continue;
    const at = [...path, 'needs', i];
    if (needed === id) {
      note(errorAt(at, `\`${id}\` needs itself.`, { read: needed, expected: 'another item' }));
    } else if (!tracks.has(needed)) {
      unknownItem(
        at,
        needed,
        [...tracks.keys()].filter((known) => known !== id),
        note,
      );
    } else if (seen.has(needed)) {
      note(errorAt(at, `\`${needed}\` is named twice.`, { severity: 'warning', read: needed }));
    }
    seen.add(needed);
  }
}

function checkExperience(
  { path, raw }: RawItem,
  tracks: ReadonlyMap<string, Track>,
  note: NoteProblem,
): void {
  for (const version of Object.keys(asRecord(property(raw, 'experience')) ?? {})) {
    checkVersion([...path, 'experience', version], version, 'key', tracks, note);
  }
}

function checkSpend(document: unknown, tracks: ReadonlyMap<string, Track>, note: NoteProblem): void {
  for (const [i, limit] of asList(property(document, 'spend')).entries()) {
    const version = asText(property(limit, 'item'));
    if (version !== undefined) checkVersion(['spend', i, 'item'], version, 'value', tracks, note);
  }
}

/** A version stands where one belongs; else that is noted, with the nearest one. */
export function checkVersion(
  path: DocumentPath,
  version: string,
  at: 'key' | 'value',
  tracks: ReadonlyMap<string, Track>,
  note: NoteProblem,
): void {
  const track = tracks.get(version);
  if (track === 'models') return;
  const versions = [...tracks].filter(([, of]) => of === 'models').map(([known]) => known);
  if (track === undefined) {
    unknownItem(path, version, versions, note, at);
    return;
  }
  note(
    errorAt(path, `\`${version}\` is of the track \`${track}\`, where a model version was expected.`, {
      at,
      read: version,
      expected: 'a model version',
    }),
  );
}

function unknownItem(
  path: DocumentPath,
  id: string,
  known: readonly string[],
  note: NoteProblem,
  at: 'key' | 'value' = 'value',
): void {
  const meant = nearest(id, known);
  note(
    errorAt(path, `\`${id}\` is no item of this roadmap${meant === undefined ? thereAre(known) : ''}.`, {
      at,
      read: id,
      expected: 'the id of an item',
      ...(meant === undefined ? {} : { suggestion: meant }),
    }),
  );
}

/** Each loop once, at the `needs` that closes it. */
function checkLoops(items: readonly RawItem[], note: NoteProblem): void {
  const named = items.flatMap((item) => {
    if (item.id === undefined) return [];
    const needs = asList(property(item.raw, 'needs')).flatMap((value) => asText(value) ?? []);
    return [{ id: item.id, needs: needs.filter((needed) => needed !== item.id), item }];
  });
  for (const loop of new Dependencies(named).loops()) {
    const [first = '', second] = loop;
    const start = named.find(({ id }) => id === first);
    const index = asList(property(start?.item.raw, 'needs')).indexOf(second);
    note(
      errorAt(
        [...(start?.item.path ?? []), 'needs', index],
        `These items wait for each other: ${[...loop, first].join(' → ')}.`,
        { read: second ?? '', expected: 'items that do not wait for this one' },
      ),
    );
  }
}

import type { GoodRoadmap, RoadmapFile } from './roadmap-file.ts';

/** The roadmap that each file has in force. */
export type Accepted = ReadonlyMap<RoadmapFile, GoodRoadmap>;

export interface Claims {
  readonly accepted: Accepted;
  /** Files whose text names a product that another file speaks for, and that file. */
  readonly refused: ReadonlyMap<RoadmapFile, RoadmapFile>;
}

/**
 * Settles which file speaks for which product. Who does already, goes on; a product that is new belongs to the first file that names it. A
 * file that is refused keeps what it had in force, as after any other bad edit, unless that product was given away.
 */
export function settleClaims(files: readonly RoadmapFile[], before: Accepted): Claims {
  const accepted = new Map<RoadmapFile, GoodRoadmap>();
  const holders = new Map<string, RoadmapFile>();
  const refused = new Map<RoadmapFile, RoadmapFile>();
  const accept = (file: RoadmapFile, good: GoodRoadmap): boolean => {
    if (holders.has(good.roadmap.product)) return false;
    holders.set(good.roadmap.product, file);
    accepted.set(file, good);
    return true;
  };
  const claiming = files.flatMap((file) =>
    file.state.good === undefined ? [] : [{ file, good: file.state.good }],
  );
  const staysWith = ({ file, good }: (typeof claiming)[number]) =>
    before.get(file)?.roadmap.product === good.roadmap.product;
  for (const claim of claiming.filter(staysWith)) accept(claim.file, claim.good);
  for (const { file, good } of claiming) {
    if (accepted.has(file) || accept(file, good)) continue;
    const holder = holders.get(good.roadmap.product);
    if (holder !== undefined) refused.set(file, holder);
  }
  for (const file of refused.keys()) {
    const had = before.get(file);
    if (had !== undefined) accept(file, had);
  }
  return { accepted, refused };
}

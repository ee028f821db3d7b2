/** What a path may say of the runs in a file. */
export const PATH_NAMES = [
  'version',
  'build',
  'environment',
  'dataset',
  'revision',
  'judge',
  'author',
] as const;
export type PathName = (typeof PATH_NAMES)[number];
export type PathFacts = Readonly<Partial<Record<PathName, string>>>;

/** A piece of a pattern: letters as they stand, or so many of any kind. */
type Piece =
  | { readonly text: string }
  | {
      readonly name?: PathName;
      readonly least: number;
      readonly crossesFolders: boolean;
      readonly endsWith: string;
    };

const PIECE = /\*\*\/|\*\*|\*|\{([^}]*)\}|[^*{]+|\{/g;
/** Longer ones are no paths of evaluations. */
const LONGEST_PATH = 1_000;

/**
 * A path below a folder: `{version}/{build}/*.json`. `*` stands for anything in a name, `**` for folders too, a name in braces for what it
 * says of the runs; each takes as much as it can.
 */
export class PathPattern {
  readonly #pieces: readonly Piece[];

  /** @throws RangeError in one sentence for a pattern that cannot be read */
  constructor(pattern: string) {
    if (/\}\{/.test(pattern)) throw new RangeError('between two names something must stand, such as a slash');
    this.#pieces = [...pattern.matchAll(PIECE)].map(([text, name]) => pieceOf(text, name));
    const names = this.#pieces.flatMap((piece) => ('name' in piece && piece.name ? [piece.name] : []));
    const doubled = names.find((name, i) => names.indexOf(name) !== i);
    if (doubled !== undefined) throw new RangeError(`{${doubled}} stands there twice`);
  }

  /** What a path says; `undefined` when it is not of this pattern. @param path relative, with slashes */
  match(path: string): PathFacts | undefined {
    if (path.length > LONGEST_PATH) return undefined;
    const found = rest(this.#pieces, path, 0, 0, new Set());
    return found === undefined ? undefined : Object.fromEntries(found);
  }
}

function pieceOf(text: string, name: string | undefined): Piece {
  if (text === '**') return { least: 0, crossesFolders: true, endsWith: '' };
  if (text === '**/') return { least: 0, crossesFolders: true, endsWith: '/' };
  if (text === '*') return { least: 0, crossesFolders: false, endsWith: '' };
  if (name === undefined) return { text };
  const known = PATH_NAMES.find((one) => one === name);
  if (known !== undefined) return { name: known, least: 1, crossesFolders: false, endsWith: '' };
  const names = PATH_NAMES.map((one) => `{${one}}`).join(', ');
  throw new RangeError(`{${name}} says nothing; there are ${names}`);
}

/**
 * What the pieces from `piece` on make of the path from `at` on. Where they can make nothing is remembered, so that each place is tried
 * once for each piece.
 */
function rest(
  pieces: readonly Piece[],
  path: string,
  piece: number,
  at: number,
  hopeless: Set<number>,
): readonly (readonly [PathName, string])[] | undefined {
  const next = pieces[piece];
  if (next === undefined) return at === path.length ? [] : undefined;
  const here = piece * (LONGEST_PATH + 1) + at;
  if (hopeless.has(here)) return undefined;
  for (const end of endsOf(next, path, at)) {
    const found = rest(pieces, path, piece + 1, end, hopeless);
    if (found === undefined) continue;
    return 'name' in next && next.name !== undefined ? [[next.name, path.slice(at, end)], ...found] : found;
  }
  hopeless.add(here);
  return undefined;
}

/** Where a piece that begins at `at` may end, the longest first. */
function* endsOf(piece: Piece, path: string, at: number): Iterable<number> {
  if ('text' in piece) {
    if (path.startsWith(piece.text, at)) yield at + piece.text.length;
    return;
  }
  const { least, crossesFolders, endsWith } = piece;
  const slash = path.indexOf('/', at);
  const last = crossesFolders || slash === -1 ? path.length : slash;
  for (let end = last; end >= at + least; end -= 1) {
    if (end === at || path.startsWith(endsWith, end - endsWith.length)) yield end;
  }
}

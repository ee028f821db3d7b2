import { distance } from 'fastest-levenshtein';

/** Longer names than this are not compared: an edit distance costs their product. */
const MAX_LENGTH = 100;

/**
 * The known name that was most likely meant: the one with the fewest edits, at most one in four letters of the longer name, two in one
 * of five letters or more, one in a shorter one; two neighbours that changed places are one edit; case, spaces and hyphens do not count.
 * `undefined` when none is near.
 */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  const wanted = fold(name);
  if (wanted === '' || wanted.length > MAX_LENGTH) return undefined;
  let best: string | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  for (const candidate of known) {
    const folded = fold(candidate);
    const edits = haveChangedPlaces(wanted, folded) ? 1 : distance(wanted, folded);
    if (edits < fewest && edits <= mostEdits(Math.max(wanted.length, folded.length))) {
      best = candidate;
      fewest = edits;
    }
  }
  return best;
}

/** As many names are read at a glance. */
const MOST_NAMED = 12;

/** The end of a sentence about a name that is none, where none is {@link nearest}: the names there are, if they are few. */
export function thereAre(known: readonly string[]): string {
  if (known.length === 0 || known.length > MOST_NAMED) return '';
  const last = known.at(-1);
  return `; there ${known.length === 1 ? 'is' : 'are'} ${[known.slice(0, -1).join(', '), last].filter(Boolean).join(' and ')}`;
}

function mostEdits(length: number): number {
  if (length < 3) return 0;
  return length < 5 ? 1 : Math.max(2, Math.floor(length / 4));
}

/** Whether two letters side by side changed places, and nothing else is different. */
function haveChangedPlaces(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let i = 0;
  while (i < a.length && a[i] === b[i]) i += 1;
  return i < a.length && a[i] === b[i + 1] && a[i + 1] === b[i] && a.slice(i + 2) === b.slice(i + 2);
}

function fold(name: string): string {
  return name.toLowerCase().replace(/[\s_-]+/g, '_');
}

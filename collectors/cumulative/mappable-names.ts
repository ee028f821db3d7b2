/** What a sample may be called beside its family. */
const SUFFIXES = ['', '_count', '_sum', '_bucket', '_info'];

/** Names under which a mapping may speak of a family or of some of its samples. */
export function mappableNames(family: string): readonly string[] {
  return SUFFIXES.map((suffix) => family + suffix);
}

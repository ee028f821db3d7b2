/** A roadmap's revision as an entity tag (RFC 9110 §8.8.3): strong, because it is a hash of the file's every byte. */
export function revisionTag(revision: string): string {
  return `"${revision}"`;
}

/** The revisions that an `If-Match` names; `*` stands for any. Weak tags never match here (RFC 9110 §13.1.1). */
export function revisionsIn(ifMatch: string): readonly string[] {
  return ifMatch
    .split(',')
    .map((tag) => tag.trim())
    .flatMap((tag) => (tag === '*' ? ['*'] : (/^"([^"]*)"$/.exec(tag)?.[1] ?? [])));
}

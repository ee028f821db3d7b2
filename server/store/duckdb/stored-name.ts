/**
 * A name by which something in the file is found again. The file keeps UTF-8, in which halves of surrogate pairs are lost: a name with one is
 * written with it escaped, so that it is known after a restart, and apart from others.
 */
export function storedName(name: string): string {
  return name.isWellFormed() ? name : JSON.stringify(name);
}

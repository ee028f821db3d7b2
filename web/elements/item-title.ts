/**
 * An item as it is called: `v3: Scale and optimise`, `Feature store`. Ids with a number in them are names that people use; others
 * (`feature-store`) are for files. Many titles begin with the id already.
 */
export function itemTitle(id: string, title: string): string {
  return !/\d/.test(id) || beginsWith(title, id) ? title : `${id}: ${title}`;
}

/** A title where the id stands beside it: without the id that it may begin with. */
export function titleBeside(id: string, title: string): string {
  if (!beginsWith(title, id)) return title;
  const rest = title.slice(id.length).replace(/^[\s:–—.-]+/, '');
  return rest === '' ? title : rest;
}

/** Whether a title begins with an id, whatever stands between the id's words: `Phase 2: …` begins with `phase-2`. */
function beginsWith(title: string, id: string): boolean {
  const beginning = title.slice(0, id.length);
  const next = title.charAt(id.length);
  return folded(beginning) === folded(id) && !/[\p{L}\p{N}]/u.test(next);
}

function folded(text: string): string {
  return text.toLowerCase().replace(/[\s._-]/g, ' ');
}

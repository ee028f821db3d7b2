/** A part of a gate line that may be a criterion of its own. */
export interface LineClause {
  readonly text: string;
  /** What stands between it and the one before: `, `, ` and `, ` with `; `''` for the first. */
  readonly joint: string;
}

/** Commas that group thousands join nothing; neither does a slash, as in `$0.01/req`. */
const JOINT = /\s*(?:[,;](?!\d{3}\b)|\s[&+·|]\s|\s(?:and|with|while|at|plus)\s)\s*/gi;

/** Cuts a gate line at its commas, semicolons and joining words. */
export function clausesOfLine(line: string): readonly LineClause[] {
  const clauses: LineClause[] = [];
  let from = 0;
  let joint = '';
  for (const match of line.matchAll(JOINT)) {
    // `at least`, `at most`: the word belongs to a comparison.
    if (/^\s*(?:least|most)\b/i.test(line.slice(match.index + match[0].trimEnd().length))) continue;
    clauses.push({ text: line.slice(from, match.index).trim(), joint });
    from = match.index + match[0].length;
    joint = match[0];
  }
  clauses.push({ text: line.slice(from).trim(), joint });
  return clauses.filter(({ text }) => text !== '');
}

const VERB =
  /\b(?:deliver|handle|support|provide|run|block|meet|reach|pass|match|work|stay|keep|use|serve|ship|allow|include|enable|recover|scale)(?:s|es)?\b|\b(?:is|are|has|have|can|must|will|does)\b/i;

/** Whether a text says something of something, so that its commas belong to it: `Pipeline delivers clean, labeled data`. */
export function isSentence(text: string): boolean {
  return VERB.test(text);
}

const OPERATOR = /(?:>=|<=|>|<|=|≥|≤)\s*/;
const CLAUSE = /\s+(?:on|in|where|each|over|for)\s|\s+n\s*(?:>=|≥)/;

/**
 * The target as a criterion's text states it, without its clauses: `50 % of v2` for `cost_per_request <= 50% of v2 over 28d`.
 * `undefined` where the text has no comparison.
 */
export function statedTarget(text: string): string | undefined {
  const operator = OPERATOR.exec(text);
  if (operator === null) return undefined;
  const rest = text.slice(operator.index + operator[0].length);
  const clause = CLAUSE.exec(rest);
  const target = (clause === null ? rest : rest.slice(0, clause.index)).trim();
  return target === ''
    ? undefined
    : target
        .replace(/(\d)%/g, '$1 %')
        .replace(/(\d)pp\b/g, '$1 pp')
        .replace(' - ', ' − ');
}

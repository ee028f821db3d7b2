/**
 * Words that templates put in brackets for somebody to fill in. Other words in brackets may be meant (`[EPIC-12] Benchmark`), so that only
 * these, and single capitals, are taken for placeholders inside of a text.
 */
const WORDS = [
  'name',
  'names',
  'date',
  'owner',
  'team',
  'role',
  'link',
  'url',
  'tbd',
  'todo',
  'tba',
  'number',
  'amount',
  'month',
  'quarter',
  'year',
  'metric',
  'value',
  'target',
  'title',
  'description',
  'product',
  'feature',
  'model',
  'threshold',
  'status',
];

const WITHIN = new RegExp(String.raw`\[(?:[A-Z]{1,2}|[A-Z]\d|n|\.{2,3}|…|_+|\?+|${WORDS.join('|')})\]`, 'gi');
const WHOLE = /^\s*(?:\[[^[\]\n]+\]|<[^<>\n]+>|TBD|TBA|TODO|\?{2,}|_{2,}|…|\.{3})\s*$/i;

/** A placeholder inside of a text, with where it begins. */
export interface Placeholder {
  readonly text: string;
  /** 0-based, in UTF-16 units. */
  readonly at: number;
}

/** The placeholders of a text that nobody has filled in: `[X]` in `[X]% accuracy`. */
export function placeholdersIn(text: string): readonly Placeholder[] {
  return [...text.matchAll(WITHIN)].flatMap(({ 0: found, index }) =>
    // Two capitals, `n` and words are told apart from what is meant by their case: `[x]` is a ticked box.
    /^\[[a-z]\]$/.test(found) && found !== '[n]' ? [] : [{ text: found, at: index }],
  );
}

/** Whether a text is nothing but a placeholder: `[Name]`, `[what it does at maturity]`, `TBD`. */
export function isPlaceholder(text: string): boolean {
  return WHOLE.test(text);
}

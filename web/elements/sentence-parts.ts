/** A sentence in two parts: what is the case, and the particulars. */
export interface SentenceParts {
  readonly head: string;
  /** What stood between the two: a colon or a semicolon; empty where the sentence has no particulars. */
  readonly mark: string;
  readonly particulars: string;
}

/** How verdicts are said. Who is judged comes before it, and may have a colon in its name: `Phase 2: Data scale fails on …`. */
const VERB =
  /\b(?:pass(?:es|ed)?|fails?|is unproven|has no data|has not started|miss(?:es|ed)?|burns?|open|promised)\b/;
/** Where no verb is known, a part before a colon is only a head when it has this many words. */
const LEAST_WORDS = 3;

/** Parts a sentence at the first colon or semicolon after its verb. */
export function sentenceParts(sentence: string): SentenceParts {
  const verb = VERB.exec(sentence);
  const from = verb === null ? 0 : verb.index;
  const mark = /[:;] /.exec(sentence.slice(from));
  const whole = { head: sentence, mark: '', particulars: '' };
  if (mark === null) return whole;
  const head = sentence.slice(0, from + mark.index);
  if (verb === null && head.split(' ').length < LEAST_WORDS) return whole;
  return { head, mark: mark[0].trim(), particulars: sentence.slice(from + mark.index + 2) };
}

/** Particulars that begin a line of their own begin with a capital; a name such as `v3` stays as it is. */
export function capitalised(text: string): string {
  return /^[a-z]+(?![\p{L}\p{N}_])/u.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}

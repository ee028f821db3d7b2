import type { EvaluationConfig } from './logs-schema.ts';

/** What a grader says of an answer. */
export interface Grade {
  /** `gen_ai.evaluation.score.label` */
  readonly label: string | undefined;
  /** `gen_ai.evaluation.score.value` */
  readonly score: number | undefined;
}

/** Words that need no explanation, whichever evaluation says them. */
const PASSES = new Set(
  'pass passed correct true yes right good grounded faithful factual relevant helpful safe positive 1'.split(
    ' ',
  ),
);
const FAILS = new Set(
  'fail failed incorrect false no wrong bad ungrounded unfaithful hallucinated hallucination irrelevant unhelpful unsafe negative 0'.split(
    ' ',
  ),
);

/** Evaluations of a fault: of "hallucination: yes" and "violence: 0" nobody knows what is good, for the conventions give no direction. */
const FAULTS =
  /hallucinat|toxic|(?<!un)bias|harm(?!less|on)|hate|violen|sexual|profan|insult|unfair|jailbreak|injection|leak|refus/i;
/** Words that answer a question, whichever it was. */
const ANSWERS = new Set('true false yes no positive negative 1 0'.split(' '));

/**
 * Whether an answer passes an evaluation; `undefined` when its grade does not say. What the configuration says of labels goes first, then
 * what it says of scores, then the words above, then a score of exactly 1 or 0; of a fault, only words that need no question.
 *
 * @param name gen_ai.evaluation.name
 */
export function passes(
  { label, score }: Grade,
  pass: EvaluationConfig['pass'],
  name: string,
): boolean | undefined {
  const word = label?.trim().toLowerCase();
  if (pass?.labels !== undefined && word !== undefined) {
    return pass.labels.some((wanted) => wanted.toLowerCase() === word);
  }
  if (score !== undefined && (pass?.at_least !== undefined || pass?.at_most !== undefined)) {
    return (
      score >= (pass.at_least ?? Number.NEGATIVE_INFINITY) &&
      score <= (pass.at_most ?? Number.POSITIVE_INFINITY)
    );
  }
  if (FAULTS.test(name)) {
    if (word === undefined || ANSWERS.has(word)) return undefined;
    return PASSES.has(word) || (FAILS.has(word) ? false : undefined);
  }
  if (word !== undefined && PASSES.has(word)) return true;
  if (word !== undefined && FAILS.has(word)) return false;
  return score === 1 || score === 0 ? score === 1 : undefined;
}

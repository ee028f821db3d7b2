import { writeAttested } from '../grammar/attested.ts';
import { clausesOfLine, isSentence, type LineClause } from './clauses.ts';
import { type LineContext, readClause } from './reading.ts';

/** A criterion that a gate line seems to mean. */
export interface ProposedCriterion {
  /** In the grammar; placeholders of the line still stand in it. */
  readonly text: string;
  /** How much worse than its baseline it may be: of a line that asks for the same quality, whose margin somebody has to choose. */
  readonly margin?: string;
  /** The words of the line that it was read from. */
  readonly from: string;
}

/**
 * Proposes criteria for a gate line of a roadmap: measured ones for what can be read as such, and for all the rest that a role attests it.
 * Nothing of the line is lost.
 *
 *     85% accuracy on test set, p99 latency < 2s     accuracy >= 85% on evaluation; latency_p99 < 2s
 *     Matches v2 quality at 50% lower cost per request   accuracy >= v2 on evaluation, with a margin; cost_per_request <= 50% of v2
 *     Automated data quality gates, self-healing pipeline   attested, each
 *
 * @param role who attests what cannot be measured
 */
export function proposeCriteria(
  line: string,
  context: LineContext,
  role: string,
): readonly ProposedCriterion[] {
  const text = line.replace(/\s+/g, ' ').trim().replace(/\.$/, '');
  if (text === '') return [];
  const same = sameQuality(text);
  const around: LineContext = same === undefined ? context : { ...context, baseline: same.baseline };
  const clauses = clausesOfLine(same === undefined ? text : text.replace(same.from, '').trim());
  const read = clauses.map((clause) => ({ clause, criterion: readClause(clause.text, around) }));
  const measured = read.flatMap(({ clause, criterion }): ProposedCriterion[] =>
    criterion === undefined ? [] : [{ text: criterion, from: clause.text }],
  );
  const rest = read.filter(({ criterion }) => criterion === undefined).map(({ clause }) => clause);
  const asked = [...(same === undefined ? [] : [same.criterion]), ...measured];
  return [...asked, ...statements(rest).map((statement) => attested(statement, role))];
}

interface SameQuality {
  readonly baseline: string;
  /** The words that say so, with the joining word behind them. */
  readonly from: string;
  readonly criterion: ProposedCriterion;
}

const SAME_QUALITY =
  /\b(?:match(?:es|ing)?|same as|equals?|keeps?|no worse than|on par with)\s+(?<baseline>v\d[\w.-]*|live)(?:'s)?\s+(?:quality|accuracy)\s*(?:,|\bat\b|\bwith\b|\band\b|\bfor\b)?/i;

/** Non-inferiority needs a margin that somebody chooses: one point is a beginning, and said to be one. */
const FIRST_MARGIN = '1pp';

/** `Matches v2 quality` */
function sameQuality(text: string): SameQuality | undefined {
  const match = SAME_QUALITY.exec(text);
  const baseline = match?.groups?.baseline?.toLowerCase();
  if (match === null || baseline === undefined) return undefined;
  const [from] = match;
  return {
    baseline,
    from,
    criterion: { text: `accuracy >= ${baseline} on evaluation`, margin: FIRST_MARGIN, from: from.trim() },
  };
}

/** What is left of the line, in its own words: noun phrases one by one, a sentence whole. */
function statements(rest: readonly LineClause[]): readonly string[] {
  const whole = rest.map(({ text, joint }, i) => (i === 0 ? text : joint + text)).join('');
  if (isSentence(whole)) return [whole.trim()].filter(saysSomething);
  return rest.map(({ text }) => text).filter(saysSomething);
}

function saysSomething(text: string): boolean {
  return /[\p{L}\d]{2}/u.test(text);
}

/** A criterion has at most 500 letters. */
const MAX_STATEMENT = 300;

function attested(statement: string, role: string): ProposedCriterion {
  const short = statement.length > MAX_STATEMENT ? `${statement.slice(0, MAX_STATEMENT - 1)}…` : statement;
  return { text: writeAttested({ role, statement: short }), from: statement };
}

import type { MeasureKind } from '../ports.ts';
import { nearest } from '../text/nearest.ts';
import type { TextProblem, TextReading } from '../text/problem.ts';
import { hasErrors } from '../text/problem.ts';
import { FormulaReader } from './formula-reader.ts';
import { MEASURES, measureNamed } from './measures.ts';
import type { CounterSum, EvaluationFormula, Formula } from './signal.ts';

/** A measure that a formula needs, and the kind that it must have. */
export interface NeededMeasure {
  readonly measure: string;
  readonly kind: MeasureKind;
}

/**
 * Reads a formula over measures:
 *
 *     cost_usd / requests                     (requests - requests_failed) / requests      1 - fallbacks / requests
 *     total of cost_usd                       tokens_input + tokens_output
 *     quantile 0.99 of request_duration       p99 of request_duration                      mean of request_duration
 *     last of labeled_examples                max of pipeline_lag                          gauge mean of queue_length
 *
 * Counters are added, subtracted and divided; quantiles and means are of distributions; last, min, max and gauge mean are of gauges.
 * `mean of` a measure that is known as a gauge is its gauge mean. Measures that the catalogue does not know are allowed: a team maps
 * its own. One that is known is held to its kind.
 */
export function parseFormula(text: string): TextReading<Formula> {
  const reader = new FormulaReader(text);
  const value = reader.formula();
  const problems = [...reader.problems];
  if (value !== undefined) problems.push(...kindProblems(text, value));
  return { value: hasErrors(problems) ? undefined : value, problems };
}

/**
 * Reads how a signal comes out of an evaluation run's items: `share of correct`, `mean of score`, `p95 of latency`, `quantile 0.95 of
 * latency`, `count of critical_failure`, `sum of cost_usd`.
 */
export function parseEvaluationFormula(text: string): TextReading<EvaluationFormula> {
  const reader = new FormulaReader(text);
  const value = reader.evaluationFormula();
  return { value: hasErrors(reader.problems) ? undefined : value, problems: reader.problems };
}

/** The one form in which a formula is written; {@link parseFormula} reads it back as it was. */
export function formatFormula(formula: Formula): string {
  switch (formula.kind) {
    case 'ratio':
      return `${bracketed(formula.numerator)} / ${bracketed(formula.denominator)}`;
    case 'total':
      return `total of ${formatSum(formula.of)}`;
    case 'quantile':
      return `quantile ${formula.q} of ${formula.of}`;
    case 'mean':
      return `mean of ${formula.of}`;
    case 'gauge':
      return `${formula.reduce === 'mean' ? 'gauge mean' : formula.reduce} of ${formula.of}`;
  }
}

/** The one form in which an evaluation formula is written. */
export function formatEvaluationFormula(formula: EvaluationFormula): string {
  const reduce = formula.reduce === 'quantile' ? `quantile ${formula.q}` : formula.reduce;
  return `${reduce} of ${formula.metric}`;
}

/** The measures that a formula is made of, each once, in the order of their appearance. */
export function measuresOf(formula: Formula): readonly NeededMeasure[] {
  const needed = new Map<string, NeededMeasure>();
  for (const measure of namesIn(formula)) needed.set(measure, { measure, kind: kindOf(formula) });
  return [...needed.values()];
}

function namesIn(formula: Formula): readonly string[] {
  switch (formula.kind) {
    case 'ratio':
      return [...formula.numerator, ...formula.denominator].map((term) => term.measure);
    case 'total':
      return formula.of.map((term) => term.measure);
    default:
      return [formula.of];
  }
}

function kindOf(formula: Formula): MeasureKind {
  if (formula.kind === 'gauge') return 'gauge';
  return formula.kind === 'ratio' || formula.kind === 'total' ? 'counter' : 'distribution';
}

function kindProblems(text: string, formula: Formula): readonly TextProblem[] {
  const problems: TextProblem[] = [];
  for (const { measure, kind } of measuresOf(formula)) {
    const known = measureNamed(measure);
    const at = placeOf(text, measure);
    if (known === undefined) {
      const meant = nearest(measure, Object.keys(MEASURES));
      if (meant !== undefined) problems.push(strangeMeasure(at, measure, meant));
    } else if (known.kind !== kind) {
      problems.push(wrongKind(at, measure, known.kind, kind));
    }
  }
  return problems;
}

function strangeMeasure(at: number, measure: string, meant: string): TextProblem {
  return {
    severity: 'warning',
    at,
    length: measure.length,
    read: measure,
    message: `\`${measure}\` is no measure of the catalogue, which has \`${meant}\`; that is right only if a source maps a metric to it.`,
    suggestion: meant,
  };
}

function wrongKind(at: number, measure: string, is: MeasureKind, expected: MeasureKind): TextProblem {
  return {
    severity: 'error',
    at,
    length: measure.length,
    read: measure,
    expected: `a ${expected}`,
    message: `\`${measure}\` is a ${is}, where a ${expected} was expected: ${KIND_HINTS[is]}.`,
  };
}

const KIND_HINTS: Readonly<Record<MeasureKind, string>> = {
  counter: 'counters are added, subtracted and divided (`a / b`, `total of a`)',
  distribution: 'a distribution has quantiles and a mean (`quantile 0.99 of d`, `mean of d`)',
  gauge: 'a gauge has a last, min, max and gauge mean (`last of g`)',
};

function placeOf(text: string, measure: string): number {
  const found = new RegExp(`(?<![a-z0-9_])${measure}(?![a-z0-9_])`).exec(text);
  return found?.index ?? 0;
}

function bracketed(sum: CounterSum): string {
  const text = formatSum(sum);
  return sum.length === 1 && sum[0]?.sign === 1 ? text : `(${text})`;
}

function formatSum(sum: CounterSum): string {
  const [first, ...rest] = sum;
  if (first === undefined) return '';
  const tail = rest.map((term) => ` ${term.sign === 1 ? '+' : '-'} ${term.measure}`).join('');
  return `${first.sign === 1 ? '' : '-'}${first.measure}${tail}`;
}

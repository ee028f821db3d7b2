import { catalogueSignal, findSignal } from '../../signal/catalogue.ts';
import { parseEvaluationFormula, parseFormula } from '../../signal/formula.ts';
import { measureNamed } from '../../signal/measures.ts';
import type { Formula, Signal } from '../../signal/signal.ts';
import { type DocumentPath, errorAt, fromText, type NoteProblem } from './problem.ts';
import { asList, asRecord, asText, property } from './raw.ts';

const UNITS: readonly Signal['unit'][] = ['share', 'seconds', 'currency', 'tokens', 'count', 'score'];
const FAMILIES: readonly Signal['family'][] = ['quality', 'latency', 'cost', 'errors', 'pipeline', 'volume'];

/**
 * The roadmap's own signals, by name; those that cannot be read are left out and noted. What is only of the wrong kind is for the schema
 * to say.
 */
export function readOwnSignals(document: unknown, note: NoteProblem): Readonly<Record<string, Signal>> {
  const signals: [string, Signal][] = [];
  for (const [name, raw] of Object.entries(asRecord(property(document, 'signals')) ?? {})) {
    const path = ['signals', name];
    noteShadowing(name, path, note);
    const signal = readSignal(name, raw, path, note);
    if (signal !== undefined) signals.push([name, signal]);
  }
  return Object.fromEntries(signals);
}

function noteShadowing(name: string, path: DocumentPath, note: NoteProblem): void {
  const shadowed = catalogueSignal(name) ?? findSignal(name);
  if (shadowed === undefined) return;
  const same = shadowed.name === name;
  note(
    errorAt(
      path,
      same
        ? `\`${name}\` is a signal of the catalogue: a signal of your own needs another name.`
        : `\`${name}\` means the catalogue's \`${shadowed.name}\` to a reader: a signal of your own needs another name.`,
      { at: 'key', read: name, expected: 'a name that the catalogue does not have' },
    ),
  );
}

function readSignal(name: string, raw: unknown, path: DocumentPath, note: NoteProblem): Signal | undefined {
  const unit = UNITS.find((known) => known === property(raw, 'unit'));
  const family = FAMILIES.find((known) => known === property(raw, 'family'));
  const better = (['higher', 'lower'] as const).find((known) => known === property(raw, 'better'));
  const formula = readFormula(raw, path, unit, note);
  const evaluation = readEvaluation(raw, path, note);
  const population = asText(property(raw, 'population'));
  if (population !== undefined) checkPopulation(population, path, note);
  const range = readRange(property(raw, 'range'), path, note);
  if (unit === undefined || family === undefined || better === undefined || formula === undefined)
    return undefined;
  return {
    name,
    title: asText(property(raw, 'title'))?.trim() ?? name.replaceAll('_', ' '),
    unit,
    family,
    better,
    formula,
    ...(evaluation === undefined ? {} : { evaluation }),
    scope: property(raw, 'scope') === 'product' ? 'product' : 'item',
    ...(population === undefined ? {} : { population }),
    ...(range === undefined ? {} : { range }),
    ...(spendsMoney(formula) ? { pricing: { total: 'tokens_priced', unpriced: 'tokens_unpriced' } } : {}),
  };
}

function readFormula(raw: unknown, path: DocumentPath, unit: Signal['unit'] | undefined, note: NoteProblem) {
  const text = asText(property(raw, 'formula'));
  if (text === undefined) return undefined;
  const at = [...path, 'formula'];
  const { value, problems } = parseFormula(text);
  for (const problem of problems) note(fromText(at, problem));
  if (value !== undefined && unit === 'share' && value.kind === 'total') {
    note(
      errorAt(at, `\`${text}\` is a total, and a share is a ratio: \`a / b\`.`, {
        read: text,
        expected: 'a ratio',
      }),
    );
  }
  return value;
}

function readEvaluation(raw: unknown, path: DocumentPath, note: NoteProblem) {
  const text = asText(property(raw, 'evaluation'));
  if (text === undefined) return undefined;
  const { value, problems } = parseEvaluationFormula(text);
  for (const problem of problems) note(fromText([...path, 'evaluation'], problem));
  return value;
}

function checkPopulation(population: string, path: DocumentPath, note: NoteProblem): void {
  const known = measureNamed(population);
  if (known === undefined || known.kind === 'counter') return;
  note(
    errorAt([...path, 'population'], `\`${population}\` is a ${known.kind}, where a counter was expected.`, {
      read: population,
      expected: 'a counter',
    }),
  );
}

/** The least value, and a greater one. */
function readRange(raw: unknown, path: DocumentPath, note: NoteProblem): Signal['range'] {
  const [lower, upper] = asList(raw);
  if (typeof lower !== 'number' || typeof upper !== 'number') return undefined;
  if (lower < upper) return { lower, upper };
  note(
    errorAt(
      [...path, 'range'],
      `\`[${lower}, ${upper}]\` is no range: its second number is greater than its first.`,
      {
        read: `[${lower}, ${upper}]`,
        expected: 'the least and the greatest value',
        ...(lower > upper ? { suggestion: `[${upper}, ${lower}]` } : {}),
      },
    ),
  );
  return undefined;
}

/** A signal made of cost is worth as much as the share of tokens that have a price. */
function spendsMoney(formula: Formula): boolean {
  const sums =
    formula.kind === 'ratio'
      ? [formula.numerator, formula.denominator]
      : formula.kind === 'total'
        ? [formula.of]
        : [];
  return sums.some((sum) => sum.some(({ measure }) => measure === 'cost_usd'));
}

import { CATALOGUE_ENTRIES, type CatalogueEntry } from './catalogue-entries.ts';
import { parseEvaluationFormula, parseFormula } from './formula.ts';
import { quantileSignal } from './quantile-signals.ts';
import type { Signal } from './signal.ts';
import { foldSignalName } from './signal-name.ts';

/** Percentiles that the catalogue lists; any other is understood too. */
const LISTED = [
  'latency_p50',
  'latency_p90',
  'latency_p95',
  'latency_p99',
  'time_to_first_token_p50',
  'time_to_first_token_p95',
  'time_to_first_token_p99',
  'time_per_output_token_p95',
  'call_latency_p95',
  'call_latency_p99',
] as const;

/**
 * What criteria speak of, by name: Gateline's own signals. A roadmap adds its own under `signals:`. Besides the percentiles listed, any
 * `latency_pNN`, `time_to_first_token_pNN`, `time_per_output_token_pNN` and `call_latency_pNN` is a signal: {@link catalogueSignal}.
 */
export const CATALOGUE: Readonly<Record<string, Signal>> = Object.freeze(
  Object.fromEntries(
    [...Object.entries(CATALOGUE_ENTRIES).map(fromEntry), ...LISTED.map(listed)].map((signal) => [
      signal.name,
      signal,
    ]),
  ),
);

const ALIASES: ReadonlyMap<string, string> = new Map(
  Object.entries(CATALOGUE_ENTRIES).flatMap(([name, entry]) =>
    [...(entry.aliases ?? []), foldSignalName(entry.title ?? name)].map((alias) => [alias, name] as const),
  ),
);

/** The catalogue's signal of exactly this name, any percentile included. */
export function catalogueSignal(name: string): Signal | undefined {
  if (Object.hasOwn(CATALOGUE, name)) return CATALOGUE[name];
  const percentile = quantileSignal(name);
  return percentile?.name === name ? percentile : undefined;
}

/**
 * The signal that a person means by `text`: its name or title in any spelling (`p99 latency`, `Cost per request`, `TTFT p95`). The
 * team's own signals go first.
 *
 * @param own signals besides the catalogue's, by name; may hold the catalogue's too, and is not changed after it was asked for once
 */
export function findSignal(text: string, own: Readonly<Record<string, Signal>> = {}): Signal | undefined {
  const name = foldSignalName(text);
  return spellings(own).get(name) ?? catalogueSignal(ALIASES.get(name) ?? name) ?? quantileSignal(name);
}

const spellingsOf = new WeakMap<object, ReadonlyMap<string, Signal>>();

/** Signals by their folded names and titles; the first of those that share one. Folding them for each question would be slow. */
function spellings(own: Readonly<Record<string, Signal>>): ReadonlyMap<string, Signal> {
  const known = spellingsOf.get(own);
  if (known !== undefined) return known;
  const named = new Map<string, Signal>();
  for (const signal of Object.values(own)) {
    for (const spelling of [signal.name, signal.title].map(foldSignalName)) {
      if (!named.has(spelling)) named.set(spelling, signal);
    }
  }
  spellingsOf.set(own, named);
  return named;
}

/** Other names that are understood for a signal of the catalogue, in lower_snake_case. */
export function signalAliases(name: string): readonly string[] {
  return (Object.hasOwn(CATALOGUE_ENTRIES, name) ? CATALOGUE_ENTRIES[name]?.aliases : undefined) ?? [];
}

/** Every name and alias that {@link findSignal} knows, for suggestions. */
export function knownSignalNames(own: Readonly<Record<string, Signal>> = {}): readonly string[] {
  return [...new Set([...Object.keys(own), ...Object.keys(CATALOGUE), ...ALIASES.keys()])];
}

function fromEntry([name, entry]: readonly [string, CatalogueEntry]): Signal {
  const { aliases: _, title, formula, evaluation, scope, ...rest } = entry;
  return Object.freeze({
    name,
    title: title ?? name.replaceAll('_', ' '),
    ...rest,
    formula: sound(parseFormula(formula).value, formula),
    ...(evaluation === undefined
      ? {}
      : { evaluation: sound(parseEvaluationFormula(evaluation).value, evaluation) }),
    scope: scope ?? 'item',
  });
}

function listed(name: string): Signal {
  return sound(quantileSignal(name), name);
}

function sound<T>(value: T | undefined, text: string): T {
  if (value === undefined) throw new Error(`The catalogue has a formula that cannot be read: ${text}`);
  return value;
}

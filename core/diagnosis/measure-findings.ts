import { essentialMeasures, signalScope, signalSelections } from '../signal/selections.ts';
import { bringersOf, type CriterionCase, found, isAhead, levelOf } from './criterion-case.ts';
import type { Place } from './facts.ts';
import type { Finding } from './finding.ts';

const COST = 'cost_usd';
const TOKENS = ['tokens_input', 'tokens_output'];
/** As many presets are named to choose from. */
const MOST_PRESETS = 6;

/** Measures of the criterion that no source brings and nobody ever wrote. */
export function unmappedFindings(one: CriterionCase): readonly Finding[] {
  const { facts, signal, sources, evidence } = one;
  // A server may read sources whose configuration is not at hand.
  if (sources.some(({ brings }) => brings === undefined)) return [];
  const stored = new Set(evidence?.measures.map(({ measure }) => measure));
  const measures = essentialMeasures(signal).filter(
    (measure) => bringersOf(measure, sources).length === 0 && !stored.has(measure),
  );
  const [first] = measures;
  if (first === undefined) return [];
  const presets = facts.presets.filter((preset) => preset.measures.includes(first)).map(({ name }) => name);
  const offer = offerOf(first, one);
  const byPrices =
    measures.includes(COST) && TOKENS.every((measure) => bringersOf(measure, sources).length > 0);
  return [
    found(one, isAhead(one) ? 'hint' : 'problem', {
      code: 'measure-unmapped',
      measures,
      presets: presets.slice(0, MOST_PRESETS),
      ...(offer === undefined ? {} : { offer }),
      byPrices,
    }),
  ];
}

function offerOf(measure: string, { sources }: CriterionCase) {
  for (const { name, sight } of sources) {
    const preset = sight?.recognised.find(
      ({ isNamed, measures }) => !isNamed && measures.includes(measure),
    )?.name;
    if (preset !== undefined) return { source: name, preset };
  }
  return undefined;
}

/** Labels that the criterion speaks of (`each language`, `where region = eu`) and that a source does not keep. */
export function labelFindings(one: CriterionCase): readonly Finding[] {
  const { criterion, signal, sources } = one;
  const labels = [...Object.keys(criterion.where), ...(criterion.each === undefined ? [] : [criterion.each])];
  return labels.flatMap((label) =>
    essentialMeasures(signal).flatMap((measure) =>
      sources.flatMap((source): Finding[] => {
        const { mapping, sight, brings = [] } = source;
        const own = mapping?.metrics.filter((metric) => metric.measure === measure) ?? [];
        if (mapping === undefined || own.length === 0 || !brings.includes(measure)) return [];
        const kept = [mapping, ...own].flatMap(({ keep = [], labels: named = {} }) => [
          ...keep,
          ...Object.keys(named),
        ]);
        if (kept.includes(label) || label === 'model') return [];
        const seen = sight?.measures.find((shown) => shown.measure === measure);
        const isThere = seen === undefined ? {} : { isThere: seen.labels.includes(label) };
        return [
          found(one, levelOf(one), { code: 'label-unkept', label, measure, source: source.name, ...isThere }),
        ];
      }),
    ),
  );
}

/** What of the criterion the store has never seen: the measure, the item, the environment. The first that is missing explains the rest. */
export function unseenFindings(one: CriterionCase): readonly Finding[] {
  const { criterion, signal, item, sources, evidence } = one;
  if (evidence === undefined) return [];
  const scope = signalScope(signal, item, { environment: criterion.environment });
  const essential = essentialMeasures(signal);
  for (const { measure, part } of signalSelections(signal, scope)) {
    if (!essential.includes(measure)) continue;
    const places = evidence.measures.find((stored) => stored.measure === measure)?.places ?? [];
    if (places.length === 0) return [unseen(one, measure)];
    // A version without a failure has no series of failures: that another one has is enough.
    const own = scope.item === undefined || part === 'any-item' ? undefined : scope.item;
    const missing = missingPlace(places, own, criterion.environment);
    if (missing === 'environment') {
      const environments = distinct(
        places.filter(({ item: id }) => own === undefined || id === own),
        'environment',
      );
      return [
        found(one, 'problem', {
          code: 'environment-unseen',
          measure,
          environment: criterion.environment,
          environments,
        }),
      ];
    }
    if (missing === 'item') {
      const items = distinct(
        places.filter(({ item: id }) => id !== ''),
        'item',
      );
      return [
        found(one, 'problem', { code: 'item-unseen', measure, environment: criterion.environment, items }),
      ];
    }
  }
  return [];

  function unseen(of: CriterionCase, measure: string): Finding {
    const isShown = sources.some(({ sight }) => sight?.measures.some((shown) => shown.measure === measure));
    const detail = {
      code: 'measure-unseen',
      measure,
      sources: bringersOf(measure, sources),
      isShown,
    } as const;
    return found(of, 'problem', detail);
  }
}

function missingPlace(
  places: readonly Place[],
  item: string | undefined,
  environment: string,
): 'item' | 'environment' | undefined {
  const ofItem = places.filter((place) => item === undefined || place.item === item);
  if (ofItem.length === 0) return 'item';
  return ofItem.some((place) => place.environment === environment) ? undefined : 'environment';
}

function distinct(places: readonly Place[], part: 'item' | 'environment'): readonly string[] {
  return [...new Set(places.map((place) => place[part]))].sort();
}

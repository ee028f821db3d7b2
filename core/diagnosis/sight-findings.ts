import { essentialMeasures } from '../signal/selections.ts';
import type { Facts, RecognisedPreset, SeenMeasure, Sight, SourceFacts } from './facts.ts';
import type { Finding } from './finding.ts';
import { aboutSource } from './standing-findings.ts';

/** From this share on, traffic without an item is amiss. */
export const UNATTRIBUTED_SHARE = 0.01;

/** What a source shows when it is looked at: which programs, and what its mapping makes of them. */
export function sightFindings(source: SourceFacts, facts: Facts): readonly Finding[] {
  const { name, sight, mapping } = source;
  if (sight === undefined) return [];
  const unreadable = sight.targets.flatMap(({ trouble }) =>
    trouble === undefined
      ? []
      : [
          aboutSource(name, 'problem', {
            code: 'target-unreadable',
            message: trouble,
            of: sight.targets.length,
          }),
        ],
  );
  // Of a source that shows nothing, nothing is lacking either.
  if (mapping === undefined || unreadable.length === sight.targets.length) return unreadable;
  const details = [
    ...mappingFindings(source, sight),
    ...presetFindings(source, sight, facts),
    ...absentFindings(source, sight, facts),
    ...refusedFindings(name, sight),
    ...attributionFindings(source, sight, facts),
    ...(sight.costless.length === 0
      ? []
      : [aboutSource(name, 'problem', { code: 'models-costless', models: sight.costless })]),
    ...pricelessFindings(source, facts),
  ];
  return [...unreadable, ...details];
}

/** Models without a price, before anything of them is stored; what the store has of them is told of the product. */
function pricelessFindings({ name, product, priceless = [] }: SourceFacts, facts: Facts): readonly Finding[] {
  const { pricing } = facts.evidence.find((one) => one.product === product) ?? {};
  const told = new Set(pricing?.unpriced.map(({ model }) => model));
  const models = priceless.filter(({ model }) => !told.has(model));
  return models.length === 0 ? [] : [aboutSource(name, 'problem', { code: 'models-priceless', models })];
}

/** That it was read, and what it brings. */
export function readFindings({ name, type, sight, brings }: SourceFacts): readonly Finding[] {
  if (sight === undefined) {
    const isKnown = type === 'otlp' && brings !== undefined && brings.length > 0;
    return isKnown ? [aboutSource(name, 'fine', { code: 'source-sends', measures: brings })] : [];
  }
  const targets = sight.targets.filter(({ trouble }) => trouble === undefined).length;
  if (targets === 0) return [];
  const detail = {
    code: 'source-read',
    targets,
    leftOut: sight.leftOut,
    metrics: sight.metricCount,
    recognised: sight.recognised.map(({ title }) => title),
    measures: [...new Set(sight.measures.map(({ measure }) => measure))],
  } as const;
  return [aboutSource(name, 'fine', detail)];
}

function mappingFindings({ name, mapping }: SourceFacts, { recognised }: Sight): readonly Finding[] {
  const isEmpty = mapping?.metrics.length === 0 && mapping.breakers.length === 0;
  const presets = recognised.map((preset) => preset.name);
  return isEmpty ? [aboutSource(name, 'problem', { code: 'nothing-mapped', presets })] : [];
}

/** Programs that are there and not named, and those that are named and not there. */
function presetFindings(source: SourceFacts, sight: Sight, facts: Facts): readonly Finding[] {
  const { name, product, presets, mapping } = source;
  const isEmpty = mapping?.metrics.length === 0 && mapping.breakers.length === 0;
  const brought = new Set(
    facts.sources.filter((one) => one.product === product).flatMap(({ brings = [] }) => brings),
  );
  const fits = sight.recognised.flatMap((preset): Finding[] => {
    if (isEmpty || preset.isNamed || preset.isMapped) return [];
    return [aboutSource(name, 'hint', fitting(preset, brought))];
  });
  const there = new Set(sight.recognised.map((preset) => preset.name));
  const absent = presets.flatMap((preset): Finding[] => {
    if (there.has(preset)) return [];
    const title = facts.presets.find((one) => one.name === preset)?.title ?? preset;
    return [aboutSource(name, 'problem', { code: 'preset-absent', preset, title })];
  });
  return [...fits, ...absent];
}

function fitting({ name: preset, title, metrics, measures }: RecognisedPreset, brought: ReadonlySet<string>) {
  const missing = measures.filter((measure) => !brought.has(measure));
  return { code: 'preset-fits', preset, title, metrics, measures: missing } as const;
}

/** Metrics of the source's own lines that are not there; a library may show a counter only when it first counts. */
function absentFindings(source: SourceFacts, { absent }: Sight, facts: Facts): readonly Finding[] {
  const stored = facts.evidence.find(({ product }) => product === source.product)?.measures ?? [];
  const isKnown = (measure: string) => stored.some((one) => one.measure === measure && one.places.length > 0);
  return absent.flatMap(({ metric, measures, nearest }): Finding[] => {
    if (measures.length > 0 && measures.every(isKnown)) return [];
    const detail = {
      code: 'metric-absent',
      metric,
      measures,
      ...(nearest === undefined ? {} : { nearest }),
    } as const;
    return [aboutSource(source.name, nearest === undefined ? 'hint' : 'problem', detail)];
  });
}

function refusedFindings(name: string, { refused }: Sight): readonly Finding[] {
  return refused.map((one) => aboutSource(name, 'problem', { code: 'metric-refused', ...one }));
}

/** Traffic that the source's rules give to no item, where the roadmap asks for items. Each kind of measure is told once, by its largest. */
function attributionFindings(source: SourceFacts, sight: Sight, facts: Facts): readonly Finding[] {
  const wanted = itemMeasures(source.product, facts);
  const worst = sight.measures
    .filter(({ measure, kind }) => wanted.has(measure) && kind !== 'gauge')
    .map((seen) => ({ seen, share: unattributedShare(seen) }))
    .sort((a, b) => b.share - a.share)[0];
  if (worst === undefined || worst.share < UNATTRIBUTED_SHARE) return [];
  const { seen, share } = worst;
  const detail = {
    code: 'item-unread',
    measure: seen.measure,
    share,
    wanted: labelsOf(source),
    labels: seen.labels,
  } as const;
  return [aboutSource(source.name, 'problem', detail)];
}

/** Measures that some version's criterion is read from, so that they must be known by item. */
export function itemMeasures(product: string, { roadmaps }: Facts): ReadonlySet<string> {
  const roadmap = roadmaps.find((one) => one.product === product);
  const measures = (roadmap?.items ?? [])
    .filter(({ track }) => track === 'models')
    .flatMap(({ gate }) => gate?.criteria ?? [])
    .flatMap(({ criterion }) => {
      if (criterion.kind !== 'measured' || criterion.evidence.kind !== 'production') return [];
      const signal = roadmap?.signals[criterion.signal];
      return signal === undefined || signal.scope === 'product' ? [] : essentialMeasures(signal);
    });
  return new Set(measures);
}

function unattributedShare({ places }: SeenMeasure): number {
  const total = places.reduce((sum, { n }) => sum + n, 0);
  const none = places.reduce((sum, { item, n }) => (item === '' ? sum + n : sum), 0);
  return total > 0 ? none / total : 0;
}

/** The labels that the source's rules look at for an item. */
function labelsOf({ mapping }: SourceFacts): readonly string[] {
  const { item } = mapping?.attribution ?? {};
  if (item === undefined || typeof item === 'string') return [];
  return [...new Set([item].flat().flatMap(({ label = [] }) => label))];
}

import type { BreakerMapping } from '../../core/measure/breaker-mapping.ts';
import type { LabelConditions } from '../../core/measure/label-conditions.ts';
import {
  type Attribution,
  BREAKER_OPENS,
  bareName,
  type MetricMapping,
  type PricingMapping,
} from '../../core/measure/mapping.ts';
import type { PresetChoice } from './choice.ts';
import { presetNamed } from './library.ts';
import type { Preset, PresetMetric } from './preset-schema.ts';
import { anySpelling, SPELLINGS } from './spelling.ts';

/** How a kind of source writes the names of OpenTelemetry: as they are, or as they are translated into an exposition. */
export type Naming = 'opentelemetry' | 'exposition';

/** What a source says itself, beside its presets. */
export interface OwnMapping {
  readonly attribution: Attribution;
  readonly metrics: readonly MetricMapping[];
  readonly breakers: readonly BreakerMapping[];
}

/** What a source and its presets say together. */
export interface ExpandedMapping {
  readonly attribution: Attribution;
  readonly metrics: MetricMapping[];
  readonly breakers: BreakerMapping[];
  /** By which labels the presets price tokens. */
  readonly pricing: PricingMapping;
}

/** Two presets of one source that bring the same measure. */
export interface PresetConflict {
  readonly measure: string;
  readonly first: string;
  readonly second: string;
}

/**
 * The mapping of a source with its presets. The source's own lines come first: what they say of a measure takes the place of what a preset
 * says of it, what they say of a breaker's metric likewise; the rest is added. Item, build and environment come from the source, else from
 * the first preset that knows.
 */
export function expandPresets(
  choices: readonly PresetChoice[],
  own: OwnMapping,
  naming: Naming,
): ExpandedMapping {
  const owned = new Set(own.metrics.map(({ measure }) => measure));
  const ownBreakers = new Set(own.breakers.map(({ metric }) => bareName(metric)));
  const metrics = choices
    .flatMap((choice) => metricsOf(choice, naming))
    .filter(({ measure }) => !owned.has(measure));
  const breakers = choices
    .flatMap((choice) => breakersOf(choice, naming))
    .filter(({ metric }) => !ownBreakers.has(bareName(metric)));
  const presets = choices.map((choice) => presetNamed(choice.name));
  return {
    attribution: attributionOf(own.attribution, presets, naming),
    metrics: [...own.metrics, ...metrics],
    breakers: [...own.breakers, ...breakers],
    pricing: pricingOf(presets, naming),
  };
}

/** What the presets of one source would count twice: measures that several of them bring, and that the source does not settle itself. */
export function presetConflicts(
  choices: readonly PresetChoice[],
  own: readonly MetricMapping[],
): PresetConflict[] {
  const settled = new Set([BREAKER_OPENS, ...own.map(({ measure }) => measure)]);
  const holders = new Map<string, string>();
  return choices.flatMap((choice) =>
    [...new Set(metricsOf(choice, 'opentelemetry').map(({ measure }) => measure))].flatMap((measure) => {
      const first = holders.get(measure);
      if (first === undefined) holders.set(measure, choice.name);
      return first === undefined || settled.has(measure) ? [] : [{ measure, first, second: choice.name }];
    }),
  );
}

/** Measures that a preset brings, each once, in the order of its lines. */
export function measuresOfPreset(preset: Preset): readonly string[] {
  return [...new Set(preset.metrics.map(({ measure }) => measure))];
}

/** Names of metrics by which a preset's program is known. */
export interface PresetNames {
  /** Everything that the preset reads. */
  readonly mapped: readonly string[];
  /** Of these any tells that the program is there. */
  readonly telling: readonly string[];
}

/** Names by which a source's metrics show that the preset's program is there. */
export function namesOfPreset(preset: Preset, naming: Naming): PresetNames {
  const named = (one: Preset) =>
    [...metricsIn(one, naming), ...breakersIn(one, naming)].map(({ metric }) => metric);
  const isTelling = ({ metric }: { readonly metric: string }) => !preset.also_of_others.includes(metric);
  const { metrics, breakers } = preset;
  const own = { ...preset, metrics: metrics.filter(isTelling), breakers: breakers.filter(isTelling) };
  return {
    mapped: [...new Set([...named(preset), ...preset.recognised_by])],
    telling: [...new Set([...named(own), ...preset.recognised_by])],
  };
}

const AS_REQUESTS: Readonly<Record<string, string>> = {
  calls: 'requests',
  calls_failed: 'requests_failed',
  call_duration: 'request_duration',
};

function metricsOf(
  { name, only, without = [], where, calls_are_requests }: PresetChoice,
  naming: Naming,
): MetricMapping[] {
  const wanted = (measure: string) => (only?.includes(measure) ?? true) && !without.includes(measure);
  const all = metricsIn(presetNamed(name), naming);
  const both = calls_are_requests ? all.flatMap(alsoAsRequest) : all;
  return both
    .filter(({ measure }) => wanted(measure))
    .map((metric) => (where === undefined ? metric : { ...metric, where: { ...metric.where, ...where } }));
}

function alsoAsRequest(metric: MetricMapping): readonly MetricMapping[] {
  const measure = AS_REQUESTS[metric.measure];
  return measure === undefined ? [metric] : [metric, { ...metric, measure }];
}

function breakersOf({ name, where }: PresetChoice, naming: Naming): BreakerMapping[] {
  return breakersIn(presetNamed(name), naming).map((breaker) =>
    where === undefined ? breaker : { ...breaker, where: { ...breaker.where, ...where } },
  );
}

/** A spelling, applied to one metric. */
interface Written {
  readonly metric: string;
  readonly label: (name: string) => string;
}

/** The names that a metric may have at this kind of source, and how its labels are written then; `undefined`: just as they stand there. */
function spellingsOf(
  { metric, instrument: kind = 'gauge', unit = '' }: Pick<PresetMetric, 'metric' | 'instrument' | 'unit'>,
  { names }: Preset,
  naming: Naming,
): readonly Written[] | undefined {
  if (names === 'prometheus' || naming === 'opentelemetry') return undefined;
  const written = [unit].flat().flatMap((one) =>
    SPELLINGS.map((spelling) => ({
      metric: spelling.metric(metric, { kind, unit: one }),
      label: spelling.label,
    })),
  );
  const known = new Map(written.map((one) => [`${one.metric} ${one.label('a.b')}`, one]));
  return [...known.values()];
}

function metricsIn(preset: Preset, naming: Naming): MetricMapping[] {
  return preset.metrics.flatMap((mapping) => {
    const { instrument: _, unit: __, ...bare } = mapping;
    const spellings = spellingsOf(mapping, preset, naming);
    if (spellings === undefined) return [bare];
    return spellings.map(({ metric, label }) => ({
      ...bare,
      metric,
      ...(bare.where === undefined ? {} : { where: labelled(bare.where, label) }),
      ...(bare.labels === undefined ? {} : { labels: anyLabels(bare.labels) }),
      ...(bare.unless === undefined
        ? {}
        : { unless: bare.unless.flatMap((one) => everySpelling(one, preset)) }),
    }));
  });
}

function breakersIn(preset: Preset, naming: Naming): BreakerMapping[] {
  return preset.breakers.flatMap((mapping) => {
    const { instrument: _, unit: __, ...bare } = mapping;
    const spellings = spellingsOf(mapping, preset, naming);
    if (spellings === undefined) return [bare];
    return spellings.map(({ metric, label }) => ({
      ...bare,
      metric,
      name: anySpelling(bare.name),
      ...(bare.where === undefined ? {} : { where: labelled(bare.where, label) }),
      ...(bare.eventLabel === undefined ? {} : { eventLabel: label(bare.eventLabel) }),
      ...(bare.stateLabel === undefined ? {} : { stateLabel: label(bare.stateLabel) }),
    }));
  });
}

function labelled(where: LabelConditions, label: (name: string) => string): LabelConditions {
  return Object.fromEntries(Object.entries(where).map(([name, condition]) => [label(name), condition]));
}

function anyLabels(labels: NonNullable<MetricMapping['labels']>): NonNullable<MetricMapping['labels']> {
  return Object.fromEntries(Object.entries(labels).map(([name, from]) => [name, anySpelling(from)]));
}

/** Names of another metric of the preset in every spelling: which one a target uses is not known before it is read. */
function everySpelling(metric: string, preset: Preset): string[] {
  const instruments = preset.metrics.filter((one) => one.metric.replace(/_(?:count|sum)$/, '') === metric);
  const names = instruments.flatMap(({ instrument: kind = 'gauge', unit = '' }) =>
    [unit].flat().flatMap((one) => SPELLINGS.map((spelling) => spelling.metric(metric, { kind, unit: one }))),
  );
  return [...new Set([metric, ...names])];
}

function attributionOf(own: Attribution, presets: readonly Preset[], naming: Naming): Attribution {
  const from = (part: 'item' | 'build' | 'environment') => {
    if (own[part] !== undefined) return { [part]: own[part] };
    const preset = presets.find(({ attribution }) => attribution[part] !== undefined);
    const value = preset?.attribution[part];
    if (value === undefined) return {};
    const translated =
      preset?.names === 'opentelemetry' && naming === 'exposition' ? anySpelling(value) : value;
    return { [part]: translated };
  };
  return { ...own, ...from('item'), ...from('build'), ...from('environment') };
}

function pricingOf(presets: readonly Preset[], naming: Naming): PricingMapping {
  const from = (part: 'model' | 'tier') => {
    const preset = presets.find((one) => one[part] !== undefined);
    const value = preset?.[part];
    if (value === undefined) return {};
    const translated =
      preset?.names === 'opentelemetry' && naming === 'exposition' ? anySpelling(value) : value;
    return { [part]: translated };
  };
  return { ...from('model'), ...from('tier') };
}

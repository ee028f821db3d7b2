import type { ValueFrom } from '../core/measure/label-value.ts';
import type { PricingMapping, SourceMapping } from '../core/measure/mapping.ts';
import { expandPresets, type Naming, presetConflicts } from './presets/expand.ts';
import { presetNamed } from './presets/library.ts';
import type { Preset } from './presets/preset-schema.ts';
import type { SourceFields } from './source.ts';

/** What a kind of source decides about its mapping. */
export interface MappingOptions {
  /** How it writes the names of OpenTelemetry, for presets that know those. Default: translated, as in an exposition. */
  readonly naming?: Naming;
  /** Its tokens are priced. Default: no. */
  readonly priced?: boolean;
}

/** What a configuration says that its schema cannot know to be wrong. */
export interface SettingsProblem {
  /** Below the source's entry. */
  readonly path: readonly (string | number)[];
  /** One sentence with a way out. */
  readonly message: string;
}

/** The labels by which sources usually name a model, OpenTelemetry's first. */
const USUAL_MODEL: ValueFrom = {
  label: [
    'gen_ai.response.model',
    'gen_ai_response_model',
    'gen_ai.request.model',
    'gen_ai_request_model',
    'model',
    'model_name',
    'llm.model_name',
    'ai_model',
  ],
};

/**
 * The environment where neither the source nor its preset says it: what OpenTelemetry's resource says of itself, so that staging is never taken
 * for production by omission.
 */
const USUAL_ENVIRONMENT: ValueFrom = {
  label: [
    'deployment.environment.name',
    'deployment_environment_name',
    'deployment.environment',
    'deployment_environment',
  ],
  map: { '[Pp]rod(?:uction)?|PROD(?:UCTION)?|live': 'production', '.*': '$&' },
};

/** The mapping of a configured source with its presets, in the domain's words. */
export function sourceMapping(source: SourceFields, options: MappingOptions = {}): SourceMapping {
  const { naming = 'exposition', priced = false } = options;
  const { compare, name } = source;
  const { attribution, metrics, breakers, pricing } = expandPresets(
    source.preset ?? [],
    ownMapping(source),
    naming,
  );
  return {
    product: source.product,
    attribution: { environment: USUAL_ENVIRONMENT, ...attribution },
    metrics,
    breakers,
    maxLabelSets: source.max_label_sets,
    keep: source.keep,
    labels: source.labels,
    exclude: source.exclude,
    ...(compare === false ? {} : { compare: { source: name, measures: compare === true ? 'all' : compare } }),
    ...(priced ? { pricing: pricingOf(source, pricing) } : {}),
  };
}

/** What is wrong among the presets of a source. @param naming of its kind */
export function sourceProblems(source: SourceFields, naming: Naming): readonly SettingsProblem[] {
  const { preset = [], metrics } = source;
  const ofSpans = preset.filter(({ name }) => naming === 'exposition' && isOfSpansOnly(presetNamed(name)));
  const misplaced = ofSpans.map(({ name }) => ({
    path: ['preset'],
    message: `The preset \`${name}\` reads spans, which only a source of type otlp brings; name it there.`,
  }));
  const conflicts = presetConflicts(preset, metrics).map(({ measure, first, second }) => ({
    path: ['preset'],
    message: `The presets \`${first}\` and \`${second}\` both bring ${measure}, which would count it twice; write \`{ name: ${second}, without: [${measure}] }\` for the one that is not to count.`,
  }));
  return [...misplaced, ...conflicts];
}

function isOfSpansOnly({ spans, metrics, breakers }: Preset): boolean {
  return spans && metrics.length + breakers.length === 0;
}

function ownMapping({ attribution, metrics, breakers }: SourceFields) {
  return {
    attribution,
    metrics,
    breakers: breakers.map(({ state_label, event_label, closes_after, ...breaker }) => ({
      ...breaker,
      stateLabel: state_label,
      eventLabel: event_label,
      closesAfterMs: closes_after,
    })),
  };
}

function pricingOf({ pricing: own }: SourceFields, ofPresets: PricingMapping): PricingMapping {
  const written = own === false ? {} : (own ?? {});
  return { model: USUAL_MODEL, ...ofPresets, ...written };
}

import type { Labels } from '../../../core/measure/series.ts';
import type { AttributeValue } from '../spans/attributes.ts';
import { isFeatureFlag, KIND, type Span } from '../spans/span.ts';

const KIND_NAMES = new Map(Object.entries(KIND).map(([name, kind]) => [kind as number, name]));

const VARIANTS = ['feature_flag.result.variant', 'feature_flag.variant', 'feature_flag.result.value'];

/**
 * The labels that mappings see of a span: its attributes, then its resource's and scope's ({@link common}), `span.name`, `span.kind`
 * (`server`), and for each feature flag that was evaluated in it `feature_flag.<key>`, whose value is the variant.
 */
export function spanLabels(span: Span, common: Labels): Labels {
  const labels: Record<string, string> = Object.assign(Object.create(null), common);
  labels['span.name'] = span.name;
  labels['span.kind'] = KIND_NAMES.get(span.kind) ?? 'internal';
  for (const event of span.events) {
    const key = isFeatureFlag(event) ? event.attributes['feature_flag.key'] : undefined;
    const variant = VARIANTS.map((name) => event.attributes[name]).find((value) => value !== undefined);
    if (typeof key === 'string' && variant !== undefined) labels[`feature_flag.${key}`] = String(variant);
  }
  return withAttributes(labels, span.attributes);
}

/** Adds attributes to labels; of the same name the attribute wins. */
export function withAttributes(
  labels: Record<string, string>,
  attributes: Readonly<Record<string, AttributeValue>>,
): Labels {
  for (const name in attributes) labels[name] = String(attributes[name]);
  return labels;
}

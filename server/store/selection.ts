import type { Series } from '../../core/measure/series.ts';
import type { Dimension, GroupKey, MeasureKind, Selection } from '../../core/ports.ts';

/** Series of one selection, sorted into the groups of its answer. */
export interface SelectedSeries<Known> {
  readonly keys: readonly GroupKey[];
  readonly members: readonly { readonly known: Known; readonly group: number }[];
}

/**
 * Picks the series that a selection speaks of and sorts them by its dimensions. Without `by` there is exactly one group, which may stay
 * empty; with it, one for each combination that occurs, in the order of their texts.
 */
export function selectSeries<Known extends { series: Series; kind: MeasureKind }>(
  candidates: Iterable<Known>,
  selection: Selection,
): SelectedSeries<Known> {
  const by = selection.by ?? [];
  const accepts = acceptance(selection);
  const matching: { known: Known; key: string[]; text: string }[] = [];
  for (const known of candidates) {
    if (known.kind !== selection.kind || !accepts(known.series)) continue;
    const key = by.map((dimension) => dimensionValue(known.series, dimension));
    matching.push({ known, key, text: JSON.stringify(key) });
  }
  const texts = by.length === 0 ? ['[]'] : [...new Set(matching.map((match) => match.text))].sort();
  const groupOf = new Map(texts.map((text, group) => [text, group]));
  return {
    keys: texts.map((text) => JSON.parse(text) as string[]),
    members: matching.map(({ known, text }) => ({ known, group: groupOf.get(text) as number })),
  };
}

/** The value of a dimension; a label that the series lacks reads as the empty text. */
export function dimensionValue(series: Series, dimension: Dimension): string {
  if (dimension === 'item' || dimension === 'build' || dimension === 'environment') return series[dimension];
  return labelOf(series, dimension.slice('label:'.length));
}

/** Not what every object has by the name, such as `constructor`. */
function labelOf({ labels }: Series, name: string): string {
  return Object.hasOwn(labels, name) ? (labels[name] as string) : '';
}

function acceptance(selection: Selection): (series: Series) => boolean {
  const items = asSet(selection.items);
  const builds = asSet(selection.builds);
  const environments = asSet(selection.environments);
  const where = Object.entries(selection.where ?? {}).map(([label, values]) => ({
    label,
    values: new Set(values),
  }));
  return (series) =>
    series.measure === selection.measure &&
    (items?.has(series.item) ?? true) &&
    (builds?.has(series.build) ?? true) &&
    (environments?.has(series.environment) ?? true) &&
    where.every(({ label, values }) => values.has(labelOf(series, label)));
}

function asSet(values: readonly string[] | undefined): ReadonlySet<string> | undefined {
  return values === undefined ? undefined : new Set(values);
}

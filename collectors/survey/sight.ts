import type { AbsentMetric, RecognisedPreset, Sight } from '../../core/diagnosis/facts.ts';
import { bareName } from '../../core/measure/mapping.ts';
import { nearest } from '../../core/text/nearest.ts';
import { mappableNames } from '../cumulative/mappable-names.ts';
import { measuresOfPreset, namesOfPreset } from '../presets/expand.ts';
import { presetNamed } from '../presets/library.ts';
import type { SourceFields } from '../source.ts';
import { sourceMapping } from '../source-mapping.ts';
import { costlessModels, tokensByModel } from './costless.ts';
import { recognise } from './recognise.ts';
import { seenMeasures } from './seen-measures.ts';
import type { Shown } from './shown.ts';

/** As many metrics are shown by which a program is known. */
const MOST_SHOWN = 3;

/** What a source of metrics shows, seen through its own mapping and through the presets. @param now Unix ms */
export function sightOf(shown: Shown, source: SourceFields, now: number): Sight {
  const mapping = sourceMapping(source);
  const { measures, refused } = seenMeasures(shown.targets, mapping, now);
  const priced = sourceMapping(source, { priced: true });
  return {
    ...rest(shown),
    recognised: recognise(shown.names).map(({ preset, by }) => recognised(preset, by, source)),
    measures,
    absent: absentMetrics(shown, source, new Set(measures.map(({ measure }) => measure))),
    refused,
    costless: costlessModels(shown.targets, priced, now),
    tokens: tokensByModel(shown.targets, priced, now),
  };
}

/** What a source that brings no metrics shows: whether it is there. */
export function bareSight(shown: Shown): Sight {
  return { ...rest(shown), recognised: [], measures: [], absent: [], refused: [], costless: [], tokens: [] };
}

function rest({ asked, leftOut, names }: Shown) {
  return { targets: asked, leftOut, metricCount: names.length };
}

function recognised(
  name: string,
  by: readonly string[],
  { preset = [], metrics, breakers }: SourceFields,
): RecognisedPreset {
  const program = presetNamed(name);
  const own = new Set([...metrics, ...breakers].map(({ metric }) => bareName(metric)));
  const { mapped } = namesOfPreset(program, 'exposition');
  return {
    name,
    title: program.title,
    metrics: by.slice(0, MOST_SHOWN),
    isNamed: preset.some((choice) => choice.name === name),
    isMapped: mapped.some((metric) => own.has(bareName(metric))),
    measures: measuresOfPreset(program),
  };
}

/** Metrics of the source's own lines that are not there, but for those of which it has another one for the same measure. */
function absentMetrics(
  { names }: Shown,
  { metrics, breakers }: SourceFields,
  seen: ReadonlySet<string>,
): readonly AbsentMetric[] {
  const there = new Set(names.flatMap(mappableNames).map(bareName));
  const missing = new Map<string, Set<string>>();
  const miss = (metric: string, measures: readonly string[]) => {
    if (there.has(bareName(metric))) return;
    missing.set(metric, new Set([...(missing.get(metric) ?? []), ...measures]));
  };
  for (const { metric, measure } of metrics) if (!seen.has(measure)) miss(metric, [measure]);
  for (const { metric } of breakers) miss(metric, []);
  return [...missing].map(([metric, measures]) => {
    const meant = nearest(metric, names);
    return { metric, measures: [...measures], ...(meant === undefined ? {} : { nearest: meant }) };
  });
}

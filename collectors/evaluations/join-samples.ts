import type { EvaluationItem } from '../../core/measure/evaluation.ts';
import { agrees } from './agreement.ts';
import type { ReadEvaluation } from './evaluation.ts';
import type { FileReading } from './read-file.ts';

/**
 * The harness writes one evaluation into two files: its results as a whole, and its samples. Given together they are one: the items are
 * taken into the results, whose file knows when and with what, and are not counted twice.
 */
export function joinSamples(readings: readonly FileReading[]): readonly FileReading[] {
  const wholes = readings.flatMap(({ evaluations }) => evaluations.filter(isWhole));
  const taken = new Map<ReadEvaluation, ReadEvaluation>();
  const rest = readings.map((reading) => {
    const left = reading.evaluations.filter((samples) => {
      const whole = wholes.find((one) => !taken.has(one) && isOf(samples, one));
      if (whole !== undefined) taken.set(whole, samples);
      return whole === undefined;
    });
    const strange = left.filter((samples) =>
      wholes.some((whole) => !taken.has(whole) && isNamedAs(samples, whole)),
    );
    const notes = strange.map(
      ({ datasetByName }) =>
        `These samples do not make the results of ${datasetByName} that are given beside them; both are taken.`,
    );
    return { ...reading, evaluations: left, notes: [...reading.notes, ...notes] };
  });
  return rest.map((reading) => ({
    ...reading,
    evaluations: reading.evaluations.map((one) => {
      const samples = taken.get(one);
      return samples === undefined ? one : joined(one, samples);
    }),
  }));
}

function isWhole({ items, aggregates, madeOf }: ReadEvaluation): boolean {
  return items.length === 0 && aggregates !== undefined && madeOf === undefined;
}

/** The same task by the file's name, where it tells one, and the same means over as many. */
function isOf(samples: ReadEvaluation, whole: ReadEvaluation): boolean {
  const { items, datasetByName } = samples;
  if (samples.dataset !== undefined) return false;
  if (datasetByName !== undefined && datasetByName !== whole.dataset) return false;
  return agrees(items, whole.aggregates ?? {});
}

function isNamedAs({ items, datasetByName }: ReadEvaluation, whole: ReadEvaluation): boolean {
  return items.length > 0 && datasetByName !== undefined && datasetByName === whole.dataset;
}

/** What the samples do not have (a perplexity) stays known as a whole. */
function joined(whole: ReadEvaluation, { items, metrics }: ReadEvaluation): ReadEvaluation {
  const { aggregates = {}, ...facts } = whole;
  const left = Object.fromEntries(
    Object.entries(aggregates).filter(([name]) => !Object.hasOwn(metrics, name)),
  );
  return {
    ...facts,
    metrics: { ...whole.metrics, ...metrics },
    items: items.map((item) => withoutWhole(item, Object.keys(left))),
    ...(Object.keys(left).length === 0 ? {} : { aggregates: left }),
  };
}

/** A metric that is known as a whole was not asked of single items. */
function withoutWhole(item: EvaluationItem, asWhole: readonly string[]): EvaluationItem {
  return asWhole.length === 0 || item.error !== undefined
    ? item
    : { ...item, notAsked: [...(item.notAsked ?? []), ...asWhole] };
}

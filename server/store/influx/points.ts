import type { CataloguedSeries, Cell } from '../duckdb/catalogue.ts';
import { PART } from '../duckdb/catalogue.ts';
import { fieldKey, tagText } from './line-protocol.ts';

/** What a measurement holds: raw data, quarter hours, or days of the product's zone. */
export const LEVELS = ['raw', 'quarter', 'day'] as const;
export type InfluxLevel = (typeof LEVELS)[number];

/** Kinds of series that add up; gauges are read in another way. */
export const ADDITIVE_KINDS = ['counter', 'distribution', 'observed'] as const;

/** Name of the measurement that a series' numbers of one level lie in. */
export function measurementOf(level: InfluxLevel, kind: CataloguedSeries['kind']): string {
  return `${level}_${kind}`;
}

/** The field that a cell's number stands in. Buckets of equal bounds share a field, so that there are few of them. */
export function fieldOf(cell: Cell): string {
  switch (cell.part) {
    case PART.sum:
      return 'sum';
    case PART.sumless:
      return 'sumless';
    case PART.observed:
      return 'observed';
    case PART.bucket:
      return fieldKey(`b:${cell.lower}:${cell.upper}`);
    default:
      return 'value';
  }
}

/**
 * InfluxDB takes 65,535 bytes as the key of a point: its measurement, its tags and a field. So many are for the tags; the rest is for what
 * stands around them.
 * https://github.com/influxdata/influxdb/blob/1.8/models/points.go (MaxKeyLength)
 */
const MOST_TAG_BYTES = 65_000;

/**
 * Tags of a series: the ledger's id and the series' number in it, which queries go by, and the names that people read. An empty text
 * cannot be a tag and is left out, and so is what InfluxDB has no room for.
 */
export function tagsOf(ledger: string, known: CataloguedSeries): string {
  const { product, measure, item, build, environment, labels } = known.series;
  const tags: [string, string][] = [
    ['ledger', ledger],
    ['series', String(known.id)],
    ['product', product],
    ['measure', measure],
    ['item', item],
    ['build', build],
    ['environment', environment],
    ...Object.entries(labels).map(([name, value]): [string, string] => [`label_${name}`, value]),
  ];
  let room = MOST_TAG_BYTES;
  const written: string[] = [];
  for (const [key, value] of tags) {
    if (value === '') continue;
    const tag = `${tagText(key)}=${tagText(value)}`;
    const bytes = Buffer.byteLength(tag) + 1;
    if (bytes > room) continue;
    room -= bytes;
    written.push(tag);
  }
  return written.join(',');
}

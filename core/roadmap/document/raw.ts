import { TRACKS, type Track } from '../roadmap.ts';
import type { DocumentPath } from './problem.ts';

/**
 * Looks at a document as it came out of the file, whatever shape it is in: so that what is right of it can be checked together with what
 * is wrong.
 */
export type RawRecord = Readonly<Record<string, unknown>>;

/** The value as a mapping, if it is one. */
export function asRecord(value: unknown): RawRecord | undefined {
  const is = typeof value === 'object' && value !== null && !Array.isArray(value);
  return is ? (value as RawRecord) : undefined;
}

/** The value as a list; empty when it is none. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value as a text that is not blank. */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** One's own property of a mapping, or `undefined`. */
export function property(value: unknown, key: string): unknown {
  const record = asRecord(value);
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}

/** The value at a path, or `undefined`. */
export function valueAt(document: unknown, path: DocumentPath): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof key === 'number' ? asList(value)[key] : property(value, key)),
    document,
  );
}

/** An item with its place, before it is known to be right. */
export interface RawItem {
  readonly track: Track;
  readonly path: DocumentPath;
  readonly id: string | undefined;
  readonly raw: unknown;
}

/** Every item of the four tracks, in the order of the document's tracks. */
export function rawItems(document: unknown): readonly RawItem[] {
  return TRACKS.flatMap((track) =>
    asList(property(document, track)).map((raw, i) => ({
      track,
      path: [track, i],
      id: asText(property(raw, 'id')),
      raw,
    })),
  );
}

/** A criterion's place: in an item's gate, or at a success metric. */
export interface RawCriterion {
  readonly path: DocumentPath;
  /** The item whose gate it is; absent at a success metric. */
  readonly item?: RawItem;
  readonly raw: unknown;
}

/** Every criterion of the document. */
export function rawCriteria(document: unknown): readonly RawCriterion[] {
  const ofGates = rawItems(document).flatMap((item) =>
    asList(property(property(item.raw, 'gate'), 'criteria')).map((raw, i) => ({
      path: [...item.path, 'gate', 'criteria', i],
      item,
      raw,
    })),
  );
  const ofMetrics = asList(property(document, 'success_metrics')).flatMap((metric, i) => {
    const raw = property(metric, 'criterion');
    return raw === undefined ? [] : [{ path: ['success_metrics', i, 'criterion'], raw }];
  });
  return [...ofGates, ...ofMetrics];
}

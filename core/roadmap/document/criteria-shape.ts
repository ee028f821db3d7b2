import { findSignal } from '../../signal/catalogue.ts';
import { type DocumentPath, errorAt, type NoteProblem } from './problem.ts';
import { asRecord, type RawRecord, rawCriteria } from './raw.ts';
import { ATTESTED_KEY_PATTERN, criterionObject } from './schema.ts';

/**
 * Criteria that YAML takes for mappings, because of a colon, as the texts that they are meant to be. `attested by security: drill done` is
 * right as it stands; `accuracy: ">= 85%"` is noted, and read on as `accuracy >= 85%`.
 *
 * @returns the document with these criteria as texts; everything else is the same
 */
export function criteriaAsTexts(document: unknown, note: NoteProblem): unknown {
  let changed = document;
  for (const { path, raw } of rawCriteria(document)) {
    const text = textOfMapping(raw, path, note);
    if (text !== undefined) changed = replaced(changed, path, text);
  }
  return changed;
}

function textOfMapping(raw: unknown, path: DocumentPath, note: NoteProblem): string | undefined {
  const [entry, ...more] = Object.entries(asRecord(raw) ?? {});
  if (entry === undefined || more.length > 0) return undefined;
  const [key, value] = entry;
  if (ATTESTED_KEY_PATTERN.test(key)) return attestedText(key, value);
  if (Object.hasOwn(criterionObject.shape, key) || !meansCriterion(key, value)) return undefined;
  const text = `${key} ${value}`;
  note(
    errorAt(
      [...path, key],
      `\`${key}: ${value}\` is a mapping to YAML because of its colon; a criterion is one text.`,
      {
        at: 'key',
        read: `${key}: ${value}`,
        expected: 'a criterion without a colon',
        suggestion: text,
      },
    ),
  );
  return text;
}

function attestedText(key: string, value: unknown): string | undefined {
  if (value === null) return key;
  return typeof value === 'string' || typeof value === 'number' ? `${key}: ${value}` : undefined;
}

function meansCriterion(key: string, value: unknown): boolean {
  if (typeof value !== 'string' && typeof value !== 'number') return false;
  return findSignal(key) !== undefined || /^\s*[<>=≤≥]/.test(String(value));
}

function replaced(value: unknown, path: DocumentPath, by: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return by;
  if (Array.isArray(value)) return value.map((entry, i) => (i === key ? replaced(entry, rest, by) : entry));
  const record = value as RawRecord;
  return { ...record, [key]: replaced(record[key], rest, by) };
}

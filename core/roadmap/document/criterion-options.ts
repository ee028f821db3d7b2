import { findSignal } from '../../signal/catalogue.ts';
import { parseDecimal } from '../../text/decimal.ts';
import type { AttestedCriterion, Criterion, MeasuredCriterion, Quantity } from '../criterion.ts';
import type { CriterionContext } from '../grammar/context.ts';
import { fitQuantity } from '../grammar/fit.ts';
import { takeQuantity } from '../grammar/quantity.ts';
import { Reader, Unreadable } from '../grammar/reader.ts';
import { type DocumentPath, errorAt, fromText, type NoteProblem } from './problem.ts';
import { asText, property } from './raw.ts';

/** Keys of the object form that only one kind of criterion has. */
const ONLY_MEASURED = ['margin', 'confidence', 'decide'] as const;

/** A criterion with what its object form adds; what does not fit it is noted. */
export function withOptions(
  criterion: Criterion,
  raw: unknown,
  path: DocumentPath,
  context: CriterionContext,
  note: NoteProblem,
): Criterion {
  const common = {
    advisory: property(raw, 'advisory') === true,
    ...optional('note', asText(property(raw, 'note'))?.trim()),
  };
  if (criterion.kind === 'attested') {
    return { ...criterion, ...common, ...attestedOptions(raw, path, note) };
  }
  return { ...criterion, ...common, ...measuredOptions(criterion, raw, path, context, note) };
}

function optional<K extends string, V>(key: K, value: V | undefined): { readonly [key in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [key in K]?: V };
}

function attestedOptions(raw: unknown, path: DocumentPath, note: NoteProblem): Partial<AttestedCriterion> {
  for (const key of ONLY_MEASURED) {
    if (property(raw, key) === undefined) continue;
    note(
      errorAt([...path, key], `\`${key}\` belongs to a measured criterion, and this one is attested.`, {
        at: 'key',
        read: key,
      }),
    );
  }
  const given = property(raw, 'attestation');
  const [by, on, link, expires] = ['by', 'on', 'link', 'expires'].map((key) =>
    asText(property(given, key))?.trim(),
  );
  if (by === undefined || on === undefined) return {};
  if (expires !== undefined && expires < on) {
    note(
      errorAt(
        [...path, 'attestation', 'expires'],
        `It expires on ${expires}, before it was attested on ${on}.`,
        {
          read: expires,
          expected: `a day from ${on} on`,
        },
      ),
    );
  }
  return { attestation: { by, on, ...optional('link', link), ...optional('expires', expires) } };
}

function measuredOptions(
  criterion: MeasuredCriterion,
  raw: unknown,
  path: DocumentPath,
  context: CriterionContext,
  note: NoteProblem,
): Partial<MeasuredCriterion> {
  if (property(raw, 'attestation') !== undefined) {
    note(
      errorAt(
        [...path, 'attestation'],
        '`attestation` belongs to `attested by …`, and this criterion is measured.',
        {
          at: 'key',
          read: 'attestation',
        },
      ),
    );
  }
  const confidence = readConfidence(property(raw, 'confidence'), [...path, 'confidence'], note);
  const margin = readMargin(criterion, raw, [...path, 'margin'], context, note);
  return {
    ...(property(raw, 'decide') === 'point' ? { decide: 'point' } : {}),
    ...(margin === undefined ? {} : { margin }),
    ...(confidence === undefined
      ? {}
      : { confidence, defaults: criterion.defaults.filter((name) => name !== 'confidence') }),
  };
}

function readMargin(
  criterion: MeasuredCriterion,
  raw: unknown,
  path: DocumentPath,
  context: CriterionContext,
  note: NoteProblem,
): Quantity | undefined {
  const text = property(raw, 'margin');
  const signal = findSignal(criterion.signal, context.signals);
  if (typeof text !== 'string' || signal === undefined) return undefined;
  if (criterion.target.kind === 'absolute') {
    note(
      errorAt(path, '`margin` belongs to a criterion with a baseline, such as `accuracy >= v2`.', {
        at: 'key',
        read: 'margin',
      }),
    );
    return undefined;
  }
  const reader = new Reader(text);
  try {
    const margin = fitQuantity(
      reader,
      takeQuantity(reader, context.currency),
      signal,
      context.currency,
      'difference',
    );
    if (!reader.atEnd) reader.refuse('the end of the margin');
    if (margin.value > 0) return margin;
    reader.note(
      { at: 0, length: text.length },
      { expected: 'more than 0', message: `\`${text}\` is no margin: it is more than 0.` },
    );
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
  }
  for (const problem of reader.problems) note(fromText(path, problem));
  return undefined;
}

/** `90%`, `0.9` and `90` are one and the same. */
function readConfidence(raw: unknown, path: DocumentPath, note: NoteProblem): number | undefined {
  if (typeof raw !== 'string' && typeof raw !== 'number') return undefined;
  const match = /^\s*(\d+(?:\.\d+)?)\s*(%|percent)?\s*$/.exec(String(raw));
  const digits = match?.[1] ?? '';
  const percent = match?.[2] !== undefined || Number(digits) > 1;
  const confidence = digits === '' ? Number.NaN : parseDecimal(digits, percent ? -2 : 0);
  if (confidence > 0.5 && confidence < 1) return confidence;
  note(
    errorAt(path, `\`${raw}\` is no confidence, where more than 50% and less than 100% was expected.`, {
      read: String(raw),
      expected: 'more than 50% and less than 100%',
    }),
  );
  return undefined;
}

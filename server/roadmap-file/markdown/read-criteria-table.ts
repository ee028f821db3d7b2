import type { ItemDocument } from '../../../core/roadmap/document/schema.ts';
import type { LineBook } from './line-book.ts';
import type { ReadTable, Row } from './tables.ts';
import { said } from './words.ts';

export type CriterionDocument = NonNullable<ItemDocument['gate']>['criteria'][number];
type CriterionObject = Extract<CriterionDocument, { criterion: string }>;

/** The criteria of a gate out of the table that Gateline writes; what its verdicts and actuals say is not the roadmap's. */
export function criteriaOf(table: ReadTable, book: LineBook): readonly CriterionDocument[] {
  return table.rows.flatMap((row) => {
    const criterion = said(row.cell('criterion')?.text ?? '');
    if (criterion === undefined) return [];
    book.read(row.node);
    return [criterionOf(criterion, row)];
  });
}

/** One criterion with what stands beside it in its row. */
export function criterionOf(criterion: string, row: Row): CriterionDocument {
  const terms = termsIn(said(row.cell('terms')?.text ?? '') ?? '');
  const waiver = waiverIn(row.cell('waiver')?.text ?? '');
  const attestation = attestationIn(row.cell('attestation'));
  const note = said(row.cell('note')?.text ?? '');
  const more = {
    ...terms,
    ...(note === undefined ? {} : { note }),
    ...(waiver === undefined ? {} : { waiver }),
    ...(attestation === undefined ? {} : { attestation }),
  };
  return Object.keys(more).length === 0 ? criterion : { criterion, ...more };
}

/** `advisory; margin 1pp; confidence 90%; by the value alone` */
function termsIn(text: string): Partial<CriterionObject> {
  const terms: Partial<CriterionObject> = {};
  for (const term of text.split(/;\s*/)) {
    const [, key = '', value = ''] = /^(margin|confidence)\s+(\S.*)$/.exec(term) ?? [];
    if (key === 'margin') terms.margin = value;
    if (key === 'confidence') terms.confidence = value;
    if (term === 'advisory') terms.advisory = true;
    if (term === 'by the value alone') terms.decide = 'point';
  }
  return terms;
}

/** `head of support until 2026-12-31: the reason` */
function waiverIn(text: string): CriterionObject['waiver'] {
  const match = /^(\S.*?) until (\d{4}-\d{2}-\d{2}): (\S[\s\S]*)$/.exec(text.trim());
  if (match === null) return undefined;
  const [, by = '', until = '', why = ''] = match;
  return { by, why, until };
}

/** `security on 2026-11-20 until 2027-05-20`, the whole a link to the evidence where there is one. */
function attestationIn(cell: ReturnType<Row['cell']>): CriterionObject['attestation'] {
  const match = /^(\S.*?) on (\d{4}-\d{2}-\d{2})(?: until (\d{4}-\d{2}-\d{2}))?$/.exec(
    cell?.text.trim() ?? '',
  );
  if (match === null) return undefined;
  const [, by = '', on = '', expires] = match;
  return {
    by,
    on,
    ...(cell?.link === undefined ? {} : { link: cell.link }),
    ...(expires === undefined ? {} : { expires }),
  };
}

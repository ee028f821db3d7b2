import type { PhrasingContent, RootContent } from 'mdast';
import type { ItemDocument } from '../../../core/roadmap/document/schema.ts';
import { heading, inlineCode, link, type Phrase, paragraph, strong, table } from '../../markdown/build.ts';
import { criterionCells, gateState, type LiveState } from './live-state.ts';
import type { CriterionDocument } from './read-criteria-table.ts';
import type { MilestoneDocument } from './read-milestones.ts';

/** An item as a section: heading, facts, description, gate with its criteria, milestones, experience. */
export function itemBlocks(item: ItemDocument, live: LiveState | undefined): RootContent[] {
  const { title, description, gate, milestones = [], experience = {} } = item;
  return [
    heading(3, title),
    paragraph(factsOf(item)),
    ...(description === undefined ? [] : [paragraph(description)]),
    ...(gate === undefined ? [] : gateBlocks(item.id, gate, live)),
    ...(milestones.length === 0 ? [] : [milestoneTable(milestones)]),
    ...(Object.keys(experience).length === 0 ? [] : [experienceTable(experience)]),
  ];
}

/** `**Id**: `v2` · **Lifecycle**: rollout · **Owner**: …` */
function factsOf({
  id,
  lifecycle,
  owner,
  start,
  due,
  needs = [],
  flag,
  deterministic_first,
}: ItemDocument): Phrase {
  const facts: readonly (readonly [label: string, value: Phrase | undefined])[] = [
    ['Id', inlineCode(id)],
    ['Lifecycle', lifecycle],
    ['Owner', owner],
    ['Start', start],
    ['Due', due],
    [
      'Needs',
      needs.length === 0
        ? undefined
        : needs.flatMap((need, i) => [...(i === 0 ? [] : [', ']), inlineCode(need)]),
    ],
    ['Flag', flag === undefined ? undefined : inlineCode(flag)],
    [
      'Deterministic first',
      deterministic_first === undefined ? undefined : deterministic_first ? 'yes' : 'no',
    ],
  ];
  return facts
    .filter((fact): fact is readonly [string, Phrase] => fact[1] !== undefined)
    .flatMap(([label, value], i) => [...(i === 0 ? [] : [' · ']), ...labelled(label, value)]);
}

/** `**Label**: value` */
export function labelled(label: string, value: Phrase): readonly (string | PhrasingContent)[] {
  return [
    strong(label),
    ': ',
    ...(Array.isArray(value)
      ? (value as readonly (string | PhrasingContent)[])
      : [value as string | PhrasingContent]),
  ];
}

type GateDocument = NonNullable<ItemDocument['gate']>;

function gateBlocks(
  item: string,
  { title, due, criteria }: GateDocument,
  live: LiveState | undefined,
): RootContent[] {
  const state = live === undefined ? undefined : gateState(live, item);
  const cells = live === undefined ? undefined : criteria.map((_, i) => criterionCells(live, item, i));
  return [
    paragraph(labelled('Gate', title ?? '–')),
    ...(due === undefined ? [] : [paragraph(labelled('Gate due', due))]),
    ...(state === undefined ? [] : [paragraph(labelled('Gate now', state))]),
    criteriaTable(
      criteria.map((criterion) => ({ criterion })),
      cells === undefined
        ? []
        : LIVE_COLUMNS.map(([header, key]) => [header, cells.map((cell) => cell[key])] as const),
    ),
  ];
}

/** Live columns, and the part of the live cells that stands in each. */
export const LIVE_COLUMNS = [
  ['Verdict', 'verdict'],
  ['Actual', 'actual'],
  ['Target', 'target'],
  ['n', 'n'],
] as const;

/** A row of a table of criteria. */
export interface CriterionRow {
  /** What stands in front of the criterion: a success metric's title. */
  readonly before?: string;
  readonly criterion: CriterionDocument | undefined;
}

type Column = readonly [header: string, cells: readonly Phrase[]];

/**
 * Criteria with what stands beside them; a column that would be empty is left out.
 *
 * @param more columns at the end, a cell a row
 */
export function criteriaTable(
  rows: readonly CriterionRow[],
  more: readonly Column[],
  before?: string,
): RootContent {
  const objects = rows.map(({ criterion }) => objectOf(criterion));
  const stated: readonly Column[] = [
    ['Terms', objects.map(termsOf)],
    ['Waiver', objects.map(waiverOf)],
    ['Attestation', objects.map(attestationOf)],
    ['Note', objects.map((object) => object?.note ?? '')],
  ];
  const columns: readonly Column[] = [
    ...(before === undefined ? [] : [[before, rows.map((row) => row.before ?? '')] as const]),
    ['Criterion', objects.map((object) => (object === undefined ? '' : inlineCode(object.criterion)))],
    ...stated.filter(([, cells]) => cells.some((cell) => cell !== '')),
    ...more,
  ];
  return table(
    columns.map(([header]) => header),
    rows.map((_, i) => columns.map(([, cells]) => cells[i] ?? '')),
  );
}

type CriterionObject = Extract<CriterionDocument, { criterion: string }>;

function objectOf(criterion: CriterionDocument | undefined): CriterionObject | undefined {
  if (criterion === undefined) return undefined;
  return typeof criterion === 'string' ? { criterion } : (criterion as CriterionObject);
}

function termsOf(object: CriterionObject | undefined): string {
  const { advisory, margin, confidence, decide } = object ?? {};
  return [
    ...(advisory ? ['advisory'] : []),
    ...(margin === undefined ? [] : [`margin ${margin}`]),
    ...(confidence === undefined ? [] : [`confidence ${confidence}`]),
    ...(decide === 'point' ? ['by the value alone'] : []),
  ].join('; ');
}

function waiverOf(object: CriterionObject | undefined): string {
  const { waiver } = object ?? {};
  return waiver === undefined ? '' : `${waiver.by} until ${waiver.until}: ${waiver.why}`;
}

function attestationOf(object: CriterionObject | undefined): Phrase {
  const { attestation } = object ?? {};
  if (attestation === undefined) return '';
  const { by, on, expires, link: address } = attestation;
  const text = `${by} on ${on}${expires === undefined ? '' : ` until ${expires}`}`;
  return address === undefined ? text : link(text, address);
}

function milestoneTable(milestones: readonly MilestoneDocument[]): RootContent {
  const has = (key: 'owner' | 'due' | 'done') => milestones.some((milestone) => milestone[key] !== undefined);
  const columns: readonly Column[] = [
    [
      'Milestone',
      milestones.map(({ title, link: address }) => (address === undefined ? title : link(title, address))),
    ],
    ...(has('owner') ? [['Owner', milestones.map(({ owner }) => owner ?? '')] as const] : []),
    ...(has('due') ? [['Target date', milestones.map(({ due }) => due ?? '')] as const] : []),
    [
      'Status',
      milestones.map(({ status, done }) =>
        (status ?? (done === undefined ? 'planned' : 'done')).replace('-', ' '),
      ),
    ],
    ...(has('done') ? [['Done', milestones.map(({ done }) => done ?? '')] as const] : []),
  ];
  return table(
    columns.map(([header]) => header),
    milestones.map((_, i) => columns.map(([, cells]) => cells[i] ?? '')),
  );
}

function experienceTable(experience: Readonly<Record<string, string>>): RootContent {
  return table(
    ['Version', 'Experience'],
    Object.entries(experience).map(([version, text]) => [version, text]),
  );
}

import { GatelineError } from '../../../core/errors.ts';
import { dateWords } from '../../../core/gate/words.ts';
import type { DocumentPath } from '../../../core/roadmap/document/problem.ts';
import {
  type GateCriterion,
  type Item,
  type Milestone,
  type MilestoneStatus,
  type Roadmap,
  TRACKS,
} from '../../../core/roadmap/roadmap.ts';
import { subjectName } from '../../../core/roadmap/subject.ts';
import { nearest } from '../../../core/text/nearest.ts';
import type { YamlChange } from './yaml-edit.ts';

/** What of a milestone is to be otherwise; `null` takes it out, what is not named stays. */
export interface MilestoneFields {
  readonly status?: MilestoneStatus | undefined;
  readonly due?: string | null | undefined;
  readonly owner?: string | null | undefined;
  readonly done?: string | null | undefined;
  readonly link?: string | null | undefined;
}

export interface WaiverFields {
  readonly by: string;
  readonly why: string;
  readonly until: string;
}

export interface AttestationFields {
  readonly by?: string | undefined;
  readonly on?: string | undefined;
  readonly link?: string | undefined;
  readonly expires?: string | undefined;
}

/** One change of a roadmap. Milestones and criteria are named by their number from 0, or by their title or text. */
export type RoadmapEdit =
  | {
      readonly kind: 'milestone';
      readonly item: string;
      readonly milestone: string;
      readonly set: MilestoneFields;
    }
  | {
      readonly kind: 'waiver';
      readonly item: string;
      readonly criterion: string;
      readonly waiver: WaiverFields | undefined;
    }
  | {
      readonly kind: 'attestation';
      readonly item: string;
      readonly criterion: string;
      readonly attestation: AttestationFields | undefined;
    };

/** A change in terms of the file, with the words for the log. */
export interface PlannedEdit {
  readonly changes: readonly YamlChange[];
  /** `v2: milestone “Roll out” went from planned to done.` */
  readonly sentence: string;
  /** The title of the milestone, or the criterion's text. */
  readonly about: string;
}

/**
 * What a change means for the file.
 *
 * @param today a calendar date of the roadmap's zone
 * @throws GatelineError `not-found` for what is not there, `edit-impossible` for an attestation of what is measured
 */
export function planEdit(roadmap: Roadmap, edit: RoadmapEdit, today: string): PlannedEdit {
  const item = itemOf(roadmap, edit.item);
  const at = pathOf(roadmap, item);
  if (edit.kind === 'milestone') return planMilestone(item, at, edit.milestone, edit.set, today);
  const found = criterionOf(item, edit.criterion);
  return edit.kind === 'waiver'
    ? planWaiver(item, at, found, edit.waiver)
    : planAttestation(item, at, found, edit.attestation, today);
}

function itemOf({ name, items }: Roadmap, id: string): Item {
  const found = items.find((item) => item.id === id);
  if (found !== undefined) return found;
  const meant = nearest(
    id,
    items.map((item) => item.id),
  );
  throw new GatelineError(
    'not-found',
    `The roadmap of ${name} has no item ${JSON.stringify(id)}.${meant === undefined ? '' : ` Is it ${meant}?`}`,
  );
}

/** Items stand in the order of the file, track by track. */
function pathOf({ items }: Roadmap, item: Item): DocumentPath {
  const track = TRACKS.find((one) => one === item.track) ?? item.track;
  return [track, items.filter((one) => one.track === track).indexOf(item)];
}

function planMilestone(
  item: Item,
  at: DocumentPath,
  name: string,
  set: MilestoneFields,
  today: string,
): PlannedEdit {
  const index = indexNamed(
    name,
    item.milestones.map(({ title }) => title),
  );
  const milestone = item.milestones[index];
  if (milestone === undefined)
    throw nothingNamed(
      item,
      'milestone',
      name,
      item.milestones.map(({ title }) => title),
    );
  const wanted = withDone(milestone, set, today);
  const path = [...at, 'milestones', index];
  const changed = KEYS.filter(
    (key) => wanted[key] !== undefined && (wanted[key] ?? undefined) !== milestone[key],
  );
  return {
    changes: changed.map((key) => ({ path: [...path, key], value: wanted[key] ?? undefined })),
    sentence:
      changed.length === 0
        ? ''
        : `${subjectName(item)}: milestone “${milestone.title}” ${changed.map((key) => fieldWords(key, milestone[key], wanted[key])).join(', ')}.`,
    about: milestone.title,
  };
}

const KEYS = ['owner', 'due', 'status', 'done', 'link'] as const;

/** What is done was done on some day; what is not done any more was done on none. */
function withDone(milestone: Milestone, set: MilestoneFields, today: string): MilestoneFields {
  if (set.status === undefined || set.done !== undefined) return set;
  if (set.status === 'done') return milestone.done === undefined ? { ...set, done: today } : set;
  return milestone.done === undefined ? set : { ...set, done: null };
}

const FIELDS: Readonly<Record<(typeof KEYS)[number], string>> = {
  owner: 'the owner',
  due: 'the due date',
  status: '',
  done: 'the day on which it was done',
  link: 'the link',
};

function fieldWords(
  key: (typeof KEYS)[number],
  from: string | undefined,
  to: string | null | undefined,
): string {
  const said = (value: string) =>
    key === 'due' || key === 'done' ? dateWords(value) : value.replaceAll('-', key === 'status' ? ' ' : '-');
  if (key === 'status') return `went from ${said(from ?? 'planned')} to ${said(to ?? 'planned')}`;
  if (to === null || to === undefined)
    return `lost ${FIELDS[key]}${from === undefined ? '' : ` (${said(from)})`}`;
  return `has ${FIELDS[key]} ${said(to)}${from === undefined ? '' : ` instead of ${said(from)}`}`;
}

interface NamedCriterion {
  readonly index: number;
  readonly criterion: GateCriterion;
}

function criterionOf(item: Item, name: string): NamedCriterion {
  const criteria = item.gate?.criteria ?? [];
  const texts = criteria.map(({ criterion }) => criterion.text);
  const index = indexNamed(name, texts);
  const criterion = criteria[index];
  if (criterion === undefined) throw nothingNamed(item, 'criterion', name, texts);
  return { index, criterion };
}

function planWaiver(
  item: Item,
  at: DocumentPath,
  { index, criterion }: NamedCriterion,
  waiver: WaiverFields | undefined,
): PlannedEdit {
  const { text } = criterion.criterion;
  const subject = `${subjectName(item)}: ${text}`;
  const { waiver: before } = criterion;
  const same = before?.by === waiver?.by && before?.why === waiver?.why && before?.until === waiver?.until;
  const sentence =
    waiver === undefined
      ? `${subject} is no longer waived; it was by ${before?.by} until ${dateWords(before?.until ?? '')}.`
      : `${subject} is waived by ${waiver.by} until ${dateWords(waiver.until)}: ${waiver.why.replace(/\.$/, '')}.`;
  return {
    changes: same ? [] : criterionChanges(at, index, 'waiver', waiver),
    sentence: same ? '' : sentence,
    about: text,
  };
}

function planAttestation(
  item: Item,
  at: DocumentPath,
  { index, criterion: { criterion } }: NamedCriterion,
  attestation: AttestationFields | undefined,
  today: string,
): PlannedEdit {
  if (criterion.kind !== 'attested') {
    throw new GatelineError('edit-impossible', `${criterion.text} is measured, and nobody has to attest it.`);
  }
  const subject = `${subjectName(item)}: “${criterion.statement === '' ? criterion.text : criterion.statement}”`;
  const { attestation: before } = criterion;
  if (attestation === undefined) {
    const sentence = `${subject} is no longer attested; it was by ${before?.by} on ${dateWords(before?.on ?? '')}.`;
    const changes = before === undefined ? [] : criterionChanges(at, index, 'attestation', undefined);
    return { changes, sentence: before === undefined ? '' : sentence, about: criterion.text };
  }
  const { by = criterion.role, on = today, link, expires } = attestation;
  const whole = {
    by,
    on,
    ...(link === undefined ? {} : { link }),
    ...(expires === undefined ? {} : { expires }),
  };
  const same =
    before !== undefined &&
    JSON.stringify(whole) ===
      JSON.stringify({
        by: before.by,
        on: before.on,
        ...(before.link === undefined ? {} : { link: before.link }),
        ...(before.expires === undefined ? {} : { expires: before.expires }),
      });
  const until = expires === undefined ? '' : `, until ${dateWords(expires)}`;
  return {
    changes: same ? [] : criterionChanges(at, index, 'attestation', whole),
    sentence: same ? '' : `${subject} is attested by ${by} on ${dateWords(on)}${until}.`,
    about: criterion.text,
  };
}

/** A criterion that is a text becomes an object first: {@link objectFirst} decides, for only the file knows. */
function criterionChanges(
  at: DocumentPath,
  index: number,
  key: 'waiver' | 'attestation',
  value: object | undefined,
): readonly YamlChange[] {
  return [{ path: [...at, 'gate', 'criteria', index, key], value }];
}

/** A number from 0, or one of the names; -1 for neither. A name that is a number is a name first. */
function indexNamed(name: string, names: readonly string[]): number {
  const named = names.indexOf(name);
  if (named >= 0) return named;
  return /^\d{1,4}$/.test(name) && Number(name) < names.length ? Number(name) : -1;
}

function nothingNamed(
  item: Item,
  what: 'milestone' | 'criterion',
  name: string,
  names: readonly string[],
): GatelineError {
  const meant = nearest(name, names);
  const known = names.length === 0 ? ` It has none.` : ` It has ${names.length}, numbered from 0.`;
  const hint = meant === undefined ? known : ` Is it ${JSON.stringify(meant)}?`;
  return new GatelineError('not-found', `${item.id} has no ${what} ${JSON.stringify(name)}.${hint}`);
}

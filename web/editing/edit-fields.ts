import { LIMITS } from '../../core/roadmap/document/limits.ts';
import type { EditTarget } from './edit-target.ts';
import { MILESTONE_STATUS_WORDS } from './status-words.ts';

/** The keys of the API's bodies that a form asks for. */
export type FieldName =
  | 'status'
  | 'due'
  | 'owner'
  | 'done'
  | 'by'
  | 'why'
  | 'until'
  | 'on'
  | 'link'
  | 'expires';

/** What stands in the fields; `''` for nothing. */
export type Values = Readonly<Partial<Record<FieldName, string>>>;

/** One field of a form. */
export interface Field {
  readonly name: FieldName;
  readonly label: string;
  readonly kind: 'choice' | 'date' | 'line' | 'paragraph' | 'link';
  /** Said when a field that is needed is empty. */
  readonly needed?: string;
  readonly hint?: string;
  /** Value and words. */
  readonly choices?: readonly (readonly [value: string, words: string])[];
  readonly most?: number;
  /** The field is there only while this holds. */
  readonly when?: (values: Values) => boolean;
}

/** The form for a target. */
export interface FormPlan {
  readonly title: string;
  /** What it is about: the milestone's title, the criterion's text. */
  readonly about: string;
  readonly fields: readonly Field[];
  /** What the button says that takes out what is there. */
  readonly takeOut?: string;
}

const MILESTONE_FIELDS: readonly Field[] = [
  { name: 'status', label: 'Status', kind: 'choice', choices: Object.entries(MILESTONE_STATUS_WORDS) },
  {
    name: 'done',
    label: 'Done on',
    kind: 'date',
    hint: 'Today, unless you say another day.',
    when: ({ status }) => status === 'done',
  },
  { name: 'due', label: 'Due date', kind: 'date' },
  { name: 'owner', label: 'Owner', kind: 'line', most: LIMITS.line, hint: 'A team or a role.' },
];

const WAIVER_FIELDS: readonly Field[] = [
  {
    name: 'by',
    label: 'Who accepts the miss',
    kind: 'line',
    most: LIMITS.line,
    needed: 'Say who accepts the miss: a person or a role.',
  },
  {
    name: 'why',
    label: 'Why',
    kind: 'paragraph',
    most: LIMITS.paragraph,
    needed: 'Say why: a waiver without a reason would be none.',
  },
  {
    name: 'until',
    label: 'Until when',
    kind: 'date',
    needed: 'Say the last day on which the waiver holds.',
    hint: 'The last day on which it holds. The criterion is shown as waived, never as passed.',
  },
];

const ATTESTATION_FIELDS: readonly Field[] = [
  {
    name: 'by',
    label: 'Who attests it',
    kind: 'line',
    most: LIMITS.line,
    needed: 'Say who attests it: the role, or a person in it.',
  },
  { name: 'on', label: 'On', kind: 'date', needed: 'Say on which day it was so.' },
  {
    name: 'link',
    label: 'Link to the evidence',
    kind: 'link',
    most: LIMITS.link,
    hint: 'A report, a ticket, a page: https://…',
  },
  {
    name: 'expires',
    label: 'Expires on',
    kind: 'date',
    hint: 'The last day on which it holds. Empty: it does not expire.',
  },
];

/** Which form a target has. */
export function planOf(target: EditTarget): FormPlan {
  switch (target.kind) {
    case 'milestone':
      return { title: 'Change a milestone', about: target.milestone.title, fields: MILESTONE_FIELDS };
    case 'waiver':
      return {
        title: target.waiver === undefined ? 'Waive a criterion' : 'Change a waiver',
        about: target.criterion,
        fields: WAIVER_FIELDS,
        takeOut: 'End the waiver',
      };
    case 'attestation':
      return {
        title: 'Attest a criterion',
        about: target.attested.statement === '' ? target.criterion : target.attested.statement,
        fields: ATTESTATION_FIELDS,
        takeOut: 'Withdraw the attestation',
      };
  }
}

/** What stands in the roadmap. */
export function valuesOf(target: EditTarget): Values {
  if (target.kind === 'milestone') {
    const { status, due = '', owner = '', done = '' } = target.milestone;
    return { status, due, owner, done };
  }
  if (target.kind === 'waiver') {
    const { by = '', why = '', until = '' } = target.waiver ?? {};
    return { by, why, until };
  }
  const { by = '', on = '', link = '', expires = '' } = target.attested.attestation ?? {};
  return { by, on, link, expires };
}

/**
 * What a form begins with: what stands in the roadmap, and where nothing does, what is likely.
 *
 * @param who the caller's name, `''` when it is not known
 * @param today a calendar date of the roadmap's zone
 */
export function draftOf(target: EditTarget, who: string, today: string): Values {
  const values = valuesOf(target);
  if (target.kind === 'waiver' && target.waiver === undefined) return { ...values, by: who };
  if (target.kind !== 'attestation') return values;
  // Whoever attests anew does it today; who and by which link is likely to be as before.
  return { ...values, by: values.by || target.attested.role, on: today, expires: '' };
}

/** The fields that are there with these values. */
export function fieldsShown(fields: readonly Field[], values: Values): readonly Field[] {
  return fields.filter(({ when }) => when?.(values) ?? true);
}

/** What is wrong with what was written, by field; what only the server can know, it says itself. */
export function faultsOf(fields: readonly Field[], values: Values): ReadonlyMap<FieldName, string> {
  const faults = fieldsShown(fields, values).flatMap((field): [FieldName, string][] => {
    const fault = faultOf(field, values);
    return fault === undefined ? [] : [[field.name, fault]];
  });
  return new Map(faults);
}

function faultOf({ name, kind, needed, most }: Field, values: Values): string | undefined {
  const value = values[name]?.trim() ?? '';
  if (value === '') return needed;
  if (most !== undefined && value.length > most)
    return `This has ${value.length} letters; ${most} are the most.`;
  if (kind === 'link' && !isLink(value))
    return 'This is no web address; one begins with https:// or http://.';
  const { on = '' } = values;
  if (name === 'expires' && value < on) return 'This is before the day on which it is attested.';
  return undefined;
}

function isLink(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

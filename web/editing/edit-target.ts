import type {
  RoadmapCriterionJson,
  RoadmapItemJson,
  RoadmapResponse,
} from '../../server/http/contract/roadmap.ts';

type Milestone = RoadmapItemJson['milestones'][number];
type Attested = NonNullable<RoadmapCriterionJson['attested']>;

/** A milestone that somebody wants to change. */
export interface MilestoneTarget {
  readonly kind: 'milestone';
  readonly item: string;
  /** Its number in the item, from 0. */
  readonly index: number;
  readonly milestone: Milestone;
}

/** A criterion whose miss somebody wants to accept for a time. */
export interface WaiverTarget {
  readonly kind: 'waiver';
  readonly item: string;
  /** Its text, which names it. */
  readonly criterion: string;
  readonly waiver: RoadmapCriterionJson['waiver'];
}

/** A criterion that somebody wants to vouch for. */
export interface AttestationTarget {
  readonly kind: 'attestation';
  readonly item: string;
  readonly criterion: string;
  readonly attested: Attested;
}

/** One thing of a roadmap that can be changed on a page, as it stood when it was last read. */
export type EditTarget = MilestoneTarget | WaiverTarget | AttestationTarget;

/** Tells whoever holds the roadmap that somebody wants to change something of it. */
export class EditRequest extends Event {
  static readonly type = 'gl-edit';
  readonly what: EditTarget;

  constructor(what: EditTarget) {
    super(EditRequest.type, { bubbles: true, composed: true });
    this.what = what;
  }
}

/** The same thing in a newer roadmap; `undefined` when it is no longer there. A milestone is known by its title, a criterion by its text. */
export function targetIn(roadmap: RoadmapResponse, target: EditTarget): EditTarget | undefined {
  const item = roadmap.items.find(({ id }) => id === target.item);
  if (target.kind === 'milestone') {
    const { title } = target.milestone;
    const same = item?.milestones[target.index]?.title === title;
    const index = same ? target.index : (item?.milestones.findIndex((one) => one.title === title) ?? -1);
    const milestone = item?.milestones[index];
    return milestone === undefined ? undefined : { ...target, index, milestone };
  }
  const criterion = item?.gate?.criteria.find(({ text }) => text === target.criterion);
  if (criterion === undefined) return undefined;
  if (target.kind === 'waiver') return { ...target, waiver: criterion.waiver };
  return criterion.attested === undefined ? undefined : { ...target, attested: criterion.attested };
}

/** Whether there is a waiver or an attestation that can be taken out again. */
export function canBeTakenOut(target: EditTarget): boolean {
  if (target.kind === 'milestone') return false;
  return target.kind === 'waiver' ? target.waiver !== undefined : target.attested.attestation !== undefined;
}

import { z } from 'zod';
import { LIMITS } from '../../../core/roadmap/document/limits.ts';
import { MILESTONE_STATUSES } from '../../../core/roadmap/roadmap.ts';
import { calendarDate } from './verdict.ts';

const line = z.string().trim().min(1).max(LIMITS.line);
const paragraph = z.string().trim().min(1).max(LIMITS.paragraph);
const link = z.url({ protocol: /^https?$/ }).max(LIMITS.link);

/** Body of `PATCH …/items/:item/milestones/:milestone`: what is not named stays, `null` takes it out. */
export const milestoneChange = z
  .strictObject({
    status: z.enum(MILESTONE_STATUSES).optional(),
    due: calendarDate.nullable().optional(),
    owner: line.nullable().optional(),
    /** The day on which it was done; with the status `done` today, unless it is said. */
    done: calendarDate.nullable().optional(),
    link: link.nullable().optional(),
  })
  .refine(
    (change) => Object.values(change).some((value) => value !== undefined),
    'says nothing that is to change',
  );
export type MilestoneChange = z.infer<typeof milestoneChange>;

/** Body of `PUT …/items/:item/criteria/:criterion/waiver`. */
export const waiverChange = z.strictObject({ by: line, why: paragraph, until: calendarDate });
export type WaiverChange = z.infer<typeof waiverChange>;

/** Body of `PUT …/items/:item/criteria/:criterion/attestation`; `by` is the criterion's role and `on` today, unless they are said. */
export const attestationChange = z.strictObject({
  by: line.optional(),
  on: calendarDate.optional(),
  link: link.optional(),
  expires: calendarDate.optional(),
});
export type AttestationChange = z.infer<typeof attestationChange>;

/** The answer to every change of a roadmap. */
export const roadmapEditResponse = z.object({
  /** Whether the file was changed; else it is read-only, and the patch is for somebody to apply. */
  applied: z.boolean(),
  /** Of the file, as it is now. */
  revision: z.string(),
  /** What changed, in one sentence; empty when everything was so already. */
  sentence: z.string(),
  /** The change as a unified diff, for `git apply` or `patch -p1`; empty when there is none. */
  patch: z.string(),
  /** Why the file was not changed. */
  reason: z.string().optional(),
});
export type RoadmapEditResponse = z.infer<typeof roadmapEditResponse>;

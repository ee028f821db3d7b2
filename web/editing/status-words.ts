import type { MilestoneStatus } from '../../core/roadmap/roadmap.ts';

/** How the states of a milestone are called on pages. */
export const MILESTONE_STATUS_WORDS: Readonly<Record<MilestoneStatus, string>> = {
  planned: 'Planned',
  'in-progress': 'In progress',
  done: 'Done',
  blocked: 'Blocked',
  dropped: 'Dropped',
};

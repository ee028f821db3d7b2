import type { EventsResponse } from '../../server/http/contract/operations.ts';

type EventJson = EventsResponse['events'][number];

/**
 * What was changed through the API since a revision, oldest first; empty when the file was changed by hand, for that no event tells.
 *
 * @param edits events of the type `roadmap-edited`, newest first
 */
export function editsSince(edits: readonly EventJson[], revision: string): readonly EventJson[] {
  const first = edits.findIndex(({ data }) => data.previous === revision);
  return first < 0 ? [] : edits.slice(0, first + 1).toReversed();
}

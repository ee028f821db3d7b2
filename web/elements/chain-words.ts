import type { RoadmapItemJson, RoadmapResponse } from '../../server/http/contract/roadmap.ts';
import { formatDate } from './calendar-text.ts';
import { itemTitle } from './item-title.ts';

/**
 * Why an item is not there yet, the whole chain in one sentence; `undefined` where its gate's own sentence says it all, or nothing is in its way.
 */
export function chainWords({ standing }: RoadmapItemJson): string | undefined {
  if (standing === undefined) return undefined;
  const { state, sentence, deterministicFirst } = standing;
  if (state === 'ready') return sentence;
  if (state !== 'waits') return undefined;
  return deterministicFirst ? `${sentence} It can ship before that, with deterministic logic.` : sentence;
}

/** `Not before 10 Jan 2027, 10 days late: “Pass the evaluation gate” of v3 is late, if the plan’s distances hold.` */
export function slipWords(
  { slip, id }: RoadmapItemJson,
  { items, asOf }: Pick<RoadmapResponse, 'items' | 'asOf'>,
): string | undefined {
  if (slip === undefined) return undefined;
  const [first = id] = slip.because;
  const culprit = items.find((one) => one.id === first);
  const whose =
    first === id || culprit === undefined
      ? ''
      : ` of ${culprit.track === 'models' ? culprit.id : itemTitle(culprit.id, culprit.title)}`;
  const late = slip.days === 1 ? '1 day late' : `${slip.days} days late`;
  return `Not before ${formatDate(slip.expected, asOf)}, ${late}: “${slip.milestone}”${whose} is late, and the plan’s distances are kept.`;
}

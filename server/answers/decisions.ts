import { GatelineError } from '../../core/errors.ts';
import type { GateVerdict } from '../../core/gate/verdict.ts';
import { type DecisionKind, needsReason } from '../../core/history/decision.ts';
import { DONE, decisionSentence } from '../../core/history/decision-words.ts';
import { present } from '../../core/present.ts';
import { LIMITS } from '../../core/roadmap/document/limits.ts';
import { subjectName } from '../../core/roadmap/subject.ts';
import { oneLine } from '../../core/text/one-line.ts';
import type { DecisionLog } from '../evaluation/decision-log.ts';
import type { RoadmapJudge } from '../evaluation/judge-roadmap.ts';
import { particulars } from '../evaluation/verdict-change.ts';
import type {
  DecisionData,
  DecisionRequest,
  DecisionResponse,
  DecisionsResponse,
} from '../http/contract/decisions.ts';
import type { LoadedRoadmap } from '../http/read-models.ts';
import { gatedItem, judgeGate } from './gate-check.ts';
import { itemNamed } from './named.ts';

/** Who asks for what to be written down. */
export interface Deciding extends DecisionRequest {
  readonly item: string;
  /** The name of who asks. */
  readonly recordedBy: string;
}

/**
 * Judges the gate now, and records what was decided on that verdict. The same said twice is recorded once, so that whoever did not hear the
 * answer may ask again.
 *
 * @throws GatelineError `not-found` for an item that is not there or has no gate; `decision-refused` where the verdict is not the expected
 *   one, or something ships without a pass and without a reason
 */
export async function decide(
  { judge, decisions }: { readonly judge: RoadmapJudge; readonly decisions: DecisionLog },
  { roadmap, revision }: LoadedRoadmap,
  { item: id, recordedBy, expect, ...said }: Deciding,
  now: number,
): Promise<DecisionResponse> {
  const { product } = roadmap;
  const item = gatedItem(roadmap, id);
  const { by, build, decision } = said;
  const why = said.why === undefined ? undefined : oneLine(said.why, LIMITS.paragraph);
  const gate = await judgeGate(judge, roadmap, { item, build }, now);
  refuseUnless(gate, { decision, expect, why });
  const stood = { state: gate.state, waived: gate.state === 'pass' && gate.waived };
  const data: DecisionData = {
    decision,
    by,
    recordedBy,
    ...present({ why, build, link: said.link, commit: said.commit }),
    ...stood,
    verdict: gate.sentence,
    criteria: gate.criteria.map((one) => {
      const { text, state, reason, sentence } = one;
      return { ...particulars(one), text, state, reason, sentence };
    }),
    revision,
    sentence: decisionSentence(subjectName(item), { decision, by, ...present({ why, build }), ...stood }),
  };
  return { asOf: now, product, item: id, ...(await decisions.record(product, id, { at: now, ...data })) };
}

/** What was decided about an item, newest first. @throws GatelineError `not-found` for an item of which nothing is known */
export async function decisionsAnswer(
  decisions: DecisionLog,
  { roadmap }: LoadedRoadmap,
  item: string,
  now: number,
): Promise<DecisionsResponse> {
  const { product, zone } = roadmap;
  const taken = await decisions.of(product, item);
  if (taken.length === 0) itemNamed(roadmap, item);
  return { asOf: now, product, item, zone, decisions: taken.toReversed() };
}

function refuseUnless(
  { item, state, sentence }: GateVerdict,
  {
    decision,
    expect,
    why,
  }: {
    readonly decision: DecisionKind;
    readonly expect: DecisionRequest['expect'];
    readonly why: string | undefined;
  },
): void {
  if (expect !== undefined && expect !== state) {
    const message = `The gate of ${item} is ${state} now and not ${expect}, so nothing was recorded: ${sentence}`;
    throw new GatelineError('decision-refused', message, { details: { state } });
  }
  if (why !== undefined || !needsReason(decision, state)) return;
  const message = `The gate of ${item} is ${state}, so say why it is ${DONE[decision]} all the same (why): ${sentence}`;
  throw new GatelineError('decision-refused', message, { details: { state } });
}

import { basename } from 'node:path';
import { GatelineError } from '../../core/errors.ts';
import type { GateVerdict } from '../../core/gate/verdict.ts';
import { present } from '../../core/present.ts';
import type { Item, Roadmap } from '../../core/roadmap/roadmap.ts';
import type { DecisionLog } from '../evaluation/decision-log.ts';
import type { RoadmapJudge } from '../evaluation/judge-roadmap.ts';
import type { GateCheckResponse } from '../http/contract/gate-check.ts';
import { toGateVerdictJson } from '../http/contract/verdict.ts';
import type { GateBoard, LoadedRoadmap } from '../http/read-models.ts';
import { itemNamed } from './named.ts';

/** Which gate, of which build. */
export interface GateAsk {
  readonly item: string;
  readonly build?: string | undefined;
}

export interface GateCheckDeps {
  readonly judge: RoadmapJudge;
  readonly gates: GateBoard;
  readonly decisions: DecisionLog;
}

/**
 * Judges one gate now, by what is known this very moment: whoever asks decides by it.
 *
 * @throws GatelineError `not-found` for an item that is not there or has no gate
 */
export async function gateCheck(
  { judge, gates, decisions }: GateCheckDeps,
  { roadmap, revision, file }: LoadedRoadmap,
  { item: id, build }: GateAsk,
  now: number,
): Promise<GateCheckResponse> {
  const { product, currency } = roadmap;
  const item = gatedItem(roadmap, id);
  const fresh = await judgeGate(judge, roadmap, { item, build }, now);
  const known = build === undefined ? gates.gates(product).find((one) => one.item === id) : undefined;
  const since = known?.state === fresh.state ? known.since : fresh.since;
  return {
    asOf: now,
    product,
    item: id,
    ...(build === undefined ? {} : { build }),
    revision,
    file: basename(file),
    currency,
    gate: toGateVerdictJson({ ...fresh, since, ...besideOf(known) }),
    ...present({ decision: (await decisions.of(product, id)).at(-1) }),
    criteria: criteriaPlaces(item),
  };
}

/** What stood beside the verdict when the loop judged last; of one build alone nothing does. */
function besideOf(known: GateVerdict | undefined): Partial<GateVerdict> {
  const { shipped, regressed, ungated } = known ?? {};
  return present({ shipped, regressed, ungated });
}

/** The gate of an item alone, judged. */
export async function judgeGate(
  judge: RoadmapJudge,
  roadmap: Roadmap,
  { item, build }: { readonly item: Item; readonly build?: string | undefined },
  now: number,
): Promise<GateVerdict> {
  const candidate = build === undefined ? undefined : { item: item.id, build };
  const { gates } = await judge.judge(onlyGateOf(roadmap, item), now, undefined, candidate);
  const [gate] = gates;
  if (gate === undefined) throw new RangeError(`The gate of ${item.id} was not judged.`);
  return gate;
}

/** @throws GatelineError `not-found` */
export function gatedItem(roadmap: Roadmap, id: string): Item {
  const item = itemNamed(roadmap, id);
  if (item.gate !== undefined) return item;
  const gated = roadmap.items.filter(({ gate }) => gate !== undefined).map((one) => one.id);
  const hint = gated.length === 0 ? '' : ` Gates have: ${gated.join(', ')}.`;
  throw new GatelineError('not-found', `${id} has no gate in the roadmap of ${roadmap.name}.${hint}`);
}

/** Where each criterion of a gate stands, and what it is counted in. */
export function criteriaPlaces({ gate }: Item): GateCheckResponse['criteria'] {
  return (gate?.criteria ?? []).map(({ criterion, line }) =>
    criterion.kind === 'attested'
      ? { line }
      : { line, unit: criterion.unit, evidence: criterion.evidence.kind },
  );
}

/** The roadmap with no other gate in it: what nobody asks about is not read. */
function onlyGateOf(roadmap: Roadmap, item: Item): Roadmap {
  const items = roadmap.items.map((one) => {
    const { gate: _, ...ungated } = one;
    return one === item ? one : ungated;
  });
  return { ...roadmap, items, successMetrics: [] };
}

import type {
  CriterionVerdict,
  GateVerdict,
  UngatedTraffic,
  VerdictReason,
  VerdictState,
} from '../../core/gate/verdict.ts';
import type { Item, Roadmap } from '../../core/roadmap/roadmap.ts';
import { verdictsInOrder } from './deciding.ts';

/** Whether users meet an item: it is in rollout or live. */
export function isServing({ lifecycle }: Pick<Item, 'lifecycle'>): boolean {
  return lifecycle === 'rollout' || lifecycle === 'live';
}

/** A gate that fails of what serves users. */
export interface Failing {
  readonly item: Item;
  /** Unix ms. */
  readonly since: number;
  /** The criteria that fail and count; never empty but for a gate whose failing ones are all set aside. */
  readonly criteria: readonly CriterionVerdict[];
}

/** The gates that fail of what serves users, the latest to fail first. */
export function failingGates(
  { items }: Pick<Roadmap, 'items'>,
  gates: readonly GateVerdict[],
): readonly Failing[] {
  return items
    .flatMap((item): Failing[] => {
      const gate = gates.find((one) => one.item === item.id);
      if (!isServing(item) || gate?.state !== 'fail') return [];
      const criteria = gate.criteria.filter(
        ({ state, advisory, waiver }) => state === 'fail' && !advisory && waiver === undefined,
      );
      return [{ item, since: gate.since, criteria }];
    })
    .sort((a, b) => b.since - a.since);
}

/** A version that serves although its gate never passed. */
export interface Ungated extends UngatedTraffic {
  readonly item: Item;
  readonly state: VerdictState;
}

/** What serves ungated, most traffic first. */
export function servingUngated(
  { items }: Pick<Roadmap, 'items'>,
  gates: readonly GateVerdict[],
): readonly Ungated[] {
  return gates
    .flatMap(({ item: id, state, ungated }): Ungated[] => {
      const item = items.find((one) => one.id === id);
      return item === undefined || ungated === undefined ? [] : [{ item, state, ...ungated }];
    })
    .sort((a, b) => b.share - a.share);
}

/** Reasons for which a verdict has no data because production is not seen well enough. */
const SILENCE: readonly VerdictReason[] = ['never-seen', 'stale', 'coverage', 'unpriced'];

/** Criteria of what serves users that count and have no data because production is silent on them. */
export function silentCriteria(roadmap: Roadmap, gates: readonly GateVerdict[]): readonly CriterionVerdict[] {
  return watched(roadmap, gates).filter(
    ({ state, reason, advisory, waiver }) =>
      state === 'no-data' && SILENCE.includes(reason) && !advisory && waiver === undefined,
  );
}

/** When any criterion of what serves users last saw production, Unix ms; `undefined`: never. */
export function productionSeenAt(roadmap: Roadmap, gates: readonly GateVerdict[]): number | undefined {
  const times = watched(roadmap, gates).flatMap(({ actual }) => actual?.observedAt ?? []);
  return times.length === 0 ? undefined : Math.max(...times);
}

/** The verdicts of what serves users by its production traffic. */
function watched(roadmap: Roadmap, gates: readonly GateVerdict[]): readonly CriterionVerdict[] {
  return roadmap.items.filter(isServing).flatMap((item) => {
    const gate = gates.find((one) => one.item === item.id);
    const verdicts = verdictsInOrder(roadmap, item, gate);
    return (item.gate?.criteria ?? []).flatMap(({ criterion }, i) => {
      const verdict = verdicts[i];
      const isWatched = criterion.kind === 'measured' && criterion.evidence.kind === 'production';
      return isWatched && verdict !== undefined ? [verdict] : [];
    });
  });
}

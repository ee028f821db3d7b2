import type { GateVerdict } from '../../core/gate/verdict.ts';
import { type Decision, shippedBy } from '../../core/history/decision.ts';
import type { GateChange } from '../../core/history/gate-history.ts';
import { regressionOf } from '../../core/history/regression.ts';
import { everPassed, ungatedTraffic } from '../../core/history/ungated.ts';
import type { MeasurementStore } from '../../core/ports.ts';
import { present } from '../../core/present.ts';
import type { Item, Roadmap } from '../../core/roadmap/roadmap.ts';
import { subjectName } from '../../core/roadmap/subject.ts';
import { type Served, trafficShares } from './traffic.ts';

/** What stands beside the verdicts of a product. */
export interface Beside {
  readonly roadmap: Roadmap;
  /** When each item served production traffic. */
  readonly served: ReadonlyMap<string, Served>;
  readonly decisions: ReadonlyMap<string, readonly Decision[]>;
  readonly changesOf: (item: string) => readonly GateChange[];
  readonly now: number;
}

/** The gates, with who shipped what they are of, what has regressed since, and what serves although its gate never passed. */
export async function withStandings(
  store: MeasurementStore,
  gates: readonly GateVerdict[],
  beside: Beside,
): Promise<readonly GateVerdict[]> {
  const { roadmap, now } = beside;
  const known = gates.flatMap((gate) => {
    const item = roadmap.items.find(({ id }) => id === gate.item);
    return item === undefined ? [] : [{ item, gate, changes: beside.changesOf(item.id) }];
  });
  // Who serves how much is asked for only where it matters.
  const isOpen = known.some((one) => one.item.track === 'models' && !everPassed(one));
  const shares = isOpen ? await trafficShares(store, roadmap.product, now) : new Map<string, number>();
  return known.map((one) => withStanding(one, shares, beside));
}

function withStanding(
  {
    item,
    gate,
    changes,
  }: { readonly item: Item; readonly gate: GateVerdict; readonly changes: readonly GateChange[] },
  shares: ReadonlyMap<string, number>,
  { roadmap, served, decisions }: Beside,
): GateVerdict {
  const subject = subjectName(item);
  const ship = shippedBy(decisions.get(item.id) ?? []);
  const share = item.track === 'models' ? (shares.get(item.id) ?? 0) : 0;
  const firstAt = served.get(item.id)?.firstAt;
  const regressed = ship && regressionOf({ subject, gate, changes, ship }, roadmap);
  const ungated = ungatedTraffic({ subject, gate, changes, share, firstAt, ship, zone: roadmap.zone });
  const shipped = ship && {
    at: ship.at,
    by: ship.by,
    state: ship.state,
    waived: ship.waived,
    ...present({ build: ship.build }),
  };
  return { ...gate, ...present({ shipped, regressed, ungated }) };
}

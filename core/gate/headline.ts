import type { CalendarDate, Item, Lifecycle } from '../roadmap/roadmap.ts';
import { formatCount } from '../signal/format.ts';
import { SEVERITY } from './severity.ts';
import type { GateVerdict, VerdictState } from './verdict.ts';
import { dateWords } from './words.ts';

/** The one sentence that matters now, and how grave it is. */
export interface Headline {
  readonly sentence: string;
  readonly state: VerdictState;
  /** The item that it is about. */
  readonly item?: string;
}

type Judged = { readonly gate: GateVerdict; readonly item: Item };

/** What serves users, first what serves most of them. */
const SERVING: readonly Lifecycle[] = ['live', 'rollout'];
/** What is on its way, the nearest to users first. */
const COMING: readonly Lifecycle[] = ['staging', 'candidate', 'planned'];

/**
 * Picks the sentence that a product's first line says. What serves users goes before what does not; there the gravest goes first, of equal
 * ones what is live before what is in rollout. Then a gate whose due date has passed; then, when nothing is wrong, that all is well and
 * what is next. Retired items are history and never news.
 */
export function headline(
  product: string,
  gates: readonly GateVerdict[],
  items: readonly Item[],
  today: CalendarDate,
): Headline {
  const byId = new Map(items.map((item) => [item.id, item]));
  const judged = gates.flatMap((gate): Judged[] => {
    const item = byId.get(gate.item);
    return item === undefined || item.lifecycle === 'retired' ? [] : [{ gate, item }];
  });
  const serving = judged.filter(({ item }) => SERVING.includes(item.lifecycle)).sort(byGravity);
  const coming = judged
    .filter(({ item, gate }) => COMING.includes(item.lifecycle) && gate.state !== 'pass')
    .sort(byDue);
  const wrong = serving.find(({ gate }) => gate.state !== 'pass') ?? overdue(coming, today);
  if (wrong !== undefined) return of(wrong, wrong.gate.sentence);
  if (serving.length > 0) return allWell(serving, coming);
  const [next] = coming;
  if (next !== undefined) return of(next, next.gate.sentence);
  return {
    sentence: `${product} has no gate that is still to be passed.`,
    state: judged.length > 0 ? 'pass' : 'not-started',
  };
}

/** The worst of the states of what serves users; of all gates when nothing does. `no-data` without any gate. */
export function servingState(gates: readonly GateVerdict[], items: readonly Item[]): VerdictState {
  const lifecycles = new Map(items.map((item) => [item.id, item.lifecycle]));
  const serving = gates.filter((gate) => SERVING.includes(lifecycles.get(gate.item) ?? 'retired'));
  const states = (serving.length > 0 ? serving : gates).map((gate) => gate.state);
  return SEVERITY.find((state) => states.includes(state)) ?? 'no-data';
}

function allWell(serving: readonly Judged[], coming: readonly Judged[]): Headline {
  const gates =
    serving.length === 1
      ? `${serving[0]?.item.title} passes its gate`
      : `All ${formatCount(serving.length)} gates of what serves users pass`;
  const next = coming.find(({ gate }) => gate.due !== undefined);
  const due =
    next?.gate.due === undefined ? '' : `; next is ${next.item.title}, due ${dateWords(next.gate.due)}`;
  return { sentence: `${gates}${due}.`, state: 'pass' };
}

function overdue(coming: readonly Judged[], today: CalendarDate): Judged | undefined {
  return (
    coming.find(({ gate }) => gate.due !== undefined && gate.due < today && gate.state !== 'not-started') ??
    coming.find(({ gate }) => gate.due !== undefined && gate.due < today)
  );
}

function of({ gate, item }: Judged, sentence: string): Headline {
  return { sentence, state: gate.state, item: item.id };
}

function byGravity(a: Judged, b: Judged): number {
  return (
    SEVERITY.indexOf(a.gate.state) - SEVERITY.indexOf(b.gate.state) ||
    SERVING.indexOf(a.item.lifecycle) - SERVING.indexOf(b.item.lifecycle) ||
    byDue(a, b)
  );
}

/** Those without a due date last. */
function byDue(a: Judged, b: Judged): number {
  const [left, right] = [a.gate.due ?? '9999-12-31', b.gate.due ?? '9999-12-31'];
  return left < right ? -1 : Number(left > right);
}

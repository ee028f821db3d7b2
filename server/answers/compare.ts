import { present } from '../../core/present.ts';
import type { Roadmap } from '../../core/roadmap/roadmap.ts';
import { betterSide, SIDES_CONFIDENCE, type SidesCompared } from '../../core/sides/difference.ts';
import { countSides, type SideNames, sidesSentence, summarySentence } from '../../core/sides/words.ts';
import type { Signal } from '../../core/signal/signal.ts';
import { evaluationSides, runPairs } from '../evaluation/evaluation-sides.ts';
import { signalOf } from '../evaluation/places.ts';
import { type ProductionSides, productionSides, type Side } from '../evaluation/production-sides.ts';
import type { CompareQuery, CompareResponse, CompareRow } from '../http/contract/compare.ts';
import { toActualJson, withoutOpenEnds } from '../http/contract/verdict.ts';
import { experimentsAnswer } from './compare-experiments.ts';
import { changesAnswer } from './compare-items.ts';
import { askedSides, sideJson, sideNames, versionsJson } from './compare-sides.ts';
import { describeSignal } from './named.ts';
import type { PageDeps } from './page-deps.ts';

/** One signal by one evidence, before it is told. */
interface Row {
  readonly signal: Signal;
  readonly evidence: CompareRow['evidence'];
  readonly dataset?: string;
  readonly compared: SidesCompared;
}

/**
 * Two versions, builds or times side by side on every signal of which there is anything: production with one read, and the newest
 * evaluation runs that can be set beside each other.
 *
 * @throws GatelineError `not-found` for a version or build that nobody knows; `bad-request`, `limit-exceeded` for windows that cannot be
 * compared
 */
export async function compareAnswer(
  { store, judge }: Pick<PageDeps, 'store' | 'judge'>,
  roadmap: Roadmap,
  query: CompareQuery,
  now: number,
): Promise<CompareResponse> {
  const { product, currency, zone } = roadmap;
  const { library } = judge;
  const asked = await askedSides({ store, library }, roadmap, query, now);
  const { a, b } = asked;
  const gated = gatedSignals(roadmap, a, b);
  const signals = signalsOf(roadmap, gated);
  const [production, pairs, experiments] = await Promise.all([
    productionSides(store, roadmap, asked, signals),
    runPairs(library, product, asked, asked.runsInWindow),
    experimentsAnswer(store, roadmap, [a.item.id, b.item.id], now),
  ]);
  const evaluations = await evaluationSides(library, pairs, signals);
  const changes = await changesAnswer(library, evaluations, query.items);
  const rows = inOrder(
    [
      ...[...production.compared].map(
        ([signal, compared]): Row => ({ signal, evidence: 'production', compared }),
      ),
      ...evaluations.map(
        ({ signal, pair, compared }): Row => ({
          signal,
          evidence: 'evaluation',
          dataset: pair.dataset,
          compared,
        }),
      ),
    ].filter(isSeen),
    gated,
  );
  const names = sideNames(asked, zone);
  const summary = countSides(rows);
  const sameTime = a.window.from === b.window.from && a.window.to === b.window.to;
  return {
    asOf: now,
    product,
    currency,
    zone,
    a: sideJson(a, names.a, asked.served),
    b: sideJson(b, names.b, asked.served),
    sameTime,
    ...present({ blocks: blocksJson(production) }),
    aligned: production.aligned,
    confidence: SIDES_CONFIDENCE,
    summary,
    sentence: summarySentence(summary, names),
    rows: rows.map((row) => rowJson(row, { names, currency, gated })),
    changes,
    experiments,
    versions: versionsJson(roadmap, asked.served),
  };
}

/** Names of the signals that the gates of the two speak of, in their order. */
function gatedSignals({ items }: Roadmap, a: Side, b: Side): ReadonlySet<string> {
  const gates = items.filter(({ id }) => id === a.item.id || id === b.item.id).map(({ gate }) => gate);
  const criteria = gates.flatMap((gate) => gate?.criteria ?? []);
  return new Set(
    criteria.flatMap(({ criterion }) => (criterion.kind === 'measured' ? [criterion.signal] : [])),
  );
}

/** All signals of the roadmap, what gates ask for first; percentiles that only a gate speaks of among them. */
function signalsOf(roadmap: Roadmap, gated: ReadonlySet<string>): readonly Signal[] {
  const names = new Set([...gated, ...Object.keys(roadmap.signals)]);
  return [...names].map((name) => signalOf(roadmap, name));
}

/** Something is known of one of the two; what is of the whole product says nothing of either. */
function isSeen({ compared: { a, b, notComparable } }: Row): boolean {
  return notComparable !== 'product' && (a?.value !== undefined || b?.value !== undefined);
}

/** What gates ask for, in their order; then what differs, what does not, what nobody can say, and what cannot be compared. */
function inOrder(rows: readonly Row[], gated: ReadonlySet<string>): readonly Row[] {
  const places = [...gated];
  const rank = ({ signal, compared: { difference } }: Row): number => {
    if (gated.has(signal.name)) return places.indexOf(signal.name) - places.length;
    if (difference === undefined) return 3;
    return ['yes', 'no', 'cannot-say'].indexOf(difference.moreThanNoise);
  };
  return [...rows].sort((one, other) => rank(one) - rank(other));
}

function blocksJson({ blocks: { a, b } }: ProductionSides): CompareResponse['blocks'] {
  if (a.days === undefined || b.days === undefined) return undefined;
  return {
    count: Math.min(a.boundaries.length, b.boundaries.length) - 1,
    days: Math.min(a.days, b.days),
  };
}

function rowJson(
  { signal, evidence, dataset, compared }: Row,
  {
    names,
    currency,
    gated,
  }: { readonly names: SideNames; readonly currency: string; readonly gated: ReadonlySet<string> },
): CompareRow {
  const { a, b, difference, notComparable } = compared;
  return {
    signal: describeSignal(signal),
    evidence,
    gated: gated.has(signal.name),
    sentence: sidesSentence({ names, signal, compared, currency }),
    ...present({
      dataset,
      a: a && toActualJson(a),
      b: b && toActualJson(b),
      difference: difference && withoutOpenEnds(difference),
      change: changeOf(signal, compared),
      better: betterSide(compared, signal),
      notComparable,
    }),
  };
}

/** By how much of a's value the two differ; of a share that is told in points. */
function changeOf({ unit }: Signal, { a, difference }: SidesCompared): number | undefined {
  const value = a?.value;
  const isTold = unit !== 'share' && difference !== undefined && value !== undefined && value > 0;
  return isTold ? difference.difference / value : undefined;
}

import { type Headline, headline } from '../../core/gate/headline.ts';
import type { Actual, CriterionVerdict, GateVerdict } from '../../core/gate/verdict.ts';
import { present } from '../../core/present.ts';
import type { Item, Roadmap } from '../../core/roadmap/roadmap.ts';
import type { Signal } from '../../core/signal/signal.ts';
import { dateOf } from '../../core/time/calendar.ts';
import { readActuals, readLatestEvaluation, shownWindow } from '../evaluation/actuals.ts';
import { judgedAt, type Situation } from '../evaluation/situation.ts';
import { trafficShares } from '../evaluation/traffic.ts';
import type { OverviewResponse } from '../http/contract/overview.ts';
import { toActualJson, toCriterionVerdictJson } from '../http/contract/verdict.ts';
import { criterionOf, decidingVerdict } from './deciding.ts';
import { describeSignal } from './named.ts';
import { type CandidateColumns, candidateColumns, shownColumns } from './overview-columns.ts';
import type { PageDeps } from './page-deps.ts';
import { type LineAsk, lastFourWeeks, readLines } from './sparklines.ts';

/** A version's cell in a column: judged by its gate, or only seen. */
interface Cell {
  readonly item: Item;
  readonly signal: Signal;
  readonly verdict?: CriterionVerdict;
  readonly actual?: Actual;
}

/**
 * Versions by signals: the verdicts as last judged, beside them what production shows where no gate asks, and the last four weeks of both
 * as lines. One read for each distinct window.
 */
export async function overviewAnswer(
  deps: PageDeps,
  roadmap: Roadmap,
  now: number,
): Promise<OverviewResponse> {
  const { product, name, currency, zone } = roadmap;
  const gates = deps.gates.gates(product);
  const versions = roadmap.items.filter((item) => item.track === 'models');
  const [situation, shares] = await Promise.all([
    deps.judge.situation(roadmap, now),
    trafficShares(deps.store, product, now),
  ]);
  const columns = candidateColumns(roadmap, versions);
  const cells = await seenCells(deps, situation, plannedCells(columns, versions, gates));
  const signals = shownColumns(
    candidateColumns(roadmap, versions),
    new Set(cells.map((cell) => cell.signal)),
  );
  const shown = cells.filter((cell) => signals.includes(cell.signal));
  const { sentence, state } = firstLine(roadmap, gates, now);
  return {
    asOf: now,
    product,
    name,
    currency,
    zone,
    sentence,
    sentenceState: state,
    versions: versions.map((item) => versionLine(item, gates, shares)),
    signals: signals.map(describeSignal),
    cells: await withLines(deps, situation, shown),
  };
}

/** The one sentence that matters now. */
function firstLine(roadmap: Roadmap, gates: readonly GateVerdict[], now: number): Headline {
  if (gates.length > 0) return headline(roadmap.name, gates, roadmap.items, dateOf(now, roadmap.zone));
  return {
    sentence: 'Nothing is promised yet: no item of the roadmap has a gate.',
    state: 'not-started',
  };
}

function versionLine(
  item: Item,
  gates: readonly GateVerdict[],
  shares: ReadonlyMap<string, number>,
): OverviewResponse['versions'][number] {
  const gate = gates.find((one) => one.item === item.id);
  return {
    id: item.id,
    title: item.title,
    lifecycle: item.lifecycle,
    waived: gate?.waived ?? false,
    ...present({
      due: item.gate?.due ?? item.due,
      trafficShare: shares.size === 0 ? undefined : (shares.get(item.id) ?? 0),
      state: gate?.state,
      sentence: gate?.sentence,
      regressed: gate?.regressed && { ...gate.regressed, criteria: [...gate.regressed.criteria] },
      ungated: gate?.ungated,
    }),
  };
}

function plannedCells(
  columns: CandidateColumns,
  versions: readonly Item[],
  gates: readonly GateVerdict[],
): Cell[] {
  return versions.flatMap((item) => {
    const criteria = gates.find((gate) => gate.item === item.id)?.criteria ?? [];
    return [...columns.judged, ...columns.usual].map((signal) => ({
      item,
      signal,
      ...present({ verdict: decidingVerdict(criteria, signal.name) }),
    }));
  });
}

/** Cells that have something to show: a verdict, what production shows over the signal's usual window, or what the last evaluation said. */
async function seenCells(
  { store, judge }: PageDeps,
  situation: Situation,
  planned: readonly Cell[],
): Promise<readonly Cell[]> {
  const { roadmap, served } = situation;
  const asks = planned
    .filter(({ item, verdict }) => verdict === undefined && served.has(item.id))
    .map((cell) => ({ ...cell, window: shownWindow(roadmap, cell.signal, judgedAt(situation, cell.item)) }));
  const actuals = await readActuals(store, roadmap.product, asks);
  const seen = new Map(asks.map(({ item, signal }, i) => [keyOf({ item, signal }), actuals[i]]));
  const cells = await Promise.all(
    planned.map(async (cell) => {
      if (cell.verdict !== undefined) return cell;
      const production = seen.get(keyOf(cell));
      const ask = { item: cell.item.id, signal: cell.signal };
      // A measure that nobody watches makes zeros, and they mean nothing.
      const actual =
        production?.value === undefined || production.observedAt === undefined
          ? await readLatestEvaluation(judge.library, roadmap.product, ask)
          : production;
      return { ...cell, ...present({ actual }) };
    }),
  );
  return cells.filter(({ verdict, actual }) => verdict !== undefined || actual?.value !== undefined);
}

async function withLines(
  { store, judge }: PageDeps,
  situation: Situation,
  cells: readonly Cell[],
): Promise<OverviewResponse['cells']> {
  const asks = cells.map(({ item, signal, verdict, actual }): LineAsk => {
    const criterion = verdict && criterionOf(item, verdict);
    const evidence = criterion?.evidence.kind ?? actual?.evidence ?? 'production';
    return {
      item,
      signal,
      criterion,
      evidence,
      steps: lastFourWeeks(judgedAt(situation, item), situation.roadmap.zone),
    };
  });
  const lines = await readLines({ store, library: judge.library }, situation, asks);
  return cells.map(({ item, signal, verdict, actual }, i) => ({
    version: item.id,
    signal: signal.name,
    ...present({
      criterion: verdict && toCriterionVerdictJson(verdict),
      actual: actual && toActualJson(actual),
      sparkline: lines[i],
    }),
  }));
}

function keyOf({ item, signal }: Pick<Cell, 'item' | 'signal'>): string {
  return JSON.stringify([item.id, signal.name]);
}

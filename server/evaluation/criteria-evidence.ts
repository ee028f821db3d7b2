import type { DayClose, Evidence } from '../../core/gate/evidence.ts';
import type { MeasurementStore, SelectionResult } from '../../core/ports.ts';
import { baselineOf } from './baseline.ts';
import { type DaysOver, daysOver } from './days-over.ts';
import { evaluationEvidence } from './evaluation-evidence.ts';
import { judgedWindows } from './judged-windows.ts';
import { hourAsker, isLive, type LiveReading, lastHour, liveReading } from './live.ts';
import type { MeasuredPlace } from './places.ts';
import {
  askProduction,
  closesOf,
  type JudgedWindows,
  type ProductionQuestion,
  productionEvidence,
} from './production-evidence.ts';
import { type Answers, ReadBatch, type Ticket } from './read-batch.ts';
import type { RunLibrary } from './run-library.ts';
import { mayWait, seenEvidence } from './seen-now.ts';
import type { Situation } from './situation.ts';
import { TRAFFIC_BY_ITEM } from './traffic.ts';

/** What is known of criteria. */
export interface KnownOfCriteria {
  readonly evidence: ReadonlyMap<MeasuredPlace, Evidence>;
  /** The last hour of what is in rollout or live, beside the days that decide; nothing where a period is judged. */
  readonly live: ReadonlyMap<MeasuredPlace, LiveReading>;
  /** Who served in the last hour, by {@link TRAFFIC_BY_ITEM}; absent where a period is judged. */
  readonly traffic: readonly SelectionResult[] | undefined;
}

/** What was asked about a production criterion. */
interface Asked {
  /** Everything that it is judged by; or, where `waits`, the days that are over. */
  readonly question: ProductionQuestion;
  readonly windows: JudgedWindows;
  readonly waits: boolean;
  /** Where the question about these days is kept. */
  readonly days: DaysOver | undefined;
  readonly hour?: ProductionQuestion;
}

/**
 * Reads what criteria are judged by, with one read for each distinct window. Today is read of those alone that it can make a difference to:
 * of what is a census, and was seen within the last hour, only days that are over decide, and these stay what they are from one evaluation
 * to the next.
 */
export async function readEvidence(
  store: MeasurementStore,
  library: RunLibrary,
  situation: Situation,
  places: readonly MeasuredPlace[],
): Promise<KnownOfCriteria> {
  const { product } = situation.roadmap;
  const first = new ReadBatch(product);
  const ask = asker(first, situation);
  const asked = new Map(places.map((place) => [place, ask(place)]));
  const traffic = situation.period === undefined ? askTraffic(first, situation) : undefined;
  const [answer, daysAnswers] = await Promise.all([first.read(store), readDays(store, asked.values())]);

  const evidence = new Map<MeasuredPlace, Evidence>();
  const live = new Map<MeasuredPlace, LiveReading>();
  const second = new ReadBatch(product);
  const left: ProductionQuestion[] = [];
  for (const [place, one] of asked) {
    if (one === undefined) {
      evidence.set(place, await evaluationEvidence(library, situation, place, baselineOf(situation, place)));
      continue;
    }
    const { question, windows, waits, hour } = one;
    if (hour !== undefined && isLive(place)) live.set(place, liveReading(hour, answer));
    const known = waits
      ? seenEvidence(question, windows, closesBy(one, answer, daysAnswers), hour, answer)
      : productionEvidence(question, answer);
    if (known !== undefined) evidence.set(place, known);
    else left.push(askAll(second, situation, place, windows, 'all'));
  }
  const today = await second.read(store);
  for (const question of left) evidence.set(question.place, productionEvidence(question, today));
  return { evidence, live, traffic: traffic === undefined ? undefined : answer(traffic).results };
}

/** In the steps of the other questions about the last hour, so that it takes no read of its own. */
function askTraffic(batch: ReadBatch, situation: Situation): Ticket {
  const hour = lastHour(situation);
  return batch.ask(hour, TRAFFIC_BY_ITEM, [hour.from, hour.to]);
}

type DaysAnswers = ReadonlyMap<DaysOver, Answers>;

async function readDays(store: MeasurementStore, asked: Iterable<Asked | undefined>): Promise<DaysAnswers> {
  const days = new Set<DaysOver>();
  for (const one of asked) if (one?.days !== undefined) days.add(one.days);
  return new Map(await Promise.all([...days].map(async (one) => [one, await one.read(store)] as const)));
}

function closesBy({ question, days }: Asked, answer: Answers, ofDays: DaysAnswers): readonly DayClose[] {
  const own = days && ofDays.get(days);
  return days === undefined || own === undefined ? closesOf(question, answer) : days.closes(question, own);
}

function asker(batch: ReadBatch, situation: Situation): (place: MeasuredPlace) => Asked | undefined {
  const askHour = hourAsker(batch, situation);
  const { roadmap } = situation;
  return (place) => {
    if (place.criterion.evidence.kind !== 'production') return undefined;
    const windows = judgedWindows(situation, place);
    const waits = mayWait(situation, place, windows);
    const hasHour = waits || (situation.period === undefined && isLive(place));
    // One build of a candidate is looked at once, and its question is not kept.
    const days = waits && place.build === undefined ? daysOver(windows.closes, roadmap.product) : undefined;
    const question =
      days?.ask(place, windows, baselineOf(situation, place), roadmap.zone) ??
      askAll(batch, situation, place, windows, waits ? 'closed' : 'all');
    return {
      question,
      windows,
      waits,
      days,
      ...(hasHour ? { hour: askHour(place) } : {}),
    };
  };
}

function askAll(
  batch: ReadBatch,
  situation: Situation,
  place: MeasuredPlace,
  windows: JudgedWindows,
  part: 'all' | 'closed',
): ProductionQuestion {
  return askProduction(batch, place, windows, baselineOf(situation, place), situation.roadmap.zone, part);
}

import type { Evidence } from '../../core/gate/evidence.ts';
import type { MeasurementStore, SelectionResult } from '../../core/ports.ts';
import { endOfDay } from '../../core/time/calendar.ts';
import { lastClose } from '../../core/time/day-close.ts';
import { baselineOf } from './baseline.ts';
import { type DaysOver, daysOver } from './days-over.ts';
import { evaluationEvidence } from './evaluation-evidence.ts';
import { judgedWindows } from './judged-windows.ts';
import type { HourAnswers, HourOfPlace, HourQuestion } from './last-hour.ts';
import { isLive, type LiveReading, liveReading } from './live.ts';
import type { MeasuredPlace } from './places.ts';
import {
  askProduction,
  closesOf,
  type JudgedWindows,
  type ProductionQuestion,
  productionEvidence,
} from './production-evidence.ts';
import { type Answers, ReadBatch } from './read-batch.ts';
import type { RunLibrary } from './run-library.ts';
import { mayWait, seenEvidence } from './seen-now.ts';
import type { Situation } from './situation.ts';
import { type Standing, standingOf } from './standing.ts';

/** What is known of criteria. */
export interface KnownOfCriteria {
  readonly evidence: ReadonlyMap<MeasuredPlace, Evidence>;
  /** The last hour of what is in rollout or live, beside the days that decide; nothing where a period is judged. */
  readonly live: ReadonlyMap<MeasuredPlace, LiveReading>;
  /** Who served in the last hour, by {@link ./traffic.ts TRAFFIC_BY_ITEM}; absent where a period is judged. */
  readonly traffic: readonly SelectionResult[] | undefined;
}

/** What was asked about a production criterion. */
interface Asked {
  /**
   * `all`: everything that it is judged by is asked anew. `days`: the days that are over, which nearly always decide; `today`: these, and
   * today beside them. Both are kept.
   */
  readonly part: 'all' | 'days' | 'today';
  readonly question: ProductionQuestion;
  readonly windows: JudgedWindows;
  /** Where the question about these days is kept; absent: among those that are asked anew. */
  readonly days: DaysOver | undefined;
  readonly hour: HourQuestion | undefined;
}

/** What was answered to all of them. */
interface Answered {
  readonly anew: Answers;
  readonly days: ReadonlyMap<DaysOver, Answers>;
  readonly hour: HourAnswers | undefined;
  readonly today: Answers | undefined;
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
  const standing = situation.period === undefined ? standingOf(situation, places) : undefined;
  const first = new ReadBatch(product);
  const asked = places.map(asker(first, situation, standing));
  const answered = await readAll(store, situation, { first, asked, standing });

  const evidence = new Map<MeasuredPlace, Evidence>();
  const live = new Map<MeasuredPlace, LiveReading>();
  const second = new ReadBatch(product);
  const left: ProductionQuestion[] = [];
  for (let i = 0; i < places.length; i += 1) {
    const place = places[i] as MeasuredPlace;
    const one = asked[i];
    if (one === undefined) {
      evidence.set(place, await evaluationEvidence(library, situation, place, baselineOf(situation, place)));
      continue;
    }
    const hour = one.hour && answered.hour?.of(one.hour);
    if (hour !== undefined && isLive(place)) live.set(place, liveReading(hour));
    const known = evidenceOf(one, answered, hour);
    if (known !== undefined) evidence.set(place, known);
    else left.push(askAll(second, situation, place, one.windows, 'all'));
  }
  const today = await second.read(store);
  for (const question of left) evidence.set(question.place, productionEvidence(question, today));
  return { evidence, live, traffic: answered.hour?.traffic };
}

async function readAll(
  store: MeasurementStore,
  situation: Situation,
  {
    first,
    asked,
    standing,
  }: {
    readonly first: ReadBatch;
    readonly asked: readonly (Asked | undefined)[];
    readonly standing: Standing | undefined;
  },
): Promise<Answered> {
  const days = new Set<DaysOver>();
  for (const one of asked) if (one?.days !== undefined) days.add(one.days);
  const { now, roadmap } = situation;
  const today = { from: lastClose(now, roadmap.zone), to: now };
  const asksForToday = asked.some((one) => one?.part === 'today');
  const [anew, ofDays, ofHour, ofToday] = await Promise.all([
    first.read(store),
    Promise.all([...days].map(async (one) => [one, await one.read(store)] as const)),
    standing?.hour.read(store, situation),
    asksForToday ? standing?.today?.read(store, today) : undefined,
  ]);
  return { anew, days: new Map(ofDays), hour: ofHour, today: ofToday?.of };
}

/** `undefined` where today has to be asked for after all. */
function evidenceOf(
  { part, question, windows, days }: Asked,
  answered: Answered,
  hour: HourOfPlace | undefined,
): Evidence | undefined {
  const ofDays = days && answered.days.get(days);
  if (part === 'all') return productionEvidence(question, answered.anew);
  if (part === 'today') {
    const { place, baselineItem, asked } = question;
    const steps = { closed: question.steps.closed, open: todayOf(windows) };
    const now = { place, baselineItem, windows, steps, ...(asked === undefined ? {} : { asked }) };
    return productionEvidence(now, ofDays ?? answered.anew, answered.today);
  }
  if (hour === undefined) return undefined;
  const closes =
    days !== undefined && ofDays !== undefined
      ? days.closes(question, ofDays)
      : closesOf(question, answered.anew);
  return seenEvidence(question, windows, closes, hour);
}

function asker(
  batch: ReadBatch,
  situation: Situation,
  standing: Standing | undefined,
): (place: MeasuredPlace) => Asked | undefined {
  const { roadmap, now } = situation;
  const today = dayUnderWay(situation);
  return (place) => {
    if (place.criterion.evidence.kind !== 'production') return undefined;
    const windows = judgedWindows(situation, place);
    const baselineItem = baselineOf(situation, place);
    const waits = mayWait(situation, place, windows);
    const hour = waits || isLive(place) ? standing?.hour.ask(place, baselineItem) : undefined;
    // One build of a candidate is looked at once, and its question is not kept.
    if (waits && place.build !== undefined) {
      const question = askAll(batch, situation, place, windows, 'closed');
      return { part: 'days', question, windows, days: undefined, hour };
    }
    const isSample = standing?.today !== undefined && isSampleOfToday(place, windows, now, today);
    if (!waits && !isSample) {
      const question = askAll(batch, situation, place, windows, 'all');
      return { part: 'all', question, windows, days: undefined, hour };
    }
    const days = daysOver(windows.closes, roadmap.product);
    const open = isSample ? standing.today : undefined;
    const question = days.ask(place, windows, baselineItem, roadmap.zone, open);
    return { part: isSample ? 'today' : 'days', question, windows, days, hour };
  };
}

/** When the last day closed whose successor is under way; absent in the first minutes of a day, when the one before has not closed yet. */
function dayUnderWay({ now, roadmap: { zone } }: Situation): number | undefined {
  const close = lastClose(now, zone);
  return now <= endOfDay(close, zone) ? close : undefined;
}

/** Whether a criterion is judged by days that are over and by all of today, and by nothing else: then both questions can be kept. */
function isSampleOfToday(
  { signal, build }: MeasuredPlace,
  { current, closes }: JudgedWindows,
  now: number,
  today: number | undefined,
): boolean {
  if (signal.population === undefined || build !== undefined || today === undefined) return false;
  const { window } = current;
  const isOfToday = window !== undefined && window.to === now && window.from <= today;
  return isOfToday && closes.at(-1)?.at === today;
}

function todayOf({ closes, current }: JudgedWindows): readonly number[] {
  return [closes.at(-1)?.at ?? 0, current.window?.to ?? 0];
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

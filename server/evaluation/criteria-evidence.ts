import type { Evidence } from '../../core/gate/evidence.ts';
import type { MeasurementStore } from '../../core/ports.ts';
import { baselineOf } from './baseline.ts';
import { evaluationEvidence } from './evaluation-evidence.ts';
import { judgedWindows } from './judged-windows.ts';
import { hourAsker, isLive, type LiveReading, liveReading } from './live.ts';
import type { MeasuredPlace } from './places.ts';
import {
  askProduction,
  type JudgedWindows,
  type ProductionQuestion,
  productionEvidence,
} from './production-evidence.ts';
import { ReadBatch } from './read-batch.ts';
import type { RunLibrary } from './run-library.ts';
import { mayWait, seenEvidence } from './seen-now.ts';
import type { Situation } from './situation.ts';

/** What is known of criteria. */
export interface KnownOfCriteria {
  readonly evidence: ReadonlyMap<MeasuredPlace, Evidence>;
  /** The last hour of what is in rollout or live, beside the days that decide; nothing where a period is judged. */
  readonly live: ReadonlyMap<MeasuredPlace, LiveReading>;
}

/** What was asked about a production criterion. */
interface Asked {
  /** Everything that it is judged by; or, where `waits`, the days that are over. */
  readonly question: ProductionQuestion;
  readonly waits: boolean;
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
  const answer = await first.read(store);

  const evidence = new Map<MeasuredPlace, Evidence>();
  const live = new Map<MeasuredPlace, LiveReading>();
  const second = new ReadBatch(product);
  const left: ProductionQuestion[] = [];
  for (const [place, one] of asked) {
    if (one === undefined) {
      evidence.set(place, await evaluationEvidence(library, situation, place, baselineOf(situation, place)));
      continue;
    }
    const { question, waits, hour } = one;
    if (hour !== undefined && isLive(place)) live.set(place, liveReading(hour, answer));
    const known = waits ? seenEvidence(question, hour, answer) : productionEvidence(question, answer);
    if (known !== undefined) evidence.set(place, known);
    else left.push(askAll(second, situation, place, judgedWindows(situation, place), 'all'));
  }
  const today = await second.read(store);
  for (const question of left) evidence.set(question.place, productionEvidence(question, today));
  return { evidence, live };
}

function asker(batch: ReadBatch, situation: Situation): (place: MeasuredPlace) => Asked | undefined {
  const askHour = hourAsker(batch, situation);
  return (place) => {
    if (place.criterion.evidence.kind !== 'production') return undefined;
    const windows = judgedWindows(situation, place);
    const waits = mayWait(situation, place, windows);
    const hasHour = waits || (situation.period === undefined && isLive(place));
    return {
      question: askAll(batch, situation, place, windows, waits ? 'closed' : 'all'),
      waits,
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

import { missesNow } from '../../core/alert/live-reading.ts';
import { MOST_CLOSES } from '../../core/gate/census.ts';
import type { JudgmentContext } from '../../core/gate/context.ts';
import { isUnsettled } from '../../core/gate/decided-days.ts';
import type { Evidence } from '../../core/gate/evidence.ts';
import { gateVerdict } from '../../core/gate/gate.ts';
import { type Case, holdsNow, judge } from '../../core/gate/judge.ts';
import type { CriterionVerdict, GateVerdict } from '../../core/gate/verdict.ts';
import type { MeasurementStore } from '../../core/ports.ts';
import { remembered } from '../../core/remember.ts';
import type { Item, Roadmap } from '../../core/roadmap/roadmap.ts';
import { dateOf } from '../../core/time/calendar.ts';
import { lastClose } from '../../core/time/day-close.ts';
import { baselineOf } from './baseline.ts';
import { readEvidence } from './criteria-evidence.ts';
import { EarlierDays } from './earlier-days.ts';
import { heldRuns } from './held-runs.ts';
import type { LiveReading } from './live.ts';
import { type MeasuredPlace, measuredPlace, type Place, placesOf, subjectOf } from './places.ts';
import { RunLibrary } from './run-library.ts';
import { type Candidate, hasStarted, judgedAt, type Period, type Situation } from './situation.ts';
import { type Served, TrafficBook, trafficShares } from './traffic.ts';

/** As many runs of planned items are looked at together. */
const NEWEST_RUNS = 100;

/** Everything of a roadmap, judged. */
export interface JudgedRoadmap {
  /** In the order of the roadmap; `since` is the time of this judgment. */
  readonly gates: readonly GateVerdict[];
  /** By the number of the success metric; those without a criterion have none. */
  readonly successMetrics: ReadonlyMap<number, CriterionVerdict>;
  readonly judgedAt: number;
  /** When each item served production traffic. */
  readonly served: ReadonlyMap<string, Served>;
}

/** Reads what a roadmap's criteria speak of and judges them; what does not change between two runs is remembered. */
export class RoadmapJudge {
  readonly #store: MeasurementStore;
  readonly #traffic: TrafficBook;
  readonly #library: RunLibrary;
  readonly #earlier: EarlierDays;

  constructor(store: MeasurementStore) {
    this.#store = store;
    this.#traffic = new TrafficBook(store);
    this.#library = new RunLibrary(store);
    this.#earlier = new EarlierDays(store);
  }

  /**
   * Judges every criterion of a roadmap as of `now`, with one read for each distinct window.
   *
   * @param period judge everything over this period instead of each criterion's own window: for a review
   * @param candidate judge this item by one of its builds alone
   */
  async judge(roadmap: Roadmap, now: number, period?: Period, candidate?: Candidate): Promise<JudgedRoadmap> {
    const served =
      period === undefined ? this.#traffic.known(roadmap, now) : this.#traffic.served(roadmap, now);
    const of = (known: Situation): Situation => (candidate === undefined ? known : { ...known, candidate });
    let situation = of(await this.#situation(roadmap, now, period, served));
    const places = placesOf(roadmap);
    const measured = new Map<Place, MeasuredPlace>();
    for (const place of places) {
      const one = measuredPlace(roadmap, place, candidate);
      if (one !== undefined) measured.set(place, one);
    }
    const all = [...measured.values()];
    let read = await readEvidence(this.#store, this.#library, situation, all);
    // Who has begun to serve is seen at once: by the last hour, which is read in any case.
    if (read.traffic !== undefined && this.#traffic.learns(roadmap.product, { selections: read.traffic })) {
      situation = of(await this.situation(roadmap, now));
      read = await readEvidence(this.#store, this.#library, situation, all);
    }
    const { evidence, live } = read;
    const whole = await this.#whole(situation, evidence);
    const verdicts = new Map<Place, CriterionVerdict>();
    const contexts = new Map<Item | undefined, JudgmentContext>();
    for (const place of places) {
      const one = measured.get(place);
      const subject = caseOf(place, one, one === undefined ? undefined : whole.get(one));
      const context = contexts.get(place.item) ?? contextOf(situation, place.item);
      contexts.set(place.item, context);
      const verdict = judge(subject, context);
      verdicts.set(place, withLive(verdict, one === undefined ? undefined : live.get(one)));
    }
    return collect(situation, places, verdicts);
  }

  /** What is known of a roadmap's items before anything is judged. */
  async situation(roadmap: Roadmap, now: number, period?: Period): Promise<Situation> {
    return await this.#situation(roadmap, now, period, this.#traffic.served(roadmap, now));
  }

  async #situation(
    roadmap: Roadmap,
    now: number,
    period: Period | undefined,
    serving: Promise<Situation['served']>,
  ): Promise<Situation> {
    const at = Math.min(now, period?.to ?? now);
    const [served, shares, evaluated] = await Promise.all([
      serving,
      needsLive(roadmap) ? this.#liveShares(roadmap, at) : new Map<string, number>(),
      this.#evaluatedItems(roadmap),
    ]);
    return { roadmap, now, served, shares, evaluated, ...(period === undefined ? {} : { period }) };
  }

  /** Who serves how much: on the last day that closed, so that nobody becomes live in the middle of one; before that by what there is. */
  async #liveShares({ product, zone }: Roadmap, at: number): Promise<ReadonlyMap<string, number>> {
    const closed = await trafficShares(this.#store, product, lastClose(at, zone));
    return closed.size > 0 ? closed : trafficShares(this.#store, product, at);
  }

  /** Remembers the items of evaluation runs; shared with those who draw them. */
  get library(): RunLibrary {
    return this.#library;
  }

  async #whole(
    situation: Situation,
    evidence: ReadonlyMap<MeasuredPlace, Evidence>,
  ): Promise<ReadonlyMap<MeasuredPlace, Evidence>> {
    const asksForEarlier: MeasuredPlace[] = [];
    for (const [place, { closes, seenNow }] of evidence) {
      const { criterion, signal } = place;
      // What days decide alone was looked at already.
      const isOpen = closes !== undefined && !seenNow && isUnsettled(criterion, signal, closes);
      if (isOpen || criterion.heldForMs !== undefined) asksForEarlier.push(place);
    }
    if (asksForEarlier.length === 0) return evidence;
    const whole = new Map(evidence);
    await Promise.all(
      asksForEarlier.map(async (place) => {
        whole.set(place, await this.#withEarlier(situation, place, evidence.get(place) as Evidence));
      }),
    );
    return whole;
  }

  /** Earlier days are read only where they decide: when the newest do not agree, or the question is for how long it has held. */
  async #withEarlier(situation: Situation, place: MeasuredPlace, evidence: Evidence): Promise<Evidence> {
    const { criterion, signal } = place;
    const baseline = baselineOf(situation, place);
    const isOpen = evidence.closes !== undefined && isUnsettled(criterion, signal, evidence.closes);
    const whole = isOpen
      ? { ...evidence, closes: await this.#earlier.closes(situation, place, baseline, MOST_CLOSES) }
      : evidence;
    if (criterion.heldForMs === undefined) return whole;
    if (!holdsNow(criterion, signal, whole, judgedAt(situation, place.item))) return whole;
    const history =
      criterion.evidence.kind === 'evaluation'
        ? await heldRuns(this.#library, situation, place)
        : await this.#earlier.history(situation, place, baseline);
    return { ...whole, history };
  }

  /** Only planned items are asked about: for all others it makes no difference. */
  async #evaluatedItems(roadmap: Roadmap): Promise<ReadonlySet<string>> {
    const planned = roadmap.items.filter((item) => item.lifecycle === 'planned').map((item) => item.id);
    if (planned.length === 0) return new Set();
    const { product } = roadmap;
    const newest = await this.#store.evaluationRuns({ product, items: planned, limit: NEWEST_RUNS });
    const evaluated = new Set(newest.map((run) => run.item));
    if (newest.length < NEWEST_RUNS) return evaluated;
    // Items with many runs may have left no room for those of others.
    const left = planned.filter((item) => !evaluated.has(item));
    const ofEach = left.map((item) => this.#store.evaluationRuns({ product, items: [item], limit: 1 }));
    for (const [run] of await Promise.all(ofEach)) if (run !== undefined) evaluated.add(run.item);
    return evaluated;
  }
}

const needsLive = remembered((roadmap: Roadmap): boolean =>
  placesOf(roadmap).some(({ gateCriterion: { criterion } }) => {
    const target = criterion.kind === 'measured' ? criterion.target : undefined;
    return target !== undefined && target.kind !== 'absolute' && target.baseline.kind === 'live';
  }),
);

function caseOf(place: Place, measured: MeasuredPlace | undefined, evidence: Evidence | undefined): Case {
  const { criterion, waiver } = place.gateCriterion;
  const waived = waiver === undefined ? {} : { waiver };
  if (criterion.kind === 'attested') return { criterion, ...waived };
  if (measured === undefined || evidence === undefined)
    throw new RangeError(`${criterion.text} has no evidence.`);
  return { criterion, signal: measured.signal, evidence, ...waived };
}

function withLive(verdict: CriterionVerdict, reading: LiveReading | undefined): CriterionVerdict {
  if (reading?.live?.value === undefined) return verdict;
  const { place, live, target } = reading;
  const missingNow = target !== undefined && missesNow(place.signal, place.criterion.op, target, live);
  return { ...verdict, live, missingNow };
}

function contextOf(situation: Situation, item: Item | undefined): JudgmentContext {
  const now = judgedAt(situation, item);
  const { roadmap } = situation;
  return {
    subject: subjectIn(situation, item),
    currency: roadmap.currency,
    now,
    today: dateOf(now, roadmap.zone),
    zone: roadmap.zone,
    fiscalYearStart: roadmap.fiscalYearStart,
    started: hasStarted(situation, item),
  };
}

const placesByItem = remembered((places: readonly Place[]) => Map.groupBy(places, ({ item }) => item));

function collect(
  situation: Situation,
  places: readonly Place[],
  verdicts: ReadonlyMap<Place, CriterionVerdict>,
): JudgedRoadmap {
  const { roadmap, now } = situation;
  const byItem = placesByItem(places);
  const gates = roadmap.items.flatMap((item): GateVerdict[] => {
    if (item.gate === undefined) return [];
    const criteria: CriterionVerdict[] = [];
    for (const place of byItem.get(item) ?? []) {
      const verdict = verdicts.get(place);
      if (verdict !== undefined) criteria.push(verdict);
    }
    const { due } = item.gate;
    const identity = { product: roadmap.product, item: item.id, subject: subjectIn(situation, item) };
    return [
      gateVerdict({ ...identity, ...(due === undefined ? {} : { due }) }, criteria, {
        judgedAt: now,
        since: now,
      }),
    ];
  });
  const successMetrics = new Map<number, CriterionVerdict>();
  for (const place of places) {
    const verdict = place.item === undefined ? verdicts.get(place) : undefined;
    if (verdict !== undefined) successMetrics.set(place.index, verdict);
  }
  return { gates, successMetrics, judgedAt: now, served: situation.served };
}

/** A candidate is called with its build, so that nobody takes its verdict for the version's. */
function subjectIn({ roadmap, candidate }: Situation, item: Item | undefined): string {
  const subject = subjectOf(roadmap, item);
  return candidate !== undefined && candidate.item === item?.id
    ? `${subject} (build ${candidate.build})`
    : subject;
}

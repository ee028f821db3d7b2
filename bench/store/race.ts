import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { BenchContext } from '../part.ts';
import { daysOf } from './day.ts';
import { comingDays, type Extent, FULL, QUICK, RUNNING_DAY, samplesOf } from './extent.ts';
import { Gateline } from './gateline/gateline.ts';
import { type Figures, median, type OwnFigures, type PeerFigures } from './measures.ts';
import type { Peer, PeerKind } from './peers/peer.ts';
import {
  askedOf,
  CRITERIA_COUNTERS,
  checkAgreement,
  nowAt,
  QUARTER_MEASURE,
  type Question,
  YEAR_COUNTERS,
} from './questions.ts';

/** Raw data of the shorter history stay. */
const KEEP_RAW_DAYS = 400;
/** As the server keeps them where nobody says otherwise. */
const DEFAULT_RAW_DAYS = 90;

export interface Outcome {
  readonly extent: Extent;
  readonly ours: OwnFigures;
  readonly peers: readonly PeerFigures[];
  readonly versions: Readonly<Record<string, string>>;
}

/** A peer with what has been measured of it so far. */
interface Runner {
  readonly peer: Peer;
  readonly bytesPerSample: number | undefined;
}

/** One run: everybody is given the same data, is asked the same questions in turn, and answers alike. */
export class Race {
  readonly #context: BenchContext;
  readonly #kinds: readonly PeerKind[];
  readonly #extent: Extent;
  readonly #runners: Runner[] = [];
  readonly #figures: number[] = [];

  constructor(context: BenchContext, kinds: readonly PeerKind[]) {
    this.#context = context;
    this.#kinds = kinds;
    this.#extent = context.quick ? QUICK : FULL;
  }

  async run(): Promise<Outcome> {
    const { yearDays, quarterDays } = this.#extent;
    const { progress } = this.#context;
    progress('histories come in');
    const short = this.#gateline('quarter', KEEP_RAW_DAYS);
    const long = this.#gateline('year', DEFAULT_RAW_DAYS);
    // Nothing is measured yet, so everybody may work at once.
    const [loaded] = await Promise.all([
      Promise.all(this.#kinds.map((kind) => this.#loadQuarter(kind))),
      this.#fillQuarter(short),
      this.#fillYear(long),
    ]);
    this.#runners.push(...loaded.filter((one) => one !== undefined));
    const { bytes } = await short.tell({ do: 'look' });
    const quarter = await this.#askAll(short, 'quarter');
    const criteria = await this.#askAll(short, 'criteria');
    progress('the others: the rest of a year comes in');
    await Promise.all(
      this.#runners.map(async ({ peer }) => {
        const days = daysOf(0, yearDays - quarterDays, this.#extent.earlierStepMinutes);
        await peer.load(days, wantedOfYear(peer));
        await peer.settle(this.#context.quick);
      }),
    );
    const year = await this.#askAll(long, 'year');
    const [criteriaShortMs, criteriaLongMs] = await this.#byHistory(short, long);
    await this.#askAlone(long, 'quarter');
    const looked = await long.tell({ do: 'look' });
    const rss = this.#runners.map(({ peer }) => peer.rss());
    await long.end();
    await Promise.all(this.#runners.map(({ peer }) => peer.end()));

    progress('Gateline: writing and reading');
    const held = await short.tell({ do: 'write and read' });
    await short.end();
    const writes = await this.#writeRates();
    const figures = (i: number, name: string): Omit<Figures, 'bytesPerSample' | 'rss'> => ({
      name,
      quarterMs: quarter[i] as number,
      criteriaMs: criteria[i] as number,
      yearMs: year[i] as number,
      writes: writes[i] as ReadonlyMap<number, number>,
    });
    const ours: OwnFigures = {
      ...figures(0, 'Gateline'),
      bytesPerSample: bytes / samplesOf(this.#extent),
      rss: looked.rss,
      criteriaShortMs,
      criteriaLongMs,
      figuresMs: median(this.#figures),
      held,
      looked,
    };
    const peers = this.#runners.map(({ peer, bytesPerSample }, i): Figures => {
      return { ...figures(i + 1, peer.name), bytesPerSample, rss: rss[i] as number };
    });
    return {
      extent: this.#extent,
      ours,
      peers: this.#kinds.map(
        ({ name }) => peers.find((one) => one.name === name) ?? { name, absent: 'not installed' },
      ),
      versions: Object.fromEntries(this.#runners.map(({ peer }) => [peer.name, peer.version])),
    };
  }

  #gateline(name: string, rawRetentionDays: number): Gateline {
    return new Gateline(
      join(this.#folder(`gateline-${name}`), 'gateline.duckdb'),
      this.#extent,
      rawRetentionDays,
    );
  }

  #folder(name: string): string {
    const folder = join(this.#context.folder, name);
    mkdirSync(folder);
    return folder;
  }

  async #fillQuarter(gateline: Gateline): Promise<void> {
    const { yearDays, quarterDays, stepMinutes } = this.#extent;
    const to = yearDays + RUNNING_DAY;
    await gateline.tell({ do: 'fill', from: yearDays - quarterDays, to, stepMinutes });
  }

  async #fillYear(gateline: Gateline): Promise<void> {
    const { yearDays, quarterDays, earlierStepMinutes } = this.#extent;
    const to = yearDays - quarterDays;
    await gateline.tell({ do: 'fill', from: 0, to, stepMinutes: earlierStepMinutes });
    await this.#fillQuarter(gateline);
  }

  /** Starts a peer and gives it the quarter; `undefined` when it is not installed. */
  async #loadQuarter(kind: PeerKind): Promise<Runner | undefined> {
    const { yearDays, quarterDays, stepMinutes } = this.#extent;
    const peer = await kind.start(this.#folder(kind.name));
    if (peer === undefined) return undefined;
    const takesAll = peer.takesYear || this.#extent.slowTakeAll;
    // What comes in while the questions are asked is there already; at each round they are asked up to its instant.
    const coming = comingDays(this.#extent);
    await peer.load(
      daysOf(yearDays - quarterDays, yearDays + RUNNING_DAY + coming, stepMinutes),
      takesAll ? () => true : isAsked,
    );
    await peer.settle(this.#context.quick);
    const bytesPerSample = takesAll ? peer.bytes() / samplesOf(this.#extent, coming) : undefined;
    return { peer, bytesPerSample };
  }

  /** Medians of Gateline and of the peers, asked in turn, so that whatever else this machine does slows all of them. */
  async #askAll(gateline: Gateline, question: Question): Promise<readonly number[]> {
    const { rounds, warmingMs } = this.#extent;
    const asked = askedOf(this.#extent);
    const durations: number[][] = [[], ...this.#runners.map((): number[] => [])];
    const first = question === 'criteria' ? this.#extent.warmingRounds : 0;
    await this.#warm(gateline, question);
    for (const { peer } of this.#runners)
      await warm(warmingMs, () => peer.ask(question, { ...asked, now: nowAt(asked, first) }));
    for (let round = first; round <= first + rounds; round += 1) {
      this.#context.progress(`asking: ${question}, ${round - first} of ${rounds}`);
      const ours = await gateline.tell({ do: 'ask', question, round });
      // The first one warms up what a new round brings.
      const isTimed = round > first;
      if (isTimed) durations[0]?.push(ours.ms);
      if (question === 'criteria') await this.#askFigures(gateline, round, isTimed, ours.answer);
      for (const [i, { peer }] of this.#runners.entries()) {
        const began = performance.now();
        const answer = await peer.ask(question, { ...asked, now: nowAt(asked, round) });
        if (isTimed) durations[i + 1]?.push(performance.now() - began);
        checkAgreement(peer.name, question, ours.answer, answer, peer.tolerance);
      }
    }
    return durations.map(median);
  }

  /** The figures of the criteria alone; those that the evaluation has. */
  async #askFigures(
    gateline: Gateline,
    round: number,
    isTimed: boolean,
    judged: readonly number[],
  ): Promise<void> {
    const { ms, answer } = await gateline.tell({ do: 'ask', question: 'figures', round });
    if (isTimed) this.#figures.push(ms);
    checkAgreement('its store', 'criteria', judged, answer, 1e-9);
  }

  /** A server has long been asked everything when somebody looks: its code is compiled as far as it ever will be. */
  async #warm(gateline: Gateline, question: Question): Promise<void> {
    if (question === 'criteria') await this.#warmEvaluation(gateline, this.#extent.warmingRounds);
    else await warm(this.#extent.warmingMs, () => gateline.tell({ do: 'ask', question, round: 0 }));
  }

  /** An evaluation without a point that is new finds nearly all of it in memory: what warms up is one with such points, as each is. */
  async #warmEvaluation(gateline: Gateline, until: number): Promise<void> {
    for (let round = 1; round <= until; round += 1) {
      await gateline.tell({ do: 'ask', question: 'criteria', round });
      await gateline.tell({ do: 'ask', question: 'figures', round });
    }
  }

  async #askAlone(gateline: Gateline, question: Question): Promise<void> {
    for (let round = 0; round <= this.#extent.rounds; round += 1)
      await gateline.tell({ do: 'ask', question, round });
  }

  /** The criteria over the shorter and the longer history, in turn. */
  async #byHistory(short: Gateline, long: Gateline): Promise<readonly [number, number]> {
    const { rounds, warmingRounds } = this.#extent;
    // The shorter one has been asked beside the peers already, up to here: both are to be as warm.
    const first = warmingRounds + rounds;
    await this.#warmEvaluation(long, first);
    const durations: [number[], number[]] = [[], []];
    // Rounds that neither has seen, so that new points come in for both.
    for (let round = first + 1; round <= first + rounds; round += 1) {
      const command = { do: 'ask', question: 'criteria', round } as const;
      const [a, b] = [await short.tell(command), await long.tell(command)];
      checkAgreement('itself with a longer history', 'criteria', a.answer, b.answer, 1e-9);
      durations[0].push(a.ms);
      durations[1].push(b.ms);
    }
    return [median(durations[0]), median(durations[1])];
  }

  /** Each into an empty store of its own, one after the other. */
  async #writeRates(): Promise<readonly ReadonlyMap<number, number>[]> {
    const { progress } = this.#context;
    progress('Gateline: writing');
    const gateline = this.#gateline('writes', DEFAULT_RAW_DAYS);
    const rates = [new Map([[1, await gateline.tell({ do: 'write' })]])];
    await gateline.end();
    for (const kind of this.#kinds) {
      const own = new Map<number, number>();
      for (const connections of this.#extent.connections) {
        progress(`${kind.name}: writing over ${connections} connections`);
        const folder = this.#folder(`${kind.name}-${connections}`);
        const peer = await kind.start(folder);
        const rate = await peer?.writeRate(connections, this.#extent);
        if (rate !== undefined) own.set(connections, rate);
        await peer?.end();
        rmSync(folder, { recursive: true, force: true });
      }
      if (this.#runners.some(({ peer }) => peer.name === kind.name)) rates.push(own);
    }
    return rates;
  }
}

function isAsked(measure: string): boolean {
  return measure === QUARTER_MEASURE || CRITERIA_COUNTERS.some(({ name }) => name === measure);
}

/** Some take long to take in what nobody asks of them: of the days before the quarter they are given what the question about the year needs. */
function wantedOfYear(peer: Peer): (measure: string) => boolean {
  if (peer.takesYear) return () => true;
  return (measure) => YEAR_COUNTERS.includes(measure);
}

async function warm(ms: number, ask: () => Promise<unknown>): Promise<void> {
  const until = performance.now() + ms;
  while (performance.now() < until) await ask();
}

import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchContext } from '../part.ts';
import { daysOf } from './day.ts';
import { comingDays, type Extent, FULL, QUICK, RUNNING_DAY, samplesOf } from './extent.ts';
import { Gateline } from './gateline/gateline.ts';
import { type Figure, type Figures, NOT_MEASURED, type OwnFigures } from './measures.ts';
import type { Peer, PeerKind } from './peers/peer.ts';
import { CRITERIA_COUNTERS, QUARTER_MEASURE, YEAR_COUNTERS } from './questions.ts';
import { Rounds } from './rounds.ts';
import { Runner } from './runner.ts';

/** Raw data of the shorter history stay. */
const KEEP_RAW_DAYS = 400;
/** As the server keeps them where nobody says otherwise. */
const DEFAULT_RAW_DAYS = 90;

export interface Outcome {
  readonly extent: Extent;
  readonly ours: OwnFigures;
  /** Of every peer, those that are not installed too. */
  readonly peers: readonly Figures[];
  readonly versions: Readonly<Record<string, string>>;
  /** Which peer failed or differed, and in what; sentences. */
  readonly remarks: readonly string[];
}

/** A peer that has taken the quarter in. */
interface Loaded {
  readonly runner: Runner;
  readonly bytesPerSample: Figure;
}

/** One run: everybody is given the same data and is asked the same questions in turn. A peer that fails costs its own figures. */
export class Race {
  readonly #context: BenchContext;
  readonly #kinds: readonly PeerKind[];
  readonly #extent: Extent;

  constructor(context: BenchContext, kinds: readonly PeerKind[]) {
    this.#context = context;
    this.#kinds = kinds;
    this.#extent = context.quick ? QUICK : FULL;
  }

  /** @throws Error when Gateline fails, or when it may be Gateline that answers wrongly */
  async run(): Promise<Outcome> {
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
    const runners = loaded.map(({ runner }) => runner);
    const rounds = new Rounds(this.#extent, runners, progress);
    const { bytes } = await short.tell({ do: 'look' });
    const quarter = await rounds.inTurn(short, 'quarter');
    const criteria = await rounds.inTurn(short, 'criteria');
    progress('the others: the rest of a year comes in');
    await Promise.all(runners.map((runner) => this.#loadYear(runner)));
    const year = await rounds.inTurn(long, 'year');
    const byHistory = await rounds.byHistory(short, long);
    await rounds.alone(long, 'quarter');
    const looked = await long.tell({ do: 'look' });
    const rss = await Promise.all(
      runners.map((runner) => runner.measure('to tell its memory', (peer) => peer.rss())),
    );
    await long.end();
    const [firstQuarter, firstYear] = await rounds.afterStarts(() =>
      this.#gateline('year', DEFAULT_RAW_DAYS),
    );
    await Promise.all(runners.map((runner) => runner.end()));

    progress('Gateline: writing and reading');
    const held = await short.tell({ do: 'write and read' });
    await short.end();
    const ownWrites = await this.#ownWriteRate();
    const writes: ReadonlyMap<number, Figure>[] = [];
    for (const [i, kind] of this.#kinds.entries())
      writes.push(await this.#writeRates(kind, runners[i] as Runner));

    const ours: OwnFigures = {
      name: 'Gateline',
      quarterMs: quarter.ours,
      criteriaMs: criteria.ours,
      yearMs: year.ours,
      firstQuarterMs: firstQuarter.ours,
      firstYearMs: firstYear.ours,
      bytesPerSample: bytes / samplesOf(this.#extent),
      rss: looked.rss,
      writes: new Map([[1, ownWrites]]),
      criteriaShortMs: byHistory.shortMs,
      criteriaLongMs: byHistory.longMs,
      figuresMs: rounds.figuresMs,
      held,
      looked,
    };
    const peers = loaded.map(({ runner: { name }, bytesPerSample }, i): Figures => {
      const own = (figures: readonly Figure[]) => figures[i] as Figure;
      return {
        name,
        quarterMs: own(quarter.peers),
        criteriaMs: own(criteria.peers),
        yearMs: own(year.peers),
        firstQuarterMs: own(firstQuarter.peers),
        firstYearMs: own(firstYear.peers),
        bytesPerSample,
        rss: own(rss),
        writes: writes[i] as ReadonlyMap<number, Figure>,
      };
    });
    const versions = runners.flatMap(({ name, version }) => (version === undefined ? [] : [[name, version]]));
    return {
      extent: this.#extent,
      ours,
      peers,
      versions: Object.fromEntries(versions),
      remarks: runners.flatMap(({ remarks }) => remarks),
    };
  }

  /** On a file of that name, which may be there already. */
  #gateline(name: string, rawRetentionDays: number): Gateline {
    const file = join(this.#folder(`gateline-${name}`), 'gateline.duckdb');
    return new Gateline(file, this.#extent, rawRetentionDays);
  }

  #folder(name: string): string {
    const folder = join(this.#context.folder, name);
    mkdirSync(folder, { recursive: true });
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

  /** Starts a peer and gives it the quarter. */
  async #loadQuarter(kind: PeerKind): Promise<Loaded> {
    const { yearDays, quarterDays, stepMinutes, slowTakeAll } = this.#extent;
    const runner = await Runner.start(kind, this.#folder(kind.name));
    const takesAll = (peer: Peer) => peer.takesYear || slowTakeAll;
    // What comes in while the questions are asked is there already; at each round they are asked up to its instant.
    const coming = comingDays(this.#extent);
    await runner.prepare('to take the quarter in', async (peer) => {
      await peer.load(
        daysOf(yearDays - quarterDays, yearDays + RUNNING_DAY + coming, stepMinutes),
        takesAll(peer) ? () => true : isAsked,
      );
      await peer.settle(this.#context.quick);
    });
    const bytesPerSample = await runner.measure('to tell its size', (peer) =>
      takesAll(peer) ? peer.bytes() / samplesOf(this.#extent, coming) : NOT_MEASURED,
    );
    return { runner, bytesPerSample };
  }

  async #loadYear(runner: Runner): Promise<void> {
    const { yearDays, quarterDays, earlierStepMinutes } = this.#extent;
    await runner.prepare('to take the rest of the year in', async (peer) => {
      await peer.load(daysOf(0, yearDays - quarterDays, earlierStepMinutes), wantedOfYear(peer));
      await peer.settle(this.#context.quick);
    });
  }

  /** Into an empty store of its own, as that of each peer. */
  async #ownWriteRate(): Promise<number> {
    this.#context.progress('Gateline: writing');
    const gateline = this.#gateline('writes', DEFAULT_RAW_DAYS);
    const rate = await gateline.tell({ do: 'write' });
    await gateline.end();
    return rate;
  }

  /** Of a peer, started anew for each number of connections: what befell it before does not count here. */
  async #writeRates(kind: PeerKind, { remarks }: Runner): Promise<ReadonlyMap<number, Figure>> {
    const rates = new Map<number, Figure>();
    for (const connections of this.#extent.connections) {
      this.#context.progress(`${kind.name}: writing over ${connections} connections`);
      const folder = this.#folder(`${kind.name}-${connections}`);
      const writer = await Runner.start(kind, folder);
      const rate = await writer.measure(
        `to be written to over ${connections} connections`,
        async (peer) => (await peer.writeRate(connections, this.#extent)) ?? NOT_MEASURED,
      );
      rates.set(connections, rate);
      await writer.end();
      remarks.push(...writer.remarks);
      rmSync(folder, { recursive: true, force: true });
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

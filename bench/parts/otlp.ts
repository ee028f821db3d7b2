import { allOf, atMost, timesAsMany } from '../bars.ts';
import { countOf, METRICS, POINTS, SETS } from '../otlp/export-body.ts';
import { GatelineServer } from '../otlp/gateline-server.ts';
import { INFLUXDB, PEERS, type Peer, VICTORIA_METRICS } from '../otlp/peers.ts';
import { Sender } from '../otlp/sender.ts';
import type { BenchContext, Part, PartResult, PeerFigure, Row } from '../part.ts';

const CONNECTIONS = 4;
/** The processes that send began so long ago; their exports end now. */
const LIFE_MS = 50 * 60_000;

interface Extent {
  /** Rounds that are measured; one before them warms everyone up. */
  readonly rounds: number;
  /** Requests of each connection in a round. */
  readonly requests: number;
}

const FULL: Extent = { rounds: 5, requests: 40 };
const QUICK: Extent = { rounds: 1, requests: 3 };

/** Everyone who takes the points, and what they are sent. */
interface Taker {
  readonly name: string;
  readonly format: 'otlp' | 'lines';
  readonly url: string;
  readonly contentType: string;
  /** Points a second, by round. */
  readonly rates: number[];
}

async function run({ quick, folder, progress }: BenchContext): Promise<PartResult> {
  const extent = quick ? QUICK : FULL;
  await using gateline = await GatelineServer.start(folder);
  const peers = await startPeers();
  try {
    using sender = new Sender();
    const ours = taker('Gateline', 'otlp', gateline.metricsUrl, 'application/x-protobuf');
    const takers = [ours, ...peers.map((peer) => taker(peer.name, 'lines', peer.writeUrl, 'text/plain'))];
    await sendAll(sender, takers, extent, progress);
    const memory = gateline.peakMemoryMb();
    progress('counting what is there after a kill');
    checkTotals(await gateline.totalsAfterKill(), extent);
    return resultOf(ours, figuresOf(takers), { memory, extent, peers });
  } finally {
    await Promise.all(peers.map((peer) => peer.remove()));
  }
}

async function startPeers(): Promise<readonly Peer[]> {
  const started = await Promise.all(Object.values(PEERS).map((start) => start()));
  return started.filter((peer) => peer !== undefined);
}

function taker(name: string, format: Taker['format'], url: string, contentType: string): Taker {
  return { name, format, url, contentType, rates: [] };
}

/** In turn, so that whatever else this machine does slows all of them. */
async function sendAll(
  sender: Sender,
  takers: readonly Taker[],
  { rounds, requests }: Extent,
  progress: BenchContext['progress'],
): Promise<void> {
  const startedAt = Date.now() - LIFE_MS;
  const of = {
    kind: 'sum',
    temporality: 'cumulative',
    startedAt,
    connections: CONNECTIONS,
    requests,
  } as const;
  for (let round = 0; round <= rounds; round += 1) {
    let prepared: Taker['format'] | undefined;
    for (const each of takers) {
      progress(`round ${round + 1} of ${rounds + 1}: ${each.name}`);
      if (each.format !== prepared) {
        await sender.prepare({ ...of, format: each.format, from: 1 + round * requests });
        prepared = each.format;
      }
      const ms = await sender.send(each);
      if (round > 0) each.rates.push((CONNECTIONS * requests * POINTS * 1_000) / ms);
    }
  }
}

/** Each process' streams have counted from its start to its last export. @throws Error when Gateline has kept anything else */
function checkTotals(totals: readonly number[], { rounds, requests }: Extent): void {
  const last = requests * (rounds + 1);
  let expected = 0;
  for (let set = 0; set < SETS; set += 1) expected += CONNECTIONS * countOf(set, last).total;
  const wrong = totals.length !== METRICS || totals.some((total) => total !== expected);
  if (wrong)
    throw new Error(`Each metric has counted ${expected}, and Gateline has kept ${totals.join(', ')}.`);
}

function figuresOf(takers: readonly Taker[]): ReadonlyMap<string, number> {
  return new Map(takers.map(({ name, rates }) => [name, median(rates)]));
}

function resultOf(
  ours: Taker,
  figures: ReadonlyMap<string, number>,
  { memory, extent, peers }: { memory: number | undefined; extent: Extent; peers: readonly Peer[] },
): PartResult {
  const rate = figures.get(ours.name) ?? Number.NaN;
  const beside = Object.keys(PEERS).map((peer): PeerFigure => {
    const value = figures.get(peer);
    return value === undefined ? { peer, absent: 'not installed' } : { peer, value };
  });
  const rows: Row[] = [
    {
      what: 'data points accepted, aggregated and durable',
      unit: '/s',
      ours: rate,
      peers: beside,
      bar: allOf(timesAsMany(rate, beside, 1, [VICTORIA_METRICS]), timesAsMany(rate, beside, 2, [INFLUXDB])),
    },
  ];
  if (memory !== undefined) {
    rows.push({ what: 'memory at most', unit: 'MB', ours: memory, bar: atMost(memory, 400, 'MB') });
  }
  const notes = [
    `Cumulative sums, ${POINTS} points a request, ${SETS} sets of attributes in each of ${CONNECTIONS} processes that send over a connection each; Gateline takes them over HTTP in protobuf, the peers the same points by line protocol, a line each. Bodies are made beforehand, by another process than takes them. Medians of ${extent.rounds} rounds of ${CONNECTIONS * extent.requests} requests, in turn, after one to warm up.`,
    'Gateline has its embedded store and judges its gates meanwhile; then its process is killed, and what its store holds is compared with what was sent, to the unit.',
    'Gateline and InfluxDB acknowledge when the points are on disk, VictoriaMetrics when they are in its memory: what it was sent in the last seconds is gone when it is killed.',
  ];
  return { rows, notes, versions: Object.fromEntries(peers.map(({ name, version }) => [name, version])) };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

export const part: Part = {
  name: 'otlp',
  summary: 'OTLP data points a second over HTTP until they are durable, beside line protocol into the peers',
  quickSeconds: 14,
  run,
};

import { allOf, atMost, timesAsMany } from '../bars.ts';
import { countOf, METRICS, POINTS, SETS } from '../otlp/export-body.ts';
import { GatelineServer } from '../otlp/gateline-server.ts';
import { INFLUXDB, PEERS, type Peer, VICTORIA_METRICS } from '../otlp/peers.ts';
import { Sender } from '../otlp/sender.ts';
import { figureOf, median, sendInTurn, type Taker } from '../otlp/takers.ts';
import type { BenchContext, Part, PartResult, Row } from '../part.ts';

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

async function run({ quick, folder, progress }: BenchContext): Promise<PartResult> {
  const extent = quick ? QUICK : FULL;
  await using gateline = await GatelineServer.start(folder);
  const peers = await startPeers();
  try {
    using sender = new Sender();
    const ours = taker('Gateline', 'otlp', gateline.metricsUrl, 'application/x-protobuf');
    const theirs = peers.map((peer) => taker(peer.name, 'lines', peer.writeUrl, 'text/plain'));
    const work = {
      kind: 'sum',
      temporality: 'cumulative',
      startedAt: Date.now() - LIFE_MS,
      connections: CONNECTIONS,
      requests: extent.requests,
    } as const;
    const rounds = { rounds: extent.rounds, pointsOf: POINTS };
    await sendInTurn(sender, [ours, ...theirs], work, rounds, progress);
    const memory = gateline.peakMemoryMb();
    progress('counting what is there after a kill');
    checkTotals(await gateline.totalsAfterKill(), extent);
    return resultOf(ours, theirs, { memory, extent, peers });
  } finally {
    await Promise.all(peers.map((peer) => peer.remove()));
  }
}

async function startPeers(): Promise<readonly Peer[]> {
  const started = await Promise.all(Object.values(PEERS).map((start) => start()));
  return started.filter((peer) => peer !== undefined);
}

function taker(name: string, format: Taker['format'], url: string, contentType: string): Taker {
  return { name, format, url, contentType, isOurs: format === 'otlp', rates: [] };
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

function resultOf(
  ours: Taker,
  theirs: readonly Taker[],
  { memory, extent, peers }: { memory: number | undefined; extent: Extent; peers: readonly Peer[] },
): PartResult {
  const rate = median(ours.rates);
  const beside = Object.keys(PEERS).map((peer) =>
    figureOf(
      peer,
      theirs.find(({ name }) => name === peer),
    ),
  );
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
  const failed = theirs.flatMap(({ name, failed: why }) =>
    why === undefined ? [] : [`${name} failed: ${why}.`],
  );
  const notes = [
    ...failed,
    `Cumulative sums, ${POINTS} points a request, ${SETS} sets of attributes in each of ${CONNECTIONS} processes that send over a connection each; Gateline takes them over HTTP in protobuf, the peers the same points by line protocol, a line each. Bodies are made beforehand, by another process than takes them. ${extent.rounds === 1 ? 'One round' : `Medians of ${extent.rounds} rounds`} of ${CONNECTIONS * extent.requests} requests, in turn, after one to warm up.`,
    'Gateline has its embedded store and judges its gates meanwhile; then its process is killed, and what its store holds is compared with what was sent, to the unit.',
    'Gateline and InfluxDB acknowledge when the points are on disk, VictoriaMetrics when they are in its memory: what it was sent in the last seconds is gone when it is killed.',
  ];
  return { rows, notes, versions: Object.fromEntries(peers.map(({ name, version }) => [name, version])) };
}

export const part: Part = {
  name: 'otlp',
  summary: 'OTLP data points a second over HTTP until they are durable, beside line protocol into the peers',
  quickSeconds: 14,
  run,
};

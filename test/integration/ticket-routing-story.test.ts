import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { Intake } from '../../collectors/cumulative/intake.ts';
import { takeExposition } from '../../collectors/cumulative/take-exposition.ts';
import type { ScrapeSource } from '../../collectors/scrape/schema.ts';
import { sourceMapping } from '../../collectors/source-mapping.ts';
import type { GateVerdict } from '../../core/gate/verdict.ts';
import { readRoadmap } from '../../core/roadmap/document/read.ts';
import { renderConfiguration } from '../../examples/ticket-routing/configuration.ts';
import { evaluationFiles } from '../../examples/ticket-routing/evaluations.ts';
import { history, type PastScrape } from '../../examples/ticket-routing/history.ts';
import { renderRoadmap } from '../../examples/ticket-routing/roadmap.ts';
import { type Timeline, timelineAt } from '../../examples/ticket-routing/timeline.ts';
import { parseConfig } from '../../server/config.ts';
import { RoadmapJudge } from '../../server/evaluation/judge-roadmap.ts';
import { SOURCE_TYPES } from '../../server/source-types.ts';
import { MemoryStore } from '../../server/store/memory/memory-store.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** The longest window of the roadmap, and some days before it. */
const DAYS = 32;
const EXPOSITIONS_A_BATCH = 60;

/** What the configuration that scrapes everything says of the service. */
function scrapeSource(): ScrapeSource {
  const options = { environment: {}, sourceTypes: SOURCE_TYPES };
  const { config } = parseConfig('/srv/gateline.yaml', renderConfiguration('scrape'), options);
  return config!.sources[0]!.settings as ScrapeSource;
}

/** The example's past, taken in as its /metrics would have been. */
async function storeOf(timeline: Timeline, until: number): Promise<MemoryStore> {
  const store = new MemoryStore();
  const intake = new Intake({
    source: 'history',
    mapping: sourceMapping(scrapeSource()),
    store,
    clock: { now: () => until },
    monitor: { count() {}, succeeded() {}, failed() {}, warned() {} },
    rules: {
      maxSampleAgeMs: Number.POSITIVE_INFINITY,
      startCreditMs: HOUR_MS,
      countersRestartWithProcess: true,
      gaugeReachMs: HOUR_MS,
      maxLabelAgeMs: HOUR_MS,
    },
  });
  let batch: PastScrape[] = [];
  const commit = () => intake.commit({ id: `until ${batch.at(-1)?.at}` }, (session) => take(session, batch));
  for await (const scrape of history({ timeline, until, from: until - DAYS * DAY_MS })) {
    // The last two days have a reading a minute; one in ten tells the same totals.
    if (scrape.at % HOUR_MS !== 0 && scrape.at % (10 * MINUTE_MS) !== 0 && scrape.at < until - HOUR_MS)
      continue;
    batch.push(scrape);
    if (batch.length < EXPOSITIONS_A_BATCH) continue;
    await commit();
    batch = [];
  }
  await commit();
  const evaluations = evaluationFiles(timeline).map(({ run, items }) => ({ ...run, items }));
  await store.write({ source: 'evaluations', id: 'all', evaluations });
  return store;
}

function take(session: Parameters<Parameters<Intake['commit']>[1]>[0], batch: readonly PastScrape[]): void {
  const target = session.target('service');
  for (const { at, body } of batch) {
    const reading = {
      at,
      body,
      delimited: true,
      format: 'text',
      maxSamples: 10_000,
      honorTimestamps: true,
    } as const;
    takeExposition(session, target, reading, 'history');
  }
}

async function gatesOn(now: string): Promise<ReadonlyMap<string, GateVerdict>> {
  const until = Date.parse(now);
  const timeline = timelineAt(until);
  const { roadmap } = readRoadmap(parse(renderRoadmap(timeline)), () => 1);
  const store = await storeOf(timeline, until);
  const { gates } = await new RoadmapJudge(store).judge(roadmap!, until + 5_000);
  return new Map(gates.map((gate) => [gate.item, gate]));
}

const notPassed = (gate: GateVerdict | undefined) =>
  gate?.criteria.filter(({ state }) => state !== 'pass').map(({ text, state }) => `${text}: ${state}`);

describe.each(['2026-11-23T05:50:20Z', '2027-04-01T00:05:00Z'])('the story of the example on %s', (now) => {
  it('is that v1 and v2 passed, v3 fails on cost alone, and v4 is not there yet', async () => {
    const gates = await gatesOn(now);
    for (const item of ['data-foundation', 'data-scale', 'v1', 'v2', 'suggested-responses']) {
      expect(notPassed(gates.get(item)), item).toEqual([]);
    }
    expect(notPassed(gates.get('v3'))).toEqual(['cost_per_request <= 50% of v2: fail']);
    expect(gates.get('v4')?.state).toBe('fail');
    expect(notPassed(gates.get('resilience'))).toEqual([
      'attested by reliability: "disaster recovery drill done": no-data',
    ]);
    expect(gates.get('data-maturity')?.criteria.find(({ waiver }) => waiver !== undefined)?.state).toBe(
      'fail',
    );
  });
});

import type { IntakeSession } from '../cumulative/intake.ts';
import type { Slot } from '../cumulative/slot.ts';
import type { NativeReading, TargetMemory } from '../cumulative/target-memory.ts';
import type { SeriesIdentity } from '../exposition/exposition-reader.ts';
import { SampleBuffer } from '../exposition/sample-buffer.ts';
import { isStaleMarker } from './stale-marker.ts';
import type { StoredSeries } from './stored-series.ts';
import { type WeaveRules, weaveObservers } from './weave-observers.ts';

/** What a server has of one scrape of a target. */
interface StoredScrape {
  readonly at: number;
  readonly observer: string | undefined;
  readonly slots: Slot[];
  readonly values: number[];
  readonly natives: NativeReading[];
}

/** How stored series are put together. */
export interface StoredReadOptions {
  /** What a stored series is. */
  identityOf(series: StoredSeries): SeriesIdentity;
  /** Where several observers may have seen the same targets. */
  readonly weave?: WeaveRules;
}

/**
 * Takes stored series into a batch as if their targets had been read one scrape after the other: samples of one target and one time
 * belong to one scrape (Prometheus gives all samples of a scrape its time).
 *
 * @returns the newest sample's time, Unix ms; `undefined` without samples
 */
export function takeStored(
  session: IntakeSession,
  stored: readonly StoredSeries[],
  options: StoredReadOptions,
): number | undefined {
  const samples = new SampleBuffer<Slot>();
  let newest: number | undefined;
  for (const [name, all] of Map.groupBy(stored, targetName)) {
    const target = session.target(name);
    const unreadable = all.reduce((sum, series) => sum + series.unreadable, 0);
    if (unreadable > 0) session.draft.tally.reject('a native histogram that cannot be read', unreadable);
    for (const scrape of scrapesOf(target, all, options)) {
      takeScrape(session, target, scrape, samples);
      newest = Math.max(newest ?? scrape.at, scrape.at);
    }
  }
  return newest;
}

/** In the order in which they are to be taken. */
function scrapesOf(
  target: TargetMemory,
  all: readonly StoredSeries[],
  { identityOf, weave }: StoredReadOptions,
): readonly StoredScrape[] {
  const byObserver = Map.groupBy(all, ({ observer }) => observer);
  const columns = [...byObserver.values()].map((series) => scrapesOfOne(target, series, identityOf));
  if (weave === undefined) return columns.flat().sort((a, b) => a.at - b.at);
  const { readAt, observer } = target;
  const last =
    readAt === undefined
      ? undefined
      : { at: readAt, observer: observer?.name, since: observer?.since ?? Number.NEGATIVE_INFINITY };
  return weaveObservers(columns, last, weave);
}

function scrapesOfOne(
  target: TargetMemory,
  all: readonly StoredSeries[],
  identityOf: (series: StoredSeries) => SeriesIdentity,
): readonly StoredScrape[] {
  const scrapes = new Map<number, StoredScrape>();
  for (const series of all) addSeries(scrapes, target, series, identityOf(series));
  return [...scrapes.values()].sort((a, b) => a.at - b.at);
}

function addSeries(
  scrapes: Map<number, StoredScrape>,
  target: TargetMemory,
  series: StoredSeries,
  identity: SeriesIdentity,
): void {
  const scrapeAt = (at: number) => {
    let scrape = scrapes.get(at);
    if (scrape === undefined) {
      scrape = { at, observer: series.observer, slots: [], values: [], natives: [] };
      scrapes.set(at, scrape);
    }
    return scrape;
  };
  const { timesMs, values, histograms } = series;
  const slot = timesMs.length === 0 ? undefined : target.slot(identity);
  for (let i = 0; slot !== undefined && i < timesMs.length; i += 1) {
    if (isStaleMarker(values, i)) continue;
    const scrape = scrapeAt(timesMs[i] as number);
    scrape.slots.push(slot);
    scrape.values.push(values[i] as number);
  }
  const native = histograms.length === 0 ? undefined : target.nativeSlot(identity);
  if (native === undefined) return;
  for (const { at, histogram } of histograms) scrapeAt(at).natives.push({ slot: native, histogram });
}

function takeScrape(
  session: IntakeSession,
  target: TargetMemory,
  { at, observer, slots, values, natives }: StoredScrape,
  samples: SampleBuffer<Slot>,
): void {
  samples.clear();
  for (const [i, slot] of slots.entries()) samples.add(slot, values[i] as number, Number.NaN);
  session.take(target, { at, samples, natives, families: [], rereads: true, observer });
}

/** What Prometheus tells targets apart by. */
export function targetName({ labels: { job = '', instance = '' } }: StoredSeries): string {
  return JSON.stringify([job, instance]);
}

import type { Mapper } from '../../core/measure/mapper.ts';
import type { Labels } from '../../core/measure/series.ts';
import type { AttributeSet } from './attribute-table.ts';
import { Heartbeat } from './heartbeat.ts';
import type { MemberFeeds } from './member.ts';
import { MemberBudget } from './member-budget.ts';
import { familyIdentity, MetricFamily, memoryKindOf } from './metric-family.ts';
import type { MetricBlock } from './metric-points.ts';
import { PresentMetrics } from './present-metrics.ts';
import type { SourceSums } from './source-sums.ts';
import type { StreamTable } from './stream-table.ts';
import { commonLabels, coveragesOf, feedsAnything, type Targets, targetsOf } from './targets.ts';

const MAX_FAMILIES = 20_000;

/** Finds what is known of a metric, of a resource, quickly; everything here can be built anew. */
export class FamilyCache {
  readonly #mapper: Mapper;
  readonly #streams: StreamTable;
  readonly #sums: SourceSums;
  /** By how the sender spells the metric's identity. */
  readonly #spelt = new Map<string, MetricFamily>();
  readonly #families = new Map<string, MetricFamily>();
  /** Which metrics each resource sends, for those that count only where others are not there. */
  readonly present: PresentMetrics;
  /** By resource. */
  readonly #heartbeats = new Map<string, Heartbeat>();
  readonly #maxMembers: number;
  #budget: MemberBudget;
  #reads = 0;

  constructor(mapper: Mapper, streams: StreamTable, sums: SourceSums, maxMembers: number) {
    this.#maxMembers = maxMembers;
    this.#budget = new MemberBudget(maxMembers);
    this.#mapper = mapper;
    this.present = new PresentMetrics(mapper.mutingNames);
    this.#streams = streams;
    this.#sums = sums;
  }

  /** A number greater than every one before. */
  nextRead(): number {
    this.#reads += 1;
    return this.#reads;
  }

  family(block: MetricBlock): MetricFamily {
    const { resource, scope, name, unit, kind, temporality, monotonic } = block;
    const spelling = JSON.stringify([
      resource.id,
      scope.attributes.id,
      scope.name,
      scope.version,
      name,
      unit,
      kind,
      temporality,
      monotonic,
    ]);
    let family = this.#spelt.get(spelling);
    if (family === undefined) {
      family = this.#recognise(block);
      this.#spelt.set(spelling, family);
    }
    return family;
  }

  /** Of a resource that feeds something; `undefined` when nothing is known of it. */
  heartbeat(resource: AttributeSet): Heartbeat | undefined {
    return this.#heartbeats.get(resource.identity);
  }

  clear(): void {
    this.#spelt.clear();
    this.#families.clear();
    this.#heartbeats.clear();
    this.#budget = new MemberBudget(this.#maxMembers);
  }

  /** Lets go of everything when there is too much of it; not to be called within a request. */
  bound(): void {
    if (this.#spelt.size > MAX_FAMILIES || this.#budget.isExhausted) this.clear();
  }

  #recognise(block: MetricBlock): MetricFamily {
    const identity = familyIdentity(block);
    let family = this.#families.get(identity);
    if (family === undefined) {
      const streams = this.#streams.family(identity, memoryKindOf(block));
      const heartbeat = this.#heartbeatOf(block.resource);
      const common = commonLabels(block);
      family = new MetricFamily(streams, this.#streams, this.#budget, (set) => {
        const labels = Object.assign(Object.create(null), common, set.labels());
        return this.#targets(block, labels, heartbeat);
      });
      this.#families.set(identity, family);
    }
    return family;
  }

  #heartbeatOf(resource: AttributeSet): Heartbeat {
    let heartbeat = this.#heartbeats.get(resource.identity);
    if (heartbeat === undefined) {
      heartbeat = new Heartbeat();
      this.#heartbeats.set(resource.identity, heartbeat);
    }
    return heartbeat;
  }

  #targets(block: MetricBlock, labels: Labels, heartbeat: Heartbeat): MemberFeeds {
    const targets = this.#targetsAt(block, labels, heartbeat, undefined);
    const feeds = { targets, idle: !feedsAnything(targets) };
    if (this.#mapper.epochs === 1) return feeds;
    const byEpoch = new Map<number, Targets>();
    const retarget = (at: number) => {
      const epoch = this.#mapper.epochOf(at);
      const known = byEpoch.get(epoch) ?? this.#targetsAt(block, labels, heartbeat, at);
      byEpoch.set(epoch, known);
      return known;
    };
    return { ...feeds, retarget };
  }

  #targetsAt(block: MetricBlock, labels: Labels, heartbeat: Heartbeat, at: number | undefined): Targets {
    const targets = targetsOf(this.#mapper, this.#sums, block, labels, this.present, at);
    // Only delta streams are left out while nothing happens to them; others say so themselves.
    if (memoryKindOf(block) === 'delta') {
      for (const coverage of coveragesOf(targets)) heartbeat.fed.add(coverage);
    }
    return targets;
  }
}

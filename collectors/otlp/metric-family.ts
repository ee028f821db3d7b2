import { createHash } from 'node:crypto';
import type { AttributeSet } from './attribute-table.ts';
import { FeedSums, LONG_WAY } from './feed-sums.ts';
import { Lineup } from './lineup.ts';
import type { Member, MemberFeeds } from './member.ts';
import type { MemberBudget } from './member-budget.ts';
import { DELTA, type MetricBlock } from './metric-points.ts';
import type { MemoryKind } from './stream-memory.ts';
import type { StreamPage } from './stream-page.ts';
import type { Stream, StreamFamily, StreamTable } from './stream-table.ts';

/** A read of a metric: one export of its streams. */
interface Read {
  readonly number: number;
  /** How many streams it had. */
  readonly streams: number;
  /** How many reads in a row, this one included, lost no stream of the read before. */
  readonly steady: number;
}

/** After so many complete reads in a row a stream that was not there has begun since, at zero. */
const STEADY_READS = 2;

/** What OTLP's data model calls a metric's identity: resource, scope, name and every property but the description. */
export function familyIdentity({
  resource,
  scope,
  name,
  unit,
  kind,
  temporality,
  monotonic,
}: MetricBlock): string {
  const { name: scopeName, version, attributes } = scope;
  const parts = [resource.identity, scopeName, version, attributes.identity];
  const text = JSON.stringify([...parts, name, unit, kind, temporality, monotonic]);
  return createHash('sha256').update(text).digest('base64url').slice(0, 16);
}

/** What has to be remembered of a metric's streams. */
export function memoryKindOf({ kind, temporality }: MetricBlock): MemoryKind {
  if (kind === 'gauge') return 'number';
  if (kind === 'summary') return 'totals';
  if (temporality === DELTA) return 'delta';
  if (kind === 'sum') return 'number';
  return kind === 'exponential-histogram' ? 'exponential' : 'totals';
}

/** A metric of one resource and scope while Gateline runs: its members by the sets of attributes that were recognised. */
export class MetricFamily {
  readonly streams: StreamFamily;
  readonly #table: StreamTable;
  readonly #budget: MemberBudget;
  readonly #targetsOf: (set: AttributeSet) => MemberFeeds;
  #bySet = new Map<number, Member>();
  #byAttributes = new Map<string, Member>();
  #lineup = new Lineup();
  /** Place of the member that is expected next. */
  #next = 0;
  /** What points feed that are added up before it is handed on. */
  readonly feedSums = new FeedSums();
  #read: Read = { number: -2, streams: 0, steady: 0 };

  constructor(
    streams: StreamFamily,
    table: StreamTable,
    budget: MemberBudget,
    targets: (set: AttributeSet) => MemberFeeds,
  ) {
    this.streams = streams;
    this.#table = table;
    this.#budget = budget;
    this.#targetsOf = targets;
  }

  get lineup(): Lineup {
    return this.#lineup;
  }

  /** The place of a set's member, which is mostly the one behind that of the set before; −1 when it is not known. */
  placeOf(set: AttributeSet): number {
    const { sets } = this.#lineup;
    const expected = this.#next;
    if (sets[expected] === set) {
      this.#next = expected + 1;
      return expected;
    }
    const place = this.#bySet.get(set.id)?.place ?? -1;
    if (place < 0) return -1;
    sets[place] = set;
    this.#next = place + 1;
    return place;
  }

  /** The member at this place is expected next. */
  expect(place: number): void {
    this.#next = place;
  }

  member(set: AttributeSet): Member {
    const place = this.placeOf(set);
    return place < 0 ? this.#recognise(set) : (this.#lineup.members[place] as Member);
  }

  /** A member's stream as it is now: while it goes on, its points need not go the long way. */
  settled({ place, targets, current, retarget }: Member): void {
    const feed = retarget === undefined ? this.feedSums.feedOf(targets) : LONG_WAY;
    if (current !== undefined) this.#lineup.put(place, current, feed);
  }

  /** The same set may have been spelt in other bytes, or forgotten by the table and come again. */
  #recognise(set: AttributeSet): Member {
    if (this.#budget.isExhausted) this.#forgetMembers();
    const attributes = set.identity;
    let member = this.#byAttributes.get(attributes);
    if (member === undefined) {
      member = {
        attributes,
        ...this.#targetsOf(set),
        current: undefined,
        place: this.#lineup.members.length,
      };
      this.#byAttributes.set(attributes, member);
      this.#lineup.add(member, set);
    }
    this.#bySet.set(set.id, member);
    this.#next = member.place + 1;
    this.#budget.take();
    return member;
  }

  /** They are recognised anew when they come again; what is known of their streams stays. */
  #forgetMembers(): void {
    this.#budget.giveBack(this.#bySet.size);
    this.#bySet = new Map();
    this.#byAttributes = new Map();
    this.#lineup = new Lineup();
  }

  /** The stream of a member that began at `start` (0: not given), if there is one. */
  stream(member: Member, start: number): Stream | undefined {
    if (member.current?.start === start) return member.current;
    const found = this.streams.streams(member.attributes).find((stream) => stream.start === start);
    if (found !== undefined) member.current = found;
    return found;
  }

  addStream(member: Member, start: number): Stream {
    const stream = this.#table.add(this.streams, member.attributes, start);
    member.current = stream;
    return stream;
  }

  /** Whether another process, or the same one before a restart, has the member's streams too. */
  hasOtherStreams(stream: Stream): boolean {
    return this.streams.streams(stream.attributes).length > 1;
  }

  /**
   * Begins a read of the metric: one block of a request.
   * @param number greater than that of every read before
   */
  beginRead(number: number): FamilyRead {
    this.#next = 0;
    return new FamilyRead(number, this.#read);
  }

  endRead(read: FamilyRead): void {
    this.#read = read.result();
  }
}

/** One read of a metric, while it goes on: which streams of the read before it has. */
export class FamilyRead {
  readonly #number: number;
  readonly #before: Read;
  #kept = 0;
  #streams = 0;

  constructor(number: number, before: Read) {
    this.#number = number;
    this.#before = before;
  }

  /** The stream at this place was there. */
  saw({ reads }: StreamPage, slot: number): void {
    if (reads[slot] === this.#number) return;
    if (reads[slot] === this.#before.number) this.#kept += 1;
    reads[slot] = this.#number;
    this.#streams += 1;
  }

  /** Every stream of the read before was seen; so was it for a while. Only then is a stream that is new to us new in its process. */
  get provesBeginnings(): boolean {
    return this.#before.steady >= STEADY_READS && this.#kept === this.#before.streams;
  }

  result(): Read {
    const lostNone = this.#before.streams > 0 && this.#kept === this.#before.streams;
    return {
      number: this.#number,
      streams: this.#streams,
      steady: lostNone ? this.#before.steady + 1 : 0,
    };
  }
}

import { createHash } from 'node:crypto';
import type { AttributeSet } from './attribute-table.ts';
import type { MemberBudget } from './member-budget.ts';
import { DELTA, type MetricBlock } from './metric-points.ts';
import type { MemoryKind } from './stream-memory.ts';
import type { Stream, StreamFamily, StreamTable } from './stream-table.ts';
import type { Targets } from './targets.ts';

/** One set of attributes of a metric: what it feeds, and its streams. */
export interface Member {
  /** Its identity. */
  readonly attributes: string;
  targets: Targets;
  /** Set where the targets depend on the time of a point. */
  readonly retarget?: ((at: number) => Targets) | undefined;
  /** It feeds nothing. */
  readonly idle: boolean;
  /** The stream that was looked up last. */
  current: Stream | undefined;
  /** Id of the set of attributes that it was recognised by last. */
  set: number;
  /** The member that followed it the last time: senders repeat themselves. */
  successor: Member | undefined;
}

/** What a set of attributes feeds. */
export type MemberFeeds = Pick<Member, 'targets' | 'idle' | 'retarget'>;

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
  #last: Member | undefined;
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

  member(set: AttributeSet): Member {
    const guess = this.#last?.successor;
    if (guess !== undefined && guess.set === set.id) {
      this.#last = guess;
      return guess;
    }
    const member = this.#bySet.get(set.id) ?? this.#recognise(set);
    member.set = set.id;
    if (this.#last !== undefined) this.#last.successor = member;
    this.#last = member;
    return member;
  }

  /** The same set may have been spelt in other bytes, or forgotten by the table and come again. */
  #recognise(set: AttributeSet): Member {
    if (this.#budget.isExhausted) this.#forgetMembers();
    const attributes = set.identity;
    let member = this.#byAttributes.get(attributes);
    if (member === undefined) {
      const feeds = this.#targetsOf(set);
      member = { attributes, ...feeds, current: undefined, set: set.id, successor: undefined };
      this.#byAttributes.set(attributes, member);
    }
    this.#bySet.set(set.id, member);
    this.#budget.take();
    return member;
  }

  /** They are recognised anew when they come again; what is known of their streams stays. */
  #forgetMembers(): void {
    this.#budget.giveBack(this.#bySet.size);
    this.#bySet = new Map();
    this.#byAttributes = new Map();
    this.#last = undefined;
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

  saw(stream: Stream): void {
    if (stream.read === this.#number) return;
    if (stream.read === this.#before.number) this.#kept += 1;
    stream.read = this.#number;
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

import { GatelineError } from '../../core/errors.ts';
import type { Labels } from '../../core/measure/series.ts';
import { type FamilyEntry, FamilyTable } from './families.ts';
import { type KnownLine, KnownLines } from './known-lines.ts';
import { type Dialect, LENIENT, lexSeries } from './line-lexer.ts';
import { type MetadataLine, readMetadata } from './metadata.ts';
import { ProblemLog } from './problem-log.ts';
import { checkRole } from './role-rules.ts';
import { SampleBuffer } from './sample-buffer.ts';
import { lexTail, type TailSyntax } from './sample-tail.ts';
import { scanSeries } from './series-scan.ts';
import { detached, lineNumber } from './text-parts.ts';
import { type ExpositionFormat, LineError, type MetricType, type SampleRole } from './types.ts';

/** A series as its lines name it, with what its family's TYPE line made of it. */
export interface SeriesIdentity {
  readonly name: string;
  readonly labels: Labels;
  readonly family: string;
  readonly type: MetricType;
  readonly role: SampleRole;
}

export interface ReaderOptions<S> {
  readonly format: ExpositionFormat;
  /** More sample lines than this in one body are refused; of all lines, samples or not, twice as many and some. */
  readonly maxSamples: number;
  /** Each body is a part of one longer text, cut between two lines: it need not end in `# EOF`, and places of samples are told. */
  readonly inParts?: boolean;
  /** How names and labels are written; as a Prometheus server reads them when not told. */
  readonly dialect?: Dialect;
  /**
   * Asked once for each series, and again when the reader has forgotten it. What it answers is handed out with each sample;
   * `undefined`: nobody wants the series, and its lines are skipped unread.
   */
  resolve(identity: SeriesIdentity): S | undefined;
}

/** One body, read. Buffers are used again for the next body of the same reader. */
export interface ExpositionReading<S> {
  readonly samples: SampleBuffer<S>;
  /** Families that had a TYPE line or a sample in this body. */
  readonly families: readonly FamilyEntry[];
  /** Sample lines, unwanted ones included. */
  readonly lines: number;
  readonly problems: ProblemLog;
  /** Of a text in parts: where the line of each sample begins in the body. */
  readonly places: readonly number[];
  /** `# EOF` was read. */
  readonly ended: boolean;
}

/** Lines that were not in the last body any more are remembered up to this many. */
const MOST_STALE = 10_000;

/** Lines that are no samples, beyond one for each sample. */
const MOST_OTHER_LINES = 10_000;
/** With more lines than this that cannot be read it is no exposition, whatever it says it is. */
const MOST_MALFORMED = 50_000;
/** A longer line is rubbish; taking it apart would only cost time. */
const LONGEST_LINE = 1024 ** 2;

/**
 * Reads the expositions of one target, one after another. Malformed lines are counted with their number and reason, and the rest is kept.
 *
 * It is a hot path: millions of lines of history are read at a start. So a line's series is taken apart once; from then on the line is
 * recognised by its text, first by comparing it with the line that followed the same predecessor in the body before.
 */
export class ExpositionReader<S> {
  readonly #options: ReaderOptions<S>;
  readonly #syntax: TailSyntax;
  readonly #dialect: Dialect;
  readonly #table = new FamilyTable();
  readonly #known = new KnownLines<S>();
  readonly #samples = new SampleBuffer<S>();
  #body = '';
  #bodyNumber = 0;
  #present: FamilyEntry[] = [];
  #problems = new ProblemLog();
  #lines = 0;
  #anyLines = 0;
  #ended = false;
  #places: number[] = [];
  #delimited = false;

  constructor(options: ReaderOptions<S>) {
    this.#options = options;
    this.#syntax = { openMetrics: options.format === 'openmetrics', strict: false };
    this.#dialect = options.dialect ?? LENIENT;
  }

  /**
   * @param delimited the transport vouches that the body is whole, so a last line without a line feed is a whole line
   * @throws GatelineError `limit-exceeded`; `exposition-invalid` for OpenMetrics that does not end in `# EOF`: it was cut off
   */
  read(body: string, delimited = false): ExpositionReading<S> {
    this.#begin(body, delimited);
    let at = 0;
    while (at < body.length) {
      if (body.charCodeAt(at) === 10) {
        at += 1;
        continue;
      }
      this.#countAny();
      const { expected } = this.#known;
      const known =
        expected !== undefined && body.startsWith(expected.text, at) && this.#endsAs(expected, at);
      const line = known ? expected : this.#lineAt(at);
      at = line === undefined ? this.#lineEnd(at) + 1 : this.#take(line, at);
    }
    this.#body = '';
    if (this.#syntax.openMetrics && !this.#ended && this.#options.inParts !== true) {
      throw new GatelineError('exposition-invalid', 'The exposition does not end in # EOF: it was cut off.');
    }
    return {
      samples: this.#samples,
      families: this.#present,
      lines: this.#lines,
      problems: this.#problems,
      places: this.#places,
      ended: this.#ended,
    };
  }

  #begin(body: string, delimited: boolean): void {
    // Lines that come once and never again must not pile up.
    if (this.#known.size > this.#lines + MOST_STALE) this.#forget();
    this.#known.begin();
    this.#body = body;
    this.#delimited = delimited;
    this.#bodyNumber += 1;
    this.#present = [];
    this.#problems = new ProblemLog();
    this.#samples.clear();
    this.#lines = 0;
    this.#anyLines = 0;
    this.#ended = false;
    this.#places = [];
  }

  #forget(): void {
    this.#known.forget();
    if (this.#table.size > MOST_STALE) this.#table.clear();
  }

  #take(line: KnownLine<S>, at: number): number {
    this.#known.follow(line);
    if (line.family.presentIn !== this.#bodyNumber) {
      line.family.presentIn = this.#bodyNumber;
      this.#present.push(line.family);
    }
    if (this.#ended) this.#problem(at, 'something after # EOF');
    if (line.metadata === undefined) return this.#sample(line, at);
    line.readIn = this.#bodyNumber;
    this.#metadata(line, line.metadata, at);
    return at + line.text.length;
  }

  /** Behind a bare name a value comes next, and no labels. */
  #endsAs({ bare, text }: KnownLine<S>, at: number): boolean {
    if (!bare) return true;
    const next = this.#body.charCodeAt(at + text.length);
    return next !== 123 && next !== 32 && next !== 9;
  }

  #sample(line: KnownLine<S>, at: number): number {
    line.family.sampledIn = this.#bodyNumber;
    this.#countLine();
    const { series } = line;
    if (series === undefined) return this.#lineEnd(at) + 1;
    const body = this.#body;
    let digit = at + line.text.length;
    if (body.charCodeAt(digit) === 32) digit += 1;
    const from = digit;
    let value = 0;
    let code = body.charCodeAt(digit);
    while (code >= 48 && code <= 57) {
      value = value * 10 + (code - 48);
      digit += 1;
      code = body.charCodeAt(digit);
    }
    // Up to 15 digits are exact; everything that is not a plain whole number goes the long way.
    const plain = code === 10 && digit > from && digit - from <= 15;
    if (plain) this.#add(line, series, at, value, Number.NaN);
    return plain ? digit + 1 : this.#longSample(line, series, at);
  }

  #add(line: KnownLine<S>, series: S, at: number, value: number, timeMs: number): void {
    // The same series may come again at another time, as in a file of history.
    if (line.readIn === this.#bodyNumber && Number.isNaN(timeMs))
      this.#problem(at, 'a series is given twice');
    else {
      this.#samples.add(series, value, timeMs);
      if (this.#options.inParts === true) this.#places.push(at);
    }
    line.readIn = this.#bodyNumber;
  }

  #longSample(line: KnownLine<S>, series: S, at: number): number {
    const end = this.#lineEnd(at);
    if (!this.#isWhole(at, end)) return end + 1;
    try {
      const tail = lexTail(this.#body, at + line.text.length, end, this.#syntax);
      if (tail.exemplarProblem !== undefined) this.#problem(at, tail.exemplarProblem);
      this.#add(line, series, at, tail.value, tail.timestampMs);
    } catch (error) {
      this.#malformed(at, error);
    }
    return end + 1;
  }

  /** The known line at `at`, taken apart if it is new; `undefined` when the line is a comment or cannot be read. */
  #lineAt(at: number): KnownLine<S> | undefined {
    const end = this.#lineEnd(at);
    let start = at;
    while (start < end && (this.#body.charCodeAt(start) === 32 || this.#body.charCodeAt(start) === 9))
      start += 1;
    if (start === end || this.#body.charCodeAt(start) === 13) return undefined;
    if (!this.#isWhole(at, end)) return undefined;
    if (end - at > LONGEST_LINE) {
      this.#problem(at, 'longer than any line');
      return undefined;
    }
    try {
      if (this.#body.charCodeAt(start) === 35) return this.#metadataLine(at, end);
      return this.#sampleLine(at, end);
    } catch (error) {
      this.#malformed(at, error);
      return undefined;
    }
  }

  #sampleLine(at: number, end: number): KnownLine<S> {
    const seriesEnd = scanSeries(this.#body, at, end);
    const known = this.#known.find(this.#body.slice(at, seriesEnd));
    if (known !== undefined) return known;
    const text = detached(this.#body.slice(at, seriesEnd));
    const { name, labels, end: lexed } = lexSeries(text, 0, text.length, this.#dialect);
    if (text.slice(lexed).trim() !== '') throw new LineError('something between name and value');
    if (seriesEnd === end && !text.endsWith('}')) throw new LineError('no value');
    const { family, role } = this.#table.of(name);
    checkRole(labels, family.type, role);
    const identity = { name, labels, family: family.name, type: family.type, role };
    return this.#known.add(text, undefined, family, this.#options.resolve(identity));
  }

  #metadataLine(at: number, end: number): KnownLine<S> | undefined {
    const text = this.#body.slice(at, Math.min(end + 1, this.#body.length));
    const known = this.#known.find(text);
    if (known !== undefined) return known;
    const own = detached(this.#body.slice(at, end));
    const metadata = readMetadata(own, this.#syntax.openMetrics, this.#dialect);
    if (metadata.kind === 'eof') {
      this.#ended = true;
      return undefined;
    }
    // What no line feed ends would pass for the beginning of any longer line.
    if (metadata.kind === 'comment' || end === this.#body.length) return undefined;
    return this.#known.add(detached(text), metadata, this.#table.named(metadata.name), undefined);
  }

  #metadata(line: KnownLine<S>, metadata: MetadataLine, at: number): void {
    const { family } = line;
    if (metadata.kind === 'help') {
      if (family.helpedIn === this.#bodyNumber) this.#problem(at, 'a second HELP line');
      family.helpedIn = this.#bodyNumber;
    } else if (metadata.kind === 'unit') {
      family.unit = metadata.unit;
    } else if (metadata.kind === 'type') {
      this.#type(family, metadata.type, at);
    }
  }

  #type(family: FamilyEntry, type: MetricType, at: number): void {
    const twice = family.typedIn === this.#bodyNumber;
    const late = family.sampledIn === this.#bodyNumber;
    if (twice || late) {
      this.#problem(at, twice ? 'a second TYPE line' : 'a TYPE line after its samples');
      return;
    }
    family.typedIn = this.#bodyNumber;
    if (family.declared && family.type === type) return;
    const known = family.declared || family.sampledIn > 0;
    family.declared = true;
    family.type = type;
    // What was made of its samples' names before does not hold any more.
    if (known || this.#bodyNumber > 1) this.#known.forget();
  }

  #lineEnd(at: number): number {
    const end = this.#body.indexOf('\n', at);
    return end === -1 ? this.#body.length : end;
  }

  /** A line that the body ends in, without a line feed, may be half a line: half a number is a wrong one. */
  #isWhole(at: number, end: number): boolean {
    if (end < this.#body.length || this.#delimited || this.#syntax.openMetrics) return true;
    this.#problem(at, 'the last line does not end in a line feed');
    return false;
  }

  /** Comments and rubbish take their time as well. */
  #countAny(): void {
    this.#anyLines += 1;
    const most = 2 * this.#options.maxSamples + MOST_OTHER_LINES;
    if (this.#anyLines <= most) return;
    throw new GatelineError('limit-exceeded', `The exposition has more than ${most} lines.`);
  }

  #countLine(): void {
    this.#lines += 1;
    if (this.#lines <= this.#options.maxSamples) return;
    const { maxSamples } = this.#options;
    throw new GatelineError('limit-exceeded', `The exposition has more than ${maxSamples} samples.`);
  }

  #malformed(at: number, error: unknown): void {
    if (!(error instanceof LineError)) throw error;
    this.#problem(at, error.message);
    if (this.#problems.total > MOST_MALFORMED) {
      const message = `More than ${MOST_MALFORMED} lines cannot be read: this is no exposition.`;
      throw new GatelineError('exposition-invalid', message);
    }
  }

  #problem(at: number, reason: string): void {
    this.#problems.add(reason, () => lineNumber(this.#body, at));
  }
}

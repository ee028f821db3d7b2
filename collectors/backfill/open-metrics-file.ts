import { createHash } from 'node:crypto';
import { GatelineError } from '../../core/errors.ts';
import type { NumberedSample, SampleSorter } from '../../core/measure/sample-sorter.ts';
import { ExpositionReader, type SeriesIdentity } from '../exposition/exposition-reader.ts';
import type { LineProblem } from '../exposition/types.ts';
import { TextInParts } from './text-in-parts.ts';

/** A file in OpenMetrics, read once from its beginning to its end; its samples are with the sorter. */
export interface OpenMetricsFile {
  /** Of its content. */
  readonly hash: string;
  /** By their numbers; unmapped ones are not there. */
  readonly series: readonly SeriesIdentity[];
  /** Samples of these series. */
  readonly samples: number;
  /** Samples of everything. */
  readonly lines: number;
  /** Times of the first and of the last sample of these series, Unix ms; absent where there are none. */
  readonly span: { readonly from: number; readonly to: number } | undefined;
}

/** What is read of a file, and by whose mapping. */
export interface OpenMetricsReading {
  /** For messages. */
  readonly name: string;
  /** Whether anybody maps the metric. */
  wants(metric: string): boolean;
  /** Whether a series of such a metric is meant. Absent: each is. */
  isMeant?(series: Pick<SeriesIdentity, 'name' | 'labels'>): boolean;
  /** Told after each part: bytes so far. */
  onProgress?(bytes: number): void;
  readonly signal?: AbortSignal;
}

/** Lines that are named one by one. */
const NAMED = 20;
/** With more lines than this that are wrong nothing else will be right. */
const MOST_PROBLEMS = 1_000;
const MOST_SERIES = 500_000;

/**
 * Reads a file from its beginning to its end and hands its mapped samples to the sorter. Every line is read, whether anybody wants it or not:
 * a file with a mistake is refused as a whole, with all of its mistakes.
 *
 * @throws GatelineError `exposition-invalid` with the lines; `limit-exceeded`
 */
export async function readOpenMetricsFile(
  chunks: AsyncIterable<Uint8Array>,
  sorter: SampleSorter,
  reading: OpenMetricsReading,
): Promise<OpenMetricsFile> {
  const reader = new FileReader(sorter, reading);
  const hash = createHash('sha256');
  const text = new TextInParts();
  let bytes = 0;
  for await (const chunk of chunks) {
    reading.signal?.throwIfAborted();
    hash.update(chunk);
    bytes += chunk.byteLength;
    for (const part of text.add(chunk)) await reader.read(part);
    if (text.problem !== undefined) reader.problem(reader.line + text.problemLine, text.problem);
    reading.onProgress?.(bytes);
    if (reader.hasTooMany || text.problem !== undefined) break;
  }
  if (text.problem === undefined && !reader.hasTooMany) {
    const rest = text.end();
    if (text.problem === undefined) await reader.read(rest);
    else reader.problem(reader.line + text.problemLine, text.problem);
  }
  await reader.finish(text.problem === undefined);
  return {
    hash: hash.digest('hex').slice(0, 16),
    series: withHistograms(reader.series),
    samples: reader.samples,
    lines: reader.lines,
    span: reader.span,
  };
}

class FileReader {
  readonly series: SeriesIdentity[] = [];
  samples = 0;
  lines = 0;
  span: OpenMetricsFile['span'];
  /** Of the next part's first line. */
  line = 1;
  readonly #sorter: SampleSorter;
  readonly #reading: OpenMetricsReading;
  readonly #reader: ExpositionReader<number>;
  readonly #numbers = new Map<string, number>();
  readonly #problems: LineProblem[] = [];
  #problemCount = 0;
  #ended = false;

  constructor(sorter: SampleSorter, reading: OpenMetricsReading) {
    this.#sorter = sorter;
    this.#reading = reading;
    this.#reader = new ExpositionReader<number>({
      format: 'openmetrics',
      maxSamples: Number.MAX_SAFE_INTEGER,
      inParts: true,
      resolve: (identity) => this.#numberOf(identity),
    });
  }

  get hasTooMany(): boolean {
    return this.#problemCount > MOST_PROBLEMS;
  }

  problem(line: number, reason: string, n = 1): void {
    this.#problemCount += n;
    if (this.#problems.length < NAMED) this.#problems.push({ line, reason });
  }

  async read(part: string): Promise<void> {
    if (part === '') return;
    if (this.#ended && /\S/.test(part)) this.problem(this.line, 'something after # EOF');
    if (this.#ended) return;
    const { samples, problems, places, lines, ended } = this.#reader.read(part, true);
    for (const { line, reason } of problems.named) this.problem(this.line + line - 1, reason);
    this.#problemCount += problems.total - problems.named.length;
    this.lines += lines;
    this.#ended = ended;
    let [line, at] = [this.line, 0];
    for (let i = 0; i < samples.size; i += 1) {
      const place = places[i] as number;
      line += linesWithin(part, at, place);
      at = place;
      const number = samples.series[i] as number;
      const time = samples.timeMs(i);
      if (Number.isNaN(time)) this.problem(line, 'a sample without a time');
      else if (number >= 0) {
        this.samples += 1;
        const { from, to } = this.span ?? { from: time, to: time };
        if (time <= from || time >= to) this.span = { from: Math.min(from, time), to: Math.max(to, time) };
        await this.#sorter.add({ series: number, at: time, value: samples.value(i), line });
      }
    }
    this.line = line + linesWithin(part, at, part.length);
  }

  /** @throws GatelineError when anything was wrong */
  async finish(isWhole: boolean): Promise<void> {
    if (isWhole && !this.#ended && !this.hasTooMany) {
      this.problem(Math.max(1, this.line), 'the file does not end in # EOF: it was cut off');
    }
    if (this.#problemCount === 0) await this.#findDoubles();
    if (this.#problemCount > 0) throw invalid(this.#reading.name, this.#problems, this.#problemCount);
  }

  async #findDoubles(): Promise<void> {
    let before: NumberedSample | undefined;
    for await (const samples of this.#sorter.sorted()) {
      for (const sample of samples) {
        if (sample.series === before?.series && sample.at === before.at) {
          const [first, second] = [before.line, sample.line].sort((a, b) => a - b);
          this.problem(second as number, `the same series at the same time as in line ${first}`);
        }
        before = sample;
      }
      if (this.hasTooMany) return;
    }
  }

  /** Negative for what nobody wants. */
  #numberOf(identity: SeriesIdentity): number {
    if (!this.#reading.wants(identity.name) && !this.#reading.wants(identity.family)) return -1;
    if (this.#reading.isMeant?.(identity) === false) return -1;
    const key = JSON.stringify([
      identity.name,
      ...Object.entries(identity.labels).sort(([a], [b]) => (a < b ? -1 : 1)),
    ]);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    if (this.series.length >= MOST_SERIES) {
      const message = `${this.#reading.name} has more than ${MOST_SERIES} series that are mapped; take it in by parts.`;
      throw new GatelineError('limit-exceeded', message);
    }
    this.#numbers.set(key, this.series.length);
    this.series.push(identity);
    return this.series.length - 1;
  }
}

function linesWithin(text: string, from: number, to: number): number {
  let lines = 0;
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}

function invalid(name: string, problems: readonly LineProblem[], count: number): GatelineError {
  const named = problems
    .toSorted((a, b) => a.line - b.line)
    .map(({ line, reason }) => `${name}:${line}: ${reason}`);
  const rest = count > named.length ? [`and ${count - named.length} more.`] : [];
  const message = [...named, ...rest, `Nothing of ${name} was taken in.`].join('\n');
  return new GatelineError('exposition-invalid', message, { details: { problems } });
}

/** promtool writes no TYPE lines: series of buckets make their family a histogram. */
function withHistograms(series: readonly SeriesIdentity[]): readonly SeriesIdentity[] {
  const isBucket = ({ name, labels, type }: SeriesIdentity) =>
    type === 'unknown' && name.endsWith('_bucket') && labels.le !== undefined;
  const families = new Set(series.filter(isBucket).map(({ name }) => name.slice(0, -'_bucket'.length)));
  return series.map((identity) => {
    const [, family = '', role] = /^(.+)_(bucket|sum|count)$/.exec(identity.name) ?? [];
    if (identity.type !== 'unknown' || !families.has(family)) return identity;
    return { ...identity, family, type: 'histogram', role: role as 'bucket' | 'sum' | 'count' };
  });
}

import { createHash, type Hash } from 'node:crypto';
import { type FileFaults, fault } from '../fault.ts';
import { type EvaluationLimits, sizeText } from '../limits.ts';

/** The bytes of a file, in pieces. */
export type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** Beginnings of files that are no text. */
const BINARY: readonly (readonly [readonly number[], string])[] = [
  [[0x1f, 0x8b], 'This file is compressed (gzip); unpack it first.'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'This file is compressed (zstd); unpack it first.'],
  [[0x50, 0x41, 0x52, 0x31], 'This is a Parquet file; export it as CSV or JSON.'],
  [[0xff, 0xfe], 'This text is in UTF-16; save it as UTF-8.'],
  [[0xfe, 0xff], 'This text is in UTF-16; save it as UTF-8.'],
];
const ZIP = [0x50, 0x4b, 0x03, 0x04];
const HEAD_BYTES = 64;
const BOM = [0xef, 0xbb, 0xbf];

type Decoder = InstanceType<typeof TextDecoder>;

/**
 * A file as text, piece by piece, hashed on the way.
 *
 * @throws FileFaults (while it is read) when it is no text in UTF-8, or larger than may be
 */
export class FileText {
  readonly #name: string;
  readonly #limits: EvaluationLimits;
  readonly #hash: Hash = createHash('sha256');
  readonly #pieces: AsyncIterator<string>;
  #bytes = 0;
  /** Read already, and not yet given. */
  #ahead = '';
  #ended = false;

  constructor(name: string, chunks: Chunks, limits: EvaluationLimits) {
    this.#name = name;
    this.#limits = limits;
    this.#pieces = this.#decode(chunks)[Symbol.asyncIterator]();
  }

  /** SHA-256 of the whole file; to be asked for when it was read to its end. */
  contentHash(): string {
    return this.#hash.digest('hex');
  }

  /** The first line that is not empty, with what is empty before it; the text is given again by what is asked next. */
  async firstLine(): Promise<string> {
    let searched = 0;
    for (;;) {
      const end = this.#endOfFirstLine(searched);
      if (end !== -1) return this.#ahead.slice(0, end);
      searched = Math.max(0, this.#ahead.length - 1);
      if (this.#ahead.length > this.#limits.documentBytes) throw this.#tooLarge(this.#limits.documentBytes);
      if (!(await this.#readAhead())) return this.#ahead;
    }
  }

  /** The whole of it. */
  async whole(): Promise<string> {
    const pieces: string[] = [];
    for await (const piece of this.pieces()) {
      pieces.push(piece);
      if (this.#bytes > this.#limits.documentBytes) throw this.#tooLarge(this.#limits.documentBytes);
    }
    return pieces.join('');
  }

  /** As it comes. */
  async *pieces(): AsyncIterable<string> {
    if (this.#ahead !== '') yield this.#take();
    while (await this.#readAhead()) yield this.#take();
  }

  /** Line by line, without what ends them; numbers are 1-based. */
  async *lines(): AsyncIterable<{ readonly text: string; readonly line: number }> {
    let rest = '';
    let line = 0;
    for await (const piece of this.pieces()) {
      const parts = (rest + piece).split('\n');
      rest = parts.pop() ?? '';
      for (const text of parts) {
        line += 1;
        yield { text: text.endsWith('\r') ? text.slice(0, -1) : text, line };
      }
      if (rest.length > this.#limits.lineBytes) {
        throw fault(`A line is longer than ${sizeText(this.#limits.lineBytes)}.`, {
          place: { line: line + 1 },
        });
      }
    }
    if (rest !== '') yield { text: rest, line: line + 1 };
  }

  #endOfFirstLine(from: number): number {
    for (let at = this.#ahead.indexOf('\n', from); at !== -1; at = this.#ahead.indexOf('\n', at + 1)) {
      if (this.#ahead.slice(0, at).trim() !== '') return at;
    }
    return -1;
  }

  async #readAhead(): Promise<boolean> {
    if (this.#ended) return false;
    const { value, done } = await this.#pieces.next();
    if (done) {
      this.#ended = true;
      return false;
    }
    this.#ahead += value;
    return true;
  }

  #take(): string {
    const text = this.#ahead;
    this.#ahead = '';
    return text;
  }

  async *#decode(chunks: Chunks): AsyncGenerator<string> {
    const decoder = new TextDecoder('utf-8', { fatal: true });
    let head = Buffer.alloc(0);
    let isLookedAt = false;
    for await (const chunk of chunks) {
      this.#bytes += chunk.byteLength;
      if (this.#bytes > this.#limits.streamBytes) throw this.#tooLarge(this.#limits.streamBytes);
      this.#hash.update(chunk);
      if (isLookedAt) {
        yield this.#text(decoder, chunk);
        continue;
      }
      head = Buffer.concat([head, chunk]);
      if (head.length < HEAD_BYTES) continue;
      isLookedAt = true;
      yield this.#firstText(decoder, head);
    }
    if (!isLookedAt) yield this.#firstText(decoder, head);
    yield this.#text(decoder, undefined);
  }

  #firstText(decoder: Decoder, head: Buffer): string {
    if (startsWith(head, ZIP)) throw fault(this.#zipWords(head));
    const binary = BINARY.find(([magic]) => startsWith(head, magic));
    if (binary !== undefined) throw fault(binary[1]);
    if (head.includes(0)) throw fault('This is no text: it has zero bytes.');
    // The mark is taken off here: a decoder that is told pieces takes it off by itself only from the first.
    return this.#text(decoder, startsWith(head, BOM) ? head.subarray(BOM.length) : head);
  }

  #text(decoder: Decoder, chunk: Uint8Array | undefined): string {
    try {
      return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
    } catch {
      throw fault('This text is not UTF-8; save it as UTF-8.');
    }
  }

  /** Inspect's default format is a zip of JSON files. */
  #zipWords(head: Buffer): string {
    const isInspect =
      this.#name.endsWith('.eval') || head.includes('_journal/') || head.includes('header.json');
    if (!isInspect) return 'This is a zip archive; unpack it first.';
    const name = this.#name.split(/[/\\]/).at(-1) ?? this.#name;
    const target = `${name.replace(/\.eval$/, '')}.json`;
    return `This is Inspect's binary log format; write it as JSON first: inspect log dump ${quoted(name)} > ${quoted(target)}`;
  }

  #tooLarge(bytes: number): FileFaults {
    return fault(`This file is larger than ${sizeText(bytes)}, which is the most that is read; split it.`);
  }
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, i) => bytes[i] === byte);
}

/** A name as a shell takes it. */
function quoted(name: string): string {
  return /^[\w./:+@=-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;
}

import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { GatelineError } from '../../../core/errors.ts';
import type { EvaluationItem, EvaluationRun } from '../../../core/measure/evaluation.ts';
import type { EvaluationDefaults } from '../../../core/measure/evaluation-import.ts';
import { type EvaluationLimits, LIMITS } from '../limits.ts';
import type { EvaluationProblem } from '../read-evaluation-files.ts';
import type { ApartFile, FromReader, ToReader } from './protocol.ts';

/** What one file has. */
export interface ApartReading {
  readonly runs: readonly EvaluationRun[];
  readonly problems: readonly EvaluationProblem[];
}

export interface EvaluationReaderOptions {
  readonly limits?: EvaluationLimits;
  /** For one file. */
  readonly timeoutMs?: number;
  /** Of the other process's heap. */
  readonly memoryMb?: number;
  /** Files that may be read or wait; of more nothing is taken. */
  readonly mostWaiting?: number;
}

const TIMEOUT_MS = 50_000;
const MEMORY_MB = 1_024;
const MOST_WAITING = 8;
/** A process that has nothing to do for so long ends. */
const IDLE_MS = 10_000;
/** Bytes that are handed over at once. */
const PIECE_BYTES = 2 ** 20;

const PROGRAM = fileURLToPath(new URL('./reading-process.ts', import.meta.url));

/** A reading under way. */
interface Job {
  readonly file: ApartFile;
  readonly runs: { readonly run: Omit<EvaluationRun, 'items'>; readonly items: EvaluationItem[] }[];
  readonly resolve: (reading: ApartReading) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Reads files of evaluations in a process of its own, one after the other: a file that is large or hostile delays nothing here, takes no
 * memory here, and can be given up. (A thread would not do: one that runs out of memory while it parses takes the whole process with it.)
 * The process starts with the first file, and ends when there is nothing to read.
 */
export class EvaluationReader {
  readonly #limits: EvaluationLimits;
  readonly #timeoutMs: number;
  readonly #memoryMb: number;
  readonly #mostWaiting: number;
  #child: ChildProcess | undefined;
  #job: Job | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #idle: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: EvaluationReaderOptions = {}) {
    this.#limits = options.limits ?? LIMITS;
    this.#timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
    this.#memoryMb = options.memoryMb ?? MEMORY_MB;
    this.#mostWaiting = options.mostWaiting ?? MOST_WAITING;
  }

  /**
   * What is wrong with a file is among the problems, also that it takes too long or too much memory.
   *
   * @param signal nobody waits for it any more
   * @throws GatelineError `store-busy` when too many files wait already; the signal's reason
   */
  async read(file: ApartFile, defaults: EvaluationDefaults, signal?: AbortSignal): Promise<ApartReading> {
    signal?.throwIfAborted();
    if (this.#waiting >= this.#mostWaiting) {
      throw new GatelineError('store-busy', 'Other evaluations are being read; send again in some seconds.');
    }
    this.#waiting += 1;
    const turn = this.#turn
      .then(() => {
        // What nobody waits for any more need not be begun.
        signal?.throwIfAborted();
        return this.#read(file, defaults);
      })
      .finally(() => {
        this.#waiting -= 1;
      });
    this.#turn = turn.catch(() => undefined);
    return await unless(signal, turn);
  }

  /** Gives up what is being read. */
  async close(): Promise<void> {
    this.#closed = true;
    const job = this.#job;
    this.#end();
    job?.reject(shuttingDown());
    await this.#turn;
  }

  async #read(file: ApartFile, defaults: EvaluationDefaults): Promise<ApartReading> {
    if (this.#closed) throw shuttingDown();
    clearTimeout(this.#idle);
    const limit = setTimeout(
      () => this.#giveUp(`It took longer than ${this.#timeoutMs / 1_000} s to read`),
      this.#timeoutMs,
    );
    try {
      return await new Promise<ApartReading>((resolve, reject) => {
        this.#job = { file, runs: [], resolve, reject };
        void this.#handOver(this.#started(), file, defaults);
      });
    } finally {
      clearTimeout(limit);
      this.#job = undefined;
      this.#idle = setTimeout(() => this.#end(), IDLE_MS);
      this.#idle.unref();
    }
  }

  async #handOver(child: ChildProcess, file: ApartFile, defaults: EvaluationDefaults): Promise<void> {
    const path = 'path' in file ? file.path : undefined;
    await tell(child, { kind: 'read', name: file.name, path, defaults, limits: this.#limits });
    if (!('bytes' in file)) return;
    for (let from = 0; from < file.bytes.length && child === this.#child; from += PIECE_BYTES) {
      await tell(child, { kind: 'piece', bytes: file.bytes.subarray(from, from + PIECE_BYTES) });
    }
    await tell(child, { kind: 'whole' });
  }

  #started(): ChildProcess {
    if (this.#child !== undefined) return this.#child;
    const child = fork(PROGRAM, [], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      execArgv: [`--max-old-space-size=${this.#memoryMb}`],
    });
    child.on('message', (message: FromReader) => {
      if (child === this.#child) this.#heard(message);
    });
    child.on('error', (error) => this.#gone(child, error));
    child.on('exit', () => this.#gone(child, undefined));
    // The time limit of what is being read holds the process here; one that idles does not.
    child.unref();
    child.channel?.unref();
    this.#child = child;
    return child;
  }

  #heard(message: FromReader): void {
    const job = this.#job;
    switch (message.kind) {
      case 'run':
        job?.runs.push({ run: message.run, items: [] });
        break;
      case 'items':
        job?.runs.at(-1)?.items.push(...message.items);
        break;
      case 'end':
        job?.resolve({
          runs: job.runs.map(({ run, items }) => ({ ...run, items })),
          problems: message.problems,
        });
        break;
      case 'failed':
        job?.reject(new Error(message.message));
        break;
    }
  }

  /** It ended by itself: what makes it do that is memory. */
  #gone(child: ChildProcess, error: Error | undefined): void {
    if (child !== this.#child) return;
    if (error === undefined) this.#giveUp('It needs more memory than it may have');
    else {
      this.#end();
      this.#job?.reject(error);
    }
  }

  /** The file is given up, and the process that reads it. */
  #giveUp(why: string): void {
    const job = this.#job;
    this.#end();
    job?.resolve({
      runs: [],
      problems: [{ severity: 'error', file: job.file.name, message: `${why}; split it.` }],
    });
  }

  #end(): void {
    clearTimeout(this.#idle);
    const child = this.#child;
    this.#child = undefined;
    child?.kill('SIGKILL');
  }
}

/** Resolves when the message is on its way, or can no more be. */
function tell(child: ChildProcess, message: ToReader): Promise<void> {
  return new Promise((resolve) => {
    if (!child.connected) resolve();
    else child.send(message, () => resolve());
  });
}

/** What comes of some work, while somebody waits for it. @throws the signal's reason */
async function unless<T>(signal: AbortSignal | undefined, work: Promise<T>): Promise<T> {
  const { promise: ended, reject } = Promise.withResolvers<never>();
  const end = () => reject(signal?.reason);
  signal?.addEventListener('abort', end);
  try {
    return await Promise.race([work, ended]);
  } finally {
    signal?.removeEventListener('abort', end);
  }
}

function shuttingDown(): GatelineError {
  return new GatelineError('store-unavailable', 'Gateline is shutting down.');
}

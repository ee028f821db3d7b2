import { type Logger, pino } from 'pino';
import type { LogLevel } from './config/schema.ts';
import type { Redact } from './redaction.ts';

export type Log = Logger;

/** Where lines go; standard output, or a test's ear. */
export interface LineSink {
  write(line: string): void;
}

export interface LogOptions {
  readonly level: LogLevel;
  readonly redact: Redact;
  readonly sink: LineSink;
  /** One readable line instead of JSON: for a terminal. */
  readonly readable: boolean;
}

/** Fields that never belong into a log, whoever puts them there; what slips through as text, {@link Redact} catches. */
const FORBIDDEN = ['authorization', 'cookie', 'token', 'password', 'secret', 'set-cookie'].flatMap(
  (field) => [`["${field}"]`, `*["${field}"]`, `*.headers["${field}"]`],
);

/** The one logger: JSON lines, or readable ones on a terminal. */
export function createLog({ level, redact, sink, readable }: LogOptions): Log {
  const verbose = level === 'debug' || level === 'trace';
  const write = (line: string) => sink.write(redact(readable ? readableLine(line, verbose) : line));
  return pino({ level, base: null, redact: { paths: FORBIDDEN, censor: '[redacted]' } }, { write });
}

/** A log that says nothing. */
export function silentLog(): Log {
  return pino({ level: 'silent' });
}

const NAMES: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};

function readableLine(line: string, verbose: boolean): string {
  const { level, time, msg, err, ...rest } = JSON.parse(line) as LogRecord;
  const clock = new Date(time).toISOString().slice(11, 19);
  const fields = Object.entries(rest).map(([name, value]) => `${name}=${fieldText(value)}`);
  const cause = err === undefined || err.message === msg ? '' : `: ${err.message}`;
  const trace = verbose && err?.stack !== undefined ? `\n${err.stack}` : '';
  const head = `${clock} ${(NAMES[level] ?? '').padEnd(5)} ${msg ?? ''}${cause}`;
  return `${[head, ...fields].join(' ').trimEnd()}${trace}\n`;
}

interface LogRecord extends Record<string, unknown> {
  readonly level: number;
  readonly time: number;
  readonly msg?: string;
  readonly err?: { readonly message?: string; readonly stack?: string };
}

function fieldText(value: unknown): string {
  if (typeof value === 'string') return /[\s"=]/.test(value) ? JSON.stringify(value) : value;
  return JSON.stringify(value) ?? 'undefined';
}

import type { Attributes } from '../spans/attributes.ts';
import type { Block, Blocks } from '../spans/span.ts';

/** One log record, without what was logged. Times are Unix ms with fractions; 0 is "not given". */
export interface LogRecord {
  readonly at: number;
  /** When it was collected. */
  readonly observedAt: number;
  /** What kind of event it is; nothing else of records of other kinds is read. */
  readonly eventName: string;
  /** Hexadecimal, lower case; `''` when it has none. */
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: Attributes;
  /** Ours: some source could not take it; its sender is told. */
  refused: boolean;
}

export type LogBlock = Block<LogRecord>;
export type DecodedLogs = Blocks<LogRecord>;

/** The event of an evaluation (semantic conventions for GenAI, since 1.38). */
export const EVALUATION_EVENT = 'gen_ai.evaluation.result';

/** Where the kind of an event stood before log records had a field for it. */
export const EVENT_NAME_ATTRIBUTE = 'event.name';

import type { Terminal } from './terminal.ts';

/** What a command is given, and how it says how it ended. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** Ends the command with this exit code once it is done. */
  end(code: number): void;
}

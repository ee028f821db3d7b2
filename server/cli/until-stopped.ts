import { EXIT } from './exit-code.ts';

/** A signal and its echo (a terminal sends it to every process, and a parent passes it on) are one wish to stop. */
const ECHO_MS = 500;

/** What of the process is listened to; a test gives its own. */
export interface SignalSource {
  on(event: string, listener: () => void): unknown;
  removeListener(event: string, listener: () => void): unknown;
}

/** How a wish to stop reaches us, and what a second one does. */
export interface StopOptions {
  readonly from: SignalSource;
  /** In ms. */
  readonly now: () => number;
  /** Ends the process with this code. */
  readonly exitNow: (code: number) => void;
}

/** The wish that the process ends. */
export interface StopWish extends Disposable {
  /** Aborted when it is uttered. */
  readonly signal: AbortSignal;
  /** Resolves when it is uttered. */
  readonly uttered: Promise<void>;
}

/** Hears the wish to end (Ctrl-C, SIGTERM, the death of the process that started us) from now on. A second wish ends the process at once. */
export function hearStopWish({ from, now, exitNow }: StopOptions): StopWish {
  const { promise: uttered, resolve } = Promise.withResolvers<void>();
  const abort = new AbortController();
  let firstAt: number | undefined;
  const onSignal = () => {
    if (firstAt === undefined) firstAt = now();
    else if (now() - firstAt > ECHO_MS) exitNow(EXIT.interrupted);
    abort.abort();
    resolve();
  };
  for (const event of EVENTS) from.on(event, onSignal);
  return {
    signal: abort.signal,
    uttered,
    [Symbol.dispose]: () => {
      for (const event of EVENTS) from.removeListener(event, onSignal);
    },
  };
}

/**
 * Waits until the process is asked to end, then closes.
 *
 * @param close drains and closes everything
 * @returns when everything is closed
 */
export async function untilStopped(close: () => Promise<void>, options: StopOptions): Promise<void> {
  using wish = hearStopWish(options);
  await wish.uttered;
  await close();
}

/** The process's own signals and clock. */
export const PROCESS_STOP: StopOptions = {
  from: process,
  now: () => performance.now(),
  exitNow: (code) => process.exit(code),
};

const EVENTS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'];

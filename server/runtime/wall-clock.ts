import type { Clock } from '../../core/ports.ts';

/** The machine's time: made once here, passed in everywhere else. */
export const wallClock: Clock = { now: () => Date.now() };

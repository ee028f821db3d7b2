import type { ErrorCode } from '../../core/errors.ts';

/** What a shell is told (sysexits.h where it has a number for it). */
export const EXIT = {
  ok: 0,
  /** A problem was found in what was looked at, or something went wrong. */
  problem: 1,
  /** `gateline check`: the gate is unproven. */
  unproven: 2,
  /** `gateline doctor`: 1 says that something is amiss, so what it was given ends otherwise. */
  badInput: 2,
  /** `gateline check`: the gate has no data, or nobody has started. */
  noData: 3,
  /** EX_USAGE: the command was used incorrectly. */
  usage: 64,
  /** EX_UNAVAILABLE: something that is needed is not there now. */
  unavailable: 69,
  /** EX_SOFTWARE: a defect, where 1 says something else. */
  software: 70,
  /** 128 + SIGINT. */
  interrupted: 130,
} as const;

const UNAVAILABLE: ReadonlySet<ErrorCode> = new Set([
  'address-in-use',
  'folder-not-writable',
  'store-locked',
  'store-unavailable',
  'store-full',
  'store-busy',
  'store-schema-newer',
  'source-unreachable',
  'server-unreachable',
]);
const USAGE: ReadonlySet<ErrorCode> = new Set(['config-missing', 'tokens-required', 'bad-request']);

/** How a command ends that failed with this code. */
export function exitCodeOf(code: ErrorCode): number {
  if (UNAVAILABLE.has(code)) return EXIT.unavailable;
  return USAGE.has(code) ? EXIT.usage : EXIT.problem;
}

/** How a command line ends that its command does not understand. */
export function usageExitOf(command: string | undefined): number {
  return command === 'doctor' ? EXIT.badInput : EXIT.usage;
}

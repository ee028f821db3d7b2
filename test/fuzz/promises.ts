import { GatelineError } from '../../core/errors.ts';

/** Texts that would reach people are lines, short, and without anything that a terminal or a page might take for more. */
const LONGEST_MESSAGE = 1_000;

/**
 * Sees to it that an input was refused as it should be: by a {@link GatelineError} of an expected code, in one clear line that says where.
 * @throws what was thrown, when it is none
 */
export function clearRefusal(error: unknown, codes: readonly string[], place: RegExp): 'refused' {
  if (!(error instanceof GatelineError)) throw error;
  const { code, message } = error;
  if (!codes.includes(code)) throw new Error(`refused as ${code}: ${message}`, { cause: error });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is what is asked
  if (message.length > LONGEST_MESSAGE || /[\u0000-\u001f]/.test(message))
    throw new Error(`no message for people: ${JSON.stringify(message)}`, { cause: error });
  if (!place.test(message)) throw new Error(`says not where: ${message}`, { cause: error });
  return 'refused';
}

/** @throws when a promise is broken */
export function promised(holds: boolean, what: string): void {
  if (!holds) throw new Error(`broken promise: ${what}`);
}

/** @throws when a message is no line of words for people */
export function promisedWords(message: string): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is what is asked
  const isLine = !/[\u0000-\u001f]/.test(message) && message.trim() !== '';
  const isForPeople = message.length <= LONGEST_MESSAGE && !/undefined|\[object|nonoptional/.test(message);
  promised(isLine && isForPeople, `a message is a line for people: ${JSON.stringify(message)}`);
}

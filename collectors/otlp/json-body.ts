import { GatelineError } from '../../core/errors.ts';
import { jsonFault } from './json-fault.ts';

const utf8 = new TextDecoder();

/** Small bodies cannot become much memory; large ones are looked at before they are parsed. */
const UNCHECKED_BYTES = 4 * 1024 * 1024;
const MAX_TOKENS = 8_000_000;

/**
 * Parses a JSON body. What it says is never quoted in an error: it may be somebody's prompt.
 *
 * @throws GatelineError `otlp-invalid` with the position, `payload-too-large`
 */
export function parseJson(body: Uint8Array): unknown {
  if (body.length > UNCHECKED_BYTES && tokenCount(body) > MAX_TOKENS) {
    const limit = MAX_TOKENS.toLocaleString('en-US');
    throw new GatelineError(
      'payload-too-large',
      `The JSON body has more than ${limit} values; export smaller batches, or protobuf.`,
    );
  }
  const text = utf8.decode(body);
  try {
    return JSON.parse(text);
  } catch {
    const { at, expected } = jsonFault(text) ?? { at: text.length, expected: 'something else' };
    const where =
      at >= text.length ? `at its end, after ${text.length} characters` : `at character ${at + 1}`;
    throw new GatelineError('otlp-invalid', `Malformed JSON: expected ${expected} ${where}.`, {
      details: { at },
    });
  }
}

/** How many objects, lists, members and items a JSON text has, at most. */
function tokenCount(body: Uint8Array): number {
  let count = 0;
  for (const byte of body) {
    if (byte === 0x2c || byte === 0x3a || byte === 0x5b || byte === 0x7b) count += 1;
  }
  return count;
}

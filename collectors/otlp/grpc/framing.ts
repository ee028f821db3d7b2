import { GatelineError } from '../../../core/errors.ts';

/** One byte that says whether the message is compressed, four with its length (gRPC over HTTP/2, "Length-Prefixed-Message"). */
export const PREFIX_BYTES = 5;

/** The one message of a unary call. */
export interface GrpcMessage {
  readonly compressed: boolean;
  readonly bytes: Uint8Array;
}

/**
 * Takes the message out of a call's data, which must hold exactly one.
 *
 * @throws GatelineError `otlp-invalid` with the byte
 */
export function unframed(data: Uint8Array): GrpcMessage {
  if (data.length < PREFIX_BYTES) {
    throw malformed(0, `a message begins with ${PREFIX_BYTES} bytes, and there are ${data.length}`);
  }
  const flag = data[0] as number;
  if (flag > 1) throw malformed(0, `${flag} says neither that the message is compressed nor that it is not`);
  const length = new DataView(data.buffer, data.byteOffset).getUint32(1);
  const left = data.length - PREFIX_BYTES;
  if (length > left)
    throw malformed(1, `a message of ${length} bytes does not fit into the ${left} that are left`);
  if (length < left) throw malformed(PREFIX_BYTES + length, 'there is more than one message');
  return { compressed: flag === 1, bytes: data.subarray(PREFIX_BYTES) };
}

/** A message as it goes out, never compressed. */
export function framed(message: Uint8Array): Buffer {
  const frame = Buffer.alloc(PREFIX_BYTES + message.length);
  frame.writeUInt32BE(message.length, 1);
  frame.set(message, PREFIX_BYTES);
  return frame;
}

function malformed(offset: number, what: string): GatelineError {
  return new GatelineError('otlp-invalid', `Malformed gRPC message at byte ${offset}: ${what}.`, {
    details: { offset },
  });
}

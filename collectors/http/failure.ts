import { GatelineError } from '../../core/errors.ts';

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused (is it running?)',
  ECONNRESET: 'the connection was lost',
  EPIPE: 'the connection was lost',
  ETIMEDOUT: 'no answer to the attempt to connect',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ENOTFOUND: 'the host name is not known',
  EAI_AGAIN: 'the host name could not be looked up',
  EPROTO: 'it does not speak TLS',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS',
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: 'it does not speak a version of TLS that we do',
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: 'it wants a certificate of ours',
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: 'it wants a certificate of ours, or other ciphers',
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: 'it does not take our certificate',
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: 'it does not trust the authority of our certificate',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by an authority that is not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate cannot be verified',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is signed by an authority that is not trusted',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  ERR_STREAM_PREMATURE_CLOSE: 'the answer broke off',
};

/** One clear sentence for what went wrong between us and a source. Texts of the HTTP client are not passed on: they may hold what was sent. */
export function namedFailure(error: unknown, url: string): GatelineError {
  const code = failureCode(error);
  const reason = code.startsWith('HPE_')
    ? 'it does not speak HTTP'
    : (REASONS[code] ?? `connection error ${code}`);
  return new GatelineError('source-unreachable', `${shownUrl(url)} cannot be read: ${reason}.`);
}

/** The time limit was reached. */
export function tooSlow(url: string, timeoutMs: number): GatelineError {
  const message = `${shownUrl(url)} gave no whole answer within ${timeoutMs / 1000} s.`;
  return new GatelineError('source-unreachable', message, { details: { tooSlow: true } });
}

/** Whether a request failed because its time was up. */
export function wasTooSlow(error: unknown): boolean {
  return error instanceof GatelineError && error.details.tooSlow === true;
}

/** We are shutting down, or the run has taken too long as a whole. */
export function stopped(url: string): GatelineError {
  return new GatelineError('source-unreachable', `Reading ${shownUrl(url)} was stopped.`);
}

/** An attempt on several addresses of one name fails with the errors of all of them. */
function failureCode(error: unknown): string {
  const { code, errors } = error as { code?: unknown; errors?: readonly unknown[] };
  if (typeof code === 'string') return code;
  const [inner] = errors ?? [];
  return inner === undefined ? 'of an unknown kind' : failureCode(inner);
}

/** An address as it may be shown: without credentials, query and fragment. */
export function shownUrl(url: string): string {
  if (!URL.canParse(url)) return 'an address that cannot be read';
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

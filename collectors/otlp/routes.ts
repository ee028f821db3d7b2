import express, { type ErrorRequestHandler, type Request, type Response, type Router } from 'express';
import { GatelineError } from '../../core/errors.ts';
import type { Clock, MeasurementStore, SourceMonitor } from '../../core/ports.ts';
import { failureOf, MEDIA_TYPES, statusBody, successBody } from './answers.ts';
import { type BodyLimits, Reservation, readBody } from './body.ts';
import { explainMismatch } from './content-mismatch.ts';
import { InFlight } from './in-flight.ts';
import { checkStore, reportRefusal } from './intake-gate.ts';
import { type Accepted, OTLP_RECEIVER, type OtlpReceiver } from './receiver.ts';
import { OTLP_SIGNALS, type OtlpEncoding, type OtlpSignal } from './signal.ts';

export interface OtlpRoutesDeps {
  readonly receiver: OtlpReceiver;
  readonly store: Pick<MeasurementStore, 'status'>;
  readonly clock: Clock;
  readonly monitor: SourceMonitor;
  readonly limits?: Partial<OtlpHttpLimits>;
  /** Room that is shared with other ways in; absent: `limits.maxBytesInFlight` of its own. */
  readonly inFlight?: InFlight;
}

export interface OtlpHttpLimits extends BodyLimits {
  /** Bytes of all requests that are being read or wait for the store. */
  readonly maxBytesInFlight: number;
}

const MIB = 1024 * 1024;

/** OTLP specification, "OTLP/HTTP Request": a limit before and after decompression, 64 MiB by default. */
export const DEFAULT_HTTP_LIMITS: OtlpHttpLimits = {
  maxBytes: 64 * MIB,
  timeoutMs: 30_000,
  maxBytesInFlight: 192 * MIB,
};

/** A parsed JSON body takes several times the memory of its text. */
const WEIGHT: Readonly<Record<OtlpEncoding, number>> = { protobuf: 1, json: 2 };

/**
 * OTLP over HTTP: `POST /v1/metrics`, `/v1/traces` and `/v1/logs`, protobuf or JSON, gzip or not. To be mounted on a listener of its own,
 * behind whatever checks tokens; what that throws is answered by {@link otlpErrors}.
 */
export function otlpRoutes(deps: OtlpRoutesDeps): Router {
  const limits = { ...DEFAULT_HTTP_LIMITS, ...deps.limits };
  const inFlight = deps.inFlight ?? new InFlight(limits.maxBytesInFlight);
  const router = express.Router();
  for (const signal of OTLP_SIGNALS) {
    const path = `/v1/${signal}`;
    router.post(path, (request, response) =>
      takeRequest(deps, { signal, limits, inFlight }, request, response),
    );
    router.all(path, (request, response) => {
      response.set('Allow', 'POST');
      refuse(
        request,
        response,
        new GatelineError('method-not-allowed', `OTLP is sent to ${path} with POST.`),
      );
    });
  }
  router.use((request, response) => {
    const message = 'OTLP is taken at /v1/metrics, /v1/traces and /v1/logs.';
    refuse(request, response, new GatelineError('not-found', message));
  });
  return router;
}

/** Answers what was thrown before a request reached its route (a token that is missing) as OTLP wants its errors: a google.rpc.Status. */
export const otlpErrors: ErrorRequestHandler = (error: unknown, request, response, _next) => {
  refuse(request, response, error);
};

/** Where a request goes, and what it may take. */
interface Intake {
  readonly signal: OtlpSignal;
  readonly limits: OtlpHttpLimits;
  readonly inFlight: InFlight;
}

async function takeRequest(
  deps: OtlpRoutesDeps,
  { signal, limits, inFlight }: Intake,
  request: Request,
  response: Response,
): Promise<void> {
  const reservation = new Reservation(inFlight);
  try {
    const encoding = encodingOf(request);
    checkStore(deps.store);
    const body = await readBody(request, reservation, limits);
    reservation.take(body.length * (WEIGHT[encoding] - 1));
    const accepted = await takeBody(deps.receiver, signal, body, encoding);
    deps.monitor.succeeded(OTLP_RECEIVER, deps.clock.now());
    answer(response, 200, encoding, successBody(signal, encoding, accepted));
  } catch (error) {
    reportRefusal(deps, error);
    refuse(request, response, error);
  } finally {
    reservation.release();
  }
}

async function takeBody(
  receiver: OtlpReceiver,
  signal: OtlpSignal,
  body: Uint8Array,
  encoding: OtlpEncoding,
): Promise<Accepted> {
  try {
    return await receiver.accept(signal, body, encoding);
  } catch (error) {
    throw explainMismatch(error, body, encoding);
  }
}

function encodingOf(request: Request): OtlpEncoding {
  const type = mediaType(request);
  if (type === MEDIA_TYPES.protobuf) return 'protobuf';
  if (type === MEDIA_TYPES.json) return 'json';
  const shown = type === '' ? 'is missing' : `${type.slice(0, 80)} is not supported`;
  throw new GatelineError(
    'unsupported-media-type',
    `Content-Type ${shown}; send ${MEDIA_TYPES.protobuf} or ${MEDIA_TYPES.json}.`,
  );
}

function mediaType(request: Request): string {
  return (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

/** Answers with a google.rpc.Status in the request's encoding; without a known one, in JSON. */
function refuse(request: Request, response: Response, error: unknown): void {
  if (response.headersSent || request.socket.destroyed) return;
  const known = error instanceof GatelineError ? error : undefined;
  const { status, code, retryAfter } = failureOf(known?.code);
  const encoding = mediaType(request) === MEDIA_TYPES.protobuf ? 'protobuf' : 'json';
  if (retryAfter !== undefined) response.set('Retry-After', String(retryAfter));
  if (status === 401) response.set('WWW-Authenticate', 'Bearer realm="gateline"');
  const message = status === 500 ? 'Gateline failed on this request; its log says why.' : known?.message;
  answer(response, status, encoding, statusBody(encoding, code, message ?? ''));
  leaveInPeace(request, response);
}

function answer(response: Response, status: number, encoding: OtlpEncoding, body: Uint8Array): void {
  response.status(status).setHeader('Content-Type', MEDIA_TYPES[encoding]);
  response.end(body);
}

const LINGER_MS = 2_000;

/** What is left of a refused body is read into nothing for a moment, so that the answer is seen; then the line is cut. */
function leaveInPeace(request: Request, response: Response): void {
  if (request.complete) return;
  request.resume();
  response.once('finish', () => {
    const timer = setTimeout(() => request.socket.destroy(), LINGER_MS);
    request.once('close', () => clearTimeout(timer));
  });
}

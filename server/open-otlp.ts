import { otlpGrpc } from '../collectors/otlp/grpc/service.ts';
import { InFlight } from '../collectors/otlp/in-flight.ts';
import { OTLP_RECEIVER, OtlpReceiver } from '../collectors/otlp/receiver.ts';
import {
  DEFAULT_HTTP_LIMITS,
  type OtlpRoutesDeps,
  otlpErrors,
  otlpRoutes,
} from '../collectors/otlp/routes.ts';
import type { OtlpSourceConfig } from '../collectors/otlp/source-schema.ts';
import type { SourceDeps } from '../collectors/source.ts';
import { formatListenAddress, type ListenAddress, withPort } from './config/scalars.ts';
import type { Config } from './config.ts';
import { listenGrpc } from './http/grpc-server.ts';
import { type HttpServer, listen } from './http/http-server.ts';
import { createOtlpApp } from './http/otlp-app.ts';
import { grpcDeps } from './http/otlp-grpc.ts';
import type { Domain } from './runtime/domain.ts';
import { type Face, HTTP_GRACE_MS } from './runtime/http-face.ts';
import { asFarAsStoreGoes } from './runtime/store-trouble.ts';

/** Where OTLP is to be taken. */
export interface OtlpAddresses {
  readonly http: ListenAddress;
  /** Absent: gRPC is off. */
  readonly grpc: ListenAddress | undefined;
}

/** Where OTLP is to be taken; `undefined` when no source wants it. */
export function otlpAddresses(
  { otlp, sources }: Config,
  { otlpPort, otlpGrpcPort }: { readonly otlpPort?: number; readonly otlpGrpcPort?: number },
): OtlpAddresses | undefined {
  if (!otlp.enabled || !sources.some((source) => source.type === 'otlp')) return undefined;
  const grpcPort = otlpGrpcPort ?? (otlpPort === undefined ? undefined : 0);
  return {
    http: withPort(otlp.listen, otlpPort),
    grpc: otlp.grpcListen && withPort(otlp.grpcListen, grpcPort),
  };
}

/** Where OTLP is taken; the ports are real ones. */
interface OtlpListeners {
  readonly receiver: OtlpReceiver;
  readonly http: ListenAddress;
  readonly grpc: ListenAddress | undefined;
}

/**
 * The OTLP receiver, at addresses of its own. Requests over HTTP and gRPC share the room that there is for bodies under way.
 *
 * @throws GatelineError `address-in-use`
 */
export async function openOtlp(
  domain: Domain,
  face: Face,
  { wanted, deps }: { readonly wanted: OtlpAddresses | undefined; readonly deps: SourceDeps },
  started: AsyncDisposableStack,
): Promise<OtlpListeners | undefined> {
  if (wanted === undefined) return undefined;
  const { clock, store, sources: monitor } = domain;
  const receiver = new OtlpReceiver({ ...deps, sources: registered(domain, wanted) });
  await asFarAsStoreGoes(() => receiver.start(), domain.log);
  const limits = DEFAULT_HTTP_LIMITS;
  const inFlight = new InFlight(limits.maxBytesInFlight);
  const intake = { receiver, store, clock, monitor, limits, inFlight };
  const http = await listenHttp(domain, face, wanted.http, intake);
  const servers = [http];
  started.defer(async () => {
    await Promise.all(servers.map((server) => server.close(HTTP_GRACE_MS)));
  });
  if (wanted.grpc === undefined) return { receiver, http: http.address, grpc: undefined };
  const calls = grpcDeps(face.gatekeeperAt(wanted.grpc), face.metrics);
  const grpc = await listenGrpc(otlpGrpc({ ...intake, ...calls }), {
    address: wanted.grpc,
    maxConnections: domain.config.limits.connections,
    chosenBy: 'otlp.grpc_listen: in gateline.yaml',
  });
  servers.push(grpc);
  return { receiver, http: http.address, grpc: grpc.address };
}

/** The configured sources, known to the board. */
function registered({ config, sources }: Domain, { http }: OtlpAddresses): readonly OtlpSourceConfig[] {
  const described = { kind: 'otlp', address: `http://${formatListenAddress(http)}` } as const;
  sources.register({ ...described, name: OTLP_RECEIVER, product: '' });
  const configured = config.sources
    .filter((source) => source.type === 'otlp')
    .map(({ settings }) => settings as OtlpSourceConfig);
  for (const { name, product } of configured) sources.register({ ...described, name, product });
  return configured;
}

async function listenHttp(
  { config, log }: Domain,
  face: Face,
  address: ListenAddress,
  intake: OtlpRoutesDeps,
): Promise<HttpServer> {
  const app = createOtlpApp({
    gatekeeper: face.gatekeeperAt(address),
    routes: otlpRoutes(intake),
    errors: otlpErrors,
    trustedHosts: config.trustedHosts,
    metrics: face.metrics,
    log,
  });
  return await listen(app, {
    address,
    maxConnections: config.limits.connections,
    chosenBy: 'otlp.listen: in gateline.yaml',
  });
}

/** Gateline's own traces, while they are made. */
export interface OwnTraces {
  /** Sends what is still held, and stops. */
  stop(): Promise<void>;
}

export interface OwnTracesOptions {
  /** Of an OpenTelemetry receiver: `http://collector:4318`. */
  readonly endpoint: string;
  readonly serviceName: string;
  readonly version: string;
}

/**
 * Begins to send spans of requests, reads and writes over OTLP/HTTP. The SDK is loaded only here: without an endpoint none of it is, and
 * every span in the code is the API's empty one.
 */
export async function startOwnTraces({
  endpoint,
  serviceName,
  version,
}: OwnTracesOptions): Promise<OwnTraces> {
  const [{ NodeSDK }, { OTLPTraceExporter }, { resourceFromAttributes }] = await Promise.all([
    import('@opentelemetry/sdk-node'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ]);
  const sdk = new NodeSDK({
    autoDetectResources: false,
    resource: resourceFromAttributes({ 'service.name': serviceName, 'service.version': version }),
    traceExporter: new OTLPTraceExporter({ url: tracesAddress(endpoint) }),
    metricReaders: [],
    logRecordProcessors: [],
    instrumentations: [],
  });
  sdk.start();
  // A receiver that is away must not keep the process from ending.
  return { stop: () => sdk.shutdown().catch(() => undefined) };
}

/** The path is appended, as the OTLP exporter specification does for its general endpoint. */
function tracesAddress(endpoint: string): string {
  return /\/v1\/traces\/?$/.test(endpoint) ? endpoint : `${endpoint.replace(/\/+$/, '')}/v1/traces`;
}

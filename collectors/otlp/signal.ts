/** What OTLP carries, as far as Gateline takes it. */
export type OtlpSignal = 'metrics' | 'traces' | 'logs';

export const OTLP_SIGNALS = ['metrics', 'traces', 'logs'] as const satisfies readonly OtlpSignal[];

/** What a body is written in. */
export type OtlpEncoding = 'protobuf' | 'json';

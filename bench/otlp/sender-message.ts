import type { Export } from './export-body.ts';

/** Bodies that a sender is to make: those of one connection are one process' exports, one after the other. */
export interface Prepare {
  readonly prepare: {
    readonly format: 'otlp' | 'lines';
    readonly kind: Export['kind'];
    readonly temporality: Export['temporality'];
    readonly startedAt: number;
    readonly connections: number;
    /** The first interval and how many, for each connection. */
    readonly from: number;
    readonly requests: number;
  };
}

/** Sends what was prepared, once. */
export interface Send {
  readonly send: { readonly url: string; readonly contentType: string };
}

/** What a sender is told. */
export type SenderCommand = Prepare | Send;

/** What it answers: what it has made, how long everything took from the first byte to the last answer, or what went wrong. */
export type SenderAnswer =
  | { readonly prepared: { readonly bytes: number } }
  | { readonly sent: { readonly ms: number } }
  | { readonly failed: string };

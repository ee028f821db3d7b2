import protobuf from 'protobufjs/minimal.js';

/** Sets of attributes of one process; each of its {@link METRICS} metrics has a point for each. */
export const SETS = 2_000;
/** Metrics of one export: `app.metric.0` … */
export const METRICS = 5;
/** Data points of one request. */
export const POINTS = SETS * METRICS;
/** Time between two exports of a process, ms. */
export const INTERVAL_MS = 10_000;

export type Temporality = 'delta' | 'cumulative';
export type Kind = 'sum' | 'histogram';

/** What one process sends after some intervals. */
export interface Export {
  readonly kind: Kind;
  readonly temporality: Temporality;
  /** How many intervals have passed, from 1. */
  readonly round: number;
  /** When the process began, Unix ms. */
  readonly startedAt: number;
  /** Tells processes apart. */
  readonly instance: string;
}

const BOUNDS = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];

/** The attributes of one set, but for what is the whole process'. */
export function attributesOf(set: number): readonly (readonly [string, string])[] {
  return [
    ['route', `/api/v1/tickets/${set % 40}`],
    ['version', `v${set % 5}`],
    ['gen_ai.request.model', `model-${set % 10}`],
    ['tenant', `t${set}`],
  ];
}

/** What a set of attributes has counted by the end of an interval, and within it. */
export function countOf(set: number, round: number): { readonly total: number; readonly increment: number } {
  return { total: round * (set % 7), increment: set % 7 };
}

/** One export as OTLP sends it: an ExportMetricsServiceRequest in protobuf. */
export function exportBody(of: Export): Uint8Array {
  const w = protobuf.Writer.create();
  w.uint32(0x0a).fork();
  w.uint32(0x0a).fork();
  attribute(w, 1, 'service.name', 'ticket-router');
  attribute(w, 1, 'service.instance.id', of.instance);
  w.ldelim();
  w.uint32(0x12).fork();
  for (let m = 0; m < METRICS; m += 1) metric(w, m, of);
  return w.ldelim().ldelim().finish();
}

function metric(w: protobuf.Writer, m: number, of: Export): void {
  w.uint32(0x12).fork().uint32(0x0a).string(`app.metric.${m}`).uint32(0x1a).string('s');
  w.uint32(of.kind === 'sum' ? 0x3a : 0x4a).fork();
  for (let set = 0; set < SETS; set += 1) point(w, set, of);
  w.uint32(0x10).uint32(of.temporality === 'delta' ? 1 : 2);
  if (of.kind === 'sum') w.uint32(0x18).bool(true);
  w.ldelim().ldelim();
}

function point(w: protobuf.Writer, set: number, { kind, temporality, round, startedAt }: Export): void {
  const at = startedAt + round * INTERVAL_MS;
  const from = temporality === 'delta' ? at - INTERVAL_MS : startedAt;
  const { total, increment } = countOf(set, round);
  const value = temporality === 'delta' ? increment : total;
  w.uint32(0x0a).fork();
  w.uint32(0x11).fixed64(`${from}000000`).uint32(0x19).fixed64(`${at}000000`);
  if (kind === 'sum') w.uint32(0x31).sfixed64(value);
  else buckets(w, value);
  const field = kind === 'sum' ? 7 : 9;
  for (const [key, text] of attributesOf(set)) attribute(w, field, key, text);
  w.ldelim();
}

function buckets(w: protobuf.Writer, value: number): void {
  w.uint32(0x21)
    .fixed64(value)
    .uint32(0x29)
    .double(value * 0.3);
  w.uint32(0x32).fork();
  for (let b = 0; b <= BOUNDS.length; b += 1) w.fixed64(b === 5 ? value : 0);
  w.ldelim().uint32(0x3a).fork();
  for (const bound of BOUNDS) w.double(bound);
  w.ldelim();
}

function attribute(w: protobuf.Writer, field: number, key: string, value: string): void {
  w.uint32((field << 3) | 2)
    .fork()
    .uint32(0x0a)
    .string(key);
  w.uint32(0x12).fork().uint32(0x0a).string(value).ldelim().ldelim();
}

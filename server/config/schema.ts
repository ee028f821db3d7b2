import { isIP } from 'node:net';
import { z } from 'zod';
import { byteSize, durationMs, listenAddress, parseListenAddress } from './scalars.ts';
import { storeSchema } from './store.ts';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const LISTEN = '127.0.0.1:4600';
const OTLP_LISTEN = '127.0.0.1:4318';

const address = (text: string) => listenAddress.prefault(text);

const hostName = z
  .string()
  .refine((text) => parseListenAddress(`${text}:1`) !== undefined && text !== '', 'expected a host name');

/** What express understands: an address, a subnet (10.0.0.0/8), or one of its names for several subnets. */
const proxyAddress = z.string().refine((text) => {
  const [address = '', bits, ...rest] = text.split('/');
  if (NAMED_SUBNETS.includes(text)) return true;
  const version = isIP(address);
  const most = version === 6 ? 128 : 32;
  return (
    version !== 0 && rest.length === 0 && (bits === undefined || (/^\d+$/.test(bits) && Number(bits) <= most))
  );
}, 'expected an address such as 10.0.0.7, or a subnet such as 10.0.0.0/8');

const NAMED_SUBNETS = ['loopback', 'linklocal', 'uniquelocal'];

/** gateline.yaml but for its `sources`, whose schemas come from the collectors. Keys are written in snake_case. */
export const configSchema = z.strictObject({
  /** Where pages and API are served. */
  listen: address(LISTEN),
  /** The address that people type, when a proxy stands in front; `https` makes cookies secure. */
  public_url: z.url({ protocol: /^https?$/ }).optional(),
  /** Host names, beside the loopback's own, that an open server answers to. */
  trusted_hosts: z.array(hostName).default([]),
  /** Addresses of proxies whose X-Forwarded-For is believed. */
  trusted_proxies: z.array(proxyAddress).default([]),
  otlp: z
    .strictObject({
      enabled: z.boolean().default(true),
      /** OTLP over HTTP. */
      listen: address(OTLP_LISTEN),
      /** OTLP over gRPC; `off` for none. Absent: one port below `listen`, as OTLP has them. */
      grpc_listen: z.union([z.literal('off'), listenAddress]).optional(),
    })
    .prefault({}),
  /** Folder of the measurements and the tokens. */
  data: z.string().min(1).default('./data'),
  store: storeSchema.prefault({}),
  roadmaps: z.array(z.string().min(1)).min(1).default(['roadmap.yaml']),
  /** Files of prices, ours or LiteLLM's; the first that names a model decides. */
  prices: z
    .union([
      z
        .string()
        .min(1)
        .transform((file) => [file]),
      z.array(z.string().min(1)).min(1).max(20),
    ])
    .optional(),
  /** Folder of walls and dashboards; absent: `dashboards` beside the file, if it is there. */
  dashboards: z.string().min(1).optional(),
  sources: z.array(z.looseObject({})).default([]),
  evaluation: z
    .strictObject({
      interval: durationMs({ atLeastMs: 1_000, atMostMs: 3_600_000, example: '15s' }).prefault('15s'),
    })
    .prefault({}),
  metrics: z
    .strictObject({
      /** Serve /metrics without a token on any address. */
      open: z.boolean().default(false),
    })
    .prefault({}),
  log: z.strictObject({ level: z.enum(LOG_LEVELS).default('info') }).prefault({}),
  telemetry: z
    .strictObject({
      /** Where Gateline's own traces go (OTLP over HTTP); absent: they are not made. */
      otlp_endpoint: z.url({ protocol: /^https?$/ }).optional(),
      service_name: z.string().min(1).default('gateline'),
    })
    .prefault({}),
  limits: z
    .strictObject({
      /** Largest body that the API takes. */
      body: byteSize.prefault('1MB'),
      /** Largest file of evaluations that the API takes. */
      evaluations: byteSize.prefault('64MB'),
      /** Pages that may listen to changes at once. */
      stream_readers: z.int().min(1).max(100_000).default(500),
      /** Connections at once. */
      connections: z.int().min(1).max(100_000).default(2_000),
      /** Failed sign-ins from one address in a quarter of an hour. */
      sign_in_attempts: z.int().min(1).max(10_000).default(20),
    })
    .prefault({}),
});

export type ConfigFile = z.infer<typeof configSchema>;

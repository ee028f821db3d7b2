import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { GatelineError } from '../core/errors.ts';
import type { Problem } from '../core/roadmap/roadmap.ts';
import { interpolate } from './config/interpolation.ts';
import type { ListenAddress } from './config/scalars.ts';
import { type ConfigFile, configSchema, type LogLevel } from './config/schema.ts';
import { isSecretPath } from './config/secrets.ts';
import { type ConfiguredSource, readSources, type SourceTypes } from './config/sources.ts';
import { type StoreConfig, storeConfig } from './config/store.ts';
import { formatProblem } from './yaml/format-problem.ts';
import { schemaProblems } from './yaml/schema-problems.ts';
import { type Path, YamlSource } from './yaml/yaml-source.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** gateline.yaml and the environment, read once. Paths are absolute, durations ms, sizes bytes. */
export interface Config {
  readonly file: string;
  readonly listen: ListenAddress;
  readonly publicUrl: string | undefined;
  readonly trustedHosts: readonly string[];
  readonly trustedProxies: readonly string[];
  readonly otlp: {
    readonly enabled: boolean;
    readonly listen: ListenAddress;
    /** Absent: gRPC is off. */
    readonly grpcListen: ListenAddress | undefined;
  };
  readonly data: string;
  readonly store: StoreConfig;
  readonly roadmaps: readonly string[];
  /** Files of prices, in the order in which they are asked. */
  readonly prices: readonly string[];
  /** Absent: there is no such folder. */
  readonly dashboards: { readonly folder: string; readonly chosen: boolean };
  readonly sources: readonly ConfiguredSource[];
  readonly evaluationIntervalMs: number;
  readonly metricsOpen: boolean;
  readonly logLevel: LogLevel;
  readonly telemetry: { readonly otlpEndpoint: string | undefined; readonly serviceName: string };
  readonly limits: {
    readonly bodyBytes: number;
    readonly evaluationBytes: number;
    readonly streamReaders: number;
    readonly connections: number;
    readonly signInAttempts: number;
  };
  /** For the secrets that sources name by variable. */
  readonly environment: Environment;
}

export interface ConfigOptions {
  /** As given on the command line. Absent: GATELINE_CONFIG, then `gateline.yaml`. */
  readonly file?: string | undefined;
  readonly cwd: string;
  readonly environment: Environment;
  /** Schemas of the sources' kinds, by `type`. */
  readonly sourceTypes: SourceTypes;
}

const DEFAULT_FILE = 'gateline.yaml';

/**
 * Reads the configuration.
 *
 * @throws GatelineError `config-missing`, or `config-invalid` with every problem in its message and under `details.problems`
 */
export async function loadConfig(options: ConfigOptions): Promise<Config> {
  const wanted = options.file ?? options.environment.GATELINE_CONFIG ?? DEFAULT_FILE;
  const file = resolve(options.cwd, wanted);
  const { config, problems } = parseConfig(file, await textOf(file), { ...options, shownAs: wanted });
  if (config !== undefined) return config;
  const errors = problems.filter((problem) => problem.severity === 'error');
  const message = [`${file} has ${plural(errors.length, 'error')}:`, ...errors.map(formatProblem)].join('\n');
  throw new GatelineError('config-invalid', message, { details: { problems } });
}

/** Reads the configuration's text; `config` is there when no error is among the problems. */
export function parseConfig(
  file: string,
  text: string,
  options: Pick<ConfigOptions, 'environment' | 'sourceTypes'> & { readonly shownAs?: string },
): { config: Config | undefined; problems: readonly Problem[] } {
  const source = new YamlSource(options.shownAs ?? basename(file), text);
  const unreadable = source.syntaxProblems();
  if (unreadable.length > 0) return { config: undefined, problems: unreadable };
  const { value, unset, isFromVariable } = interpolate(source.value() ?? {}, options.environment);
  const isSecret = (path: Path) => isSecretPath(path) || isFromVariable(path);
  const result = configSchema.safeParse(value);
  const sources = readSources(source, value, options.sourceTypes, isSecret);
  const missing = unset.map(({ name, path }) => source.problem(path, notSet(name)));
  const found = [
    ...(result.success
      ? []
      : schemaProblems(source, result.error.issues, { schema: configSchema, value, isSecret })),
    ...sources.problems,
  ];
  const problems = [
    ...missing,
    ...found.filter((problem) => !missing.some((one) => samePlace(problem, one))),
  ];
  problems.sort((a, b) => a.line - b.line || a.column - b.column);
  if (!result.success || problems.some((problem) => problem.severity === 'error')) {
    return { config: undefined, problems };
  }
  const config = {
    ...resolved(file, result.data),
    sources: sources.sources,
    environment: options.environment,
  };
  return { config, problems };
}

function notSet(name: string): string {
  return `The environment variable ${name} is not set; set it, or write \${${name}:-…} with what holds otherwise.`;
}

/** What is wrong with the empty text in place of a variable that is not set goes without saying. */
function samePlace(a: Problem, b: Problem): boolean {
  return a.line === b.line && a.column === b.column;
}

function resolved(file: string, read: ConfigFile): Omit<Config, 'sources' | 'environment'> {
  const at = (path: string) => resolve(dirname(file), path);
  return {
    file,
    listen: read.listen,
    publicUrl: read.public_url,
    trustedHosts: read.trusted_hosts,
    trustedProxies: read.trusted_proxies,
    otlp: { enabled: read.otlp.enabled, listen: read.otlp.listen, grpcListen: grpcListen(read.otlp) },
    data: at(read.data),
    store: storeConfig(read.store, at),
    roadmaps: read.roadmaps.map(at),
    prices: (read.prices ?? []).map(at),
    dashboards: { folder: at(read.dashboards ?? 'dashboards'), chosen: read.dashboards !== undefined },
    evaluationIntervalMs: read.evaluation.interval,
    metricsOpen: read.metrics.open,
    logLevel: read.log.level,
    telemetry: {
      otlpEndpoint: read.telemetry.otlp_endpoint,
      serviceName: read.telemetry.service_name,
    },
    limits: {
      bodyBytes: read.limits.body,
      evaluationBytes: read.limits.evaluations,
      streamReaders: read.limits.stream_readers,
      connections: read.limits.connections,
      signInAttempts: read.limits.sign_in_attempts,
    },
  };
}

/** OTLP's own ports are 4318 for HTTP and 4317 for gRPC; who moves one moves both. */
function grpcListen({ listen, grpc_listen: chosen }: ConfigFile['otlp']): ListenAddress | undefined {
  if (chosen === 'off') return undefined;
  return chosen ?? { host: listen.host, port: Math.max(0, listen.port - 1) };
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    const message = missing
      ? `There is no ${file}. Make one to begin with: gateline init`
      : `Cannot read ${file} (${(cause as NodeJS.ErrnoException).code ?? 'unknown error'}).`;
    throw new GatelineError('config-missing', message, { cause });
  }
}

function plural(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

import { GatelineError } from '../../core/errors.ts';
import { ExpositionReader, type SeriesIdentity } from './exposition-reader.ts';
import type { FamilyEntry } from './families.ts';
import { LENIENT, STRICT_TEXT } from './line-lexer.ts';
import { parseStrictOpenMetrics } from './strict/parse-strict.ts';
import type { Exposition, ExpositionFamily, ExpositionFormat, ExpositionSample } from './types.ts';

export interface ParseOptions {
  readonly format: ExpositionFormat;
  /**
   * The first thing that the format's specification forbids is an error. Otherwise malformed lines are counted and the rest is kept.
   */
  readonly strict?: boolean;
  readonly maxSamples?: number;
  /** The body is known to be whole, so a last line without a line feed is a whole line. */
  readonly delimited?: boolean;
}

const MOST_SAMPLES = 50_000_000;

/**
 * Takes one exposition apart. For many expositions of one target, {@link ExpositionReader} does the same a good deal faster.
 *
 * @throws GatelineError `exposition-invalid` with the line, when strict, or when OpenMetrics does not end in `# EOF`; `limit-exceeded`
 */
export function parseExposition(body: string, options: ParseOptions): Exposition {
  const { format, strict = false, maxSamples = MOST_SAMPLES, delimited = false } = options;
  if (strict && format === 'openmetrics') return parseStrictOpenMetrics(body, maxSamples);
  const reader = new ExpositionReader<SeriesIdentity>({
    format,
    maxSamples,
    dialect: strict ? STRICT_TEXT : LENIENT,
    resolve: (identity) => identity,
  });
  const exposition = collect(reader, body, delimited);
  const [first] = exposition.problems;
  if (!strict || first === undefined) return exposition;
  throw new GatelineError('exposition-invalid', `Line ${first.line} of the exposition: ${first.reason}.`, {
    details: { line: first.line },
  });
}

function collect(reader: ExpositionReader<SeriesIdentity>, body: string, delimited: boolean): Exposition {
  const { samples, families, problems } = reader.read(body, delimited);
  const byFamily = new Map<string, ExpositionSample[]>();
  for (let i = 0; i < samples.size; i += 1) {
    const { name, labels, family } = samples.series[i] as SeriesIdentity;
    const timestampMs = samples.timeMs(i);
    const timed = Number.isNaN(timestampMs) ? {} : { timestampMs };
    const known = byFamily.get(family);
    const sample = { name, labels, value: samples.value(i), ...timed };
    if (known === undefined) byFamily.set(family, [sample]);
    else known.push(sample);
  }
  return {
    families: families.map((family) => familyOf(family, byFamily.get(family.name) ?? [])),
    sampleCount: samples.size,
    problems: problems.named,
    problemCount: problems.total,
    problemReasons: problems.counts,
  };
}

function familyOf(family: FamilyEntry, samples: readonly ExpositionSample[]): ExpositionFamily {
  const { name, type, unit } = family;
  return { name, type, ...(unit === undefined ? {} : { unit }), samples };
}

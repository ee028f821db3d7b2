import { dirname } from 'node:path';
import { measuresOfPreset } from '../../../collectors/presets/expand.ts';
import { PRESET_NAMES, presetNamed } from '../../../collectors/presets/library.ts';
import { PRICED } from '../../../collectors/prices/token-pricer.ts';
import type { SourceFields } from '../../../collectors/source.ts';
import { survey } from '../../../collectors/survey/survey.ts';
import type {
  Facts,
  ModelTokens,
  PresetFacts,
  Sight,
  SourceFacts,
  SourceStanding,
} from '../../../core/diagnosis/facts.ts';
import type { SourceMapping } from '../../../core/measure/mapping.ts';
import type { PriceBook } from '../../../core/price/price-book.ts';
import { isTokenMeasure } from '../../../core/price/token-measures.ts';
import type { ConfiguredSource } from '../../config/sources.ts';
import type { Config } from '../../config.ts';
import type { Redaction } from '../../redaction.ts';
import { secretsOf } from '../../source-secrets.ts';
import { SOURCE_TYPES } from '../../source-types.ts';
import { priceBooks } from '../price-books.ts';
import type { Knowledge } from './knowledge.ts';

/** All looks together end after this long. */
const LOOKS_MS = 20_000;

/** How a configuration is looked at. */
export interface Looking {
  /** Absent: the server alone says what there is. */
  readonly config: Config | undefined;
  /** Ask the configured targets themselves. */
  readonly probes: boolean;
  readonly redaction: Redaction;
  /** Unix ms. */
  readonly now: number;
}

/** Puts together what the configuration says, what its sources show and what is known of the store. */
export async function gather(known: Knowledge, { config, probes, redaction, now }: Looking): Promise<Facts> {
  const sights =
    config === undefined || !probes ? new Map<string, Sight>() : await look(config, redaction, now);
  const bookOf = sights.size === 0 ? undefined : await priceBooks(config);
  const standings = new Map(known.sources?.map(({ name, standing }) => [name, standing]));
  const configured = (config?.sources ?? []).map((source) =>
    factsOf(
      source,
      sights.get(source.name),
      known.sources && (standings.get(source.name) ?? NOT_RUNNING),
      pricelessOf(source, sights.get(source.name), bookOf?.(source.product), now),
    ),
  );
  const names = new Set(configured.map(({ name }) => name));
  const others = (known.sources ?? [])
    .filter(({ name }) => !names.has(name))
    .map(
      (source): SourceFacts => ({ ...source, presets: [], ...(config === undefined ? {} : { brings: [] }) }),
    );
  return {
    roadmaps: known.roadmaps,
    sources: [...configured, ...others],
    evidence: known.evidence,
    ...(known.store === undefined ? {} : { store: known.store }),
    ...(known.trouble === undefined ? {} : { storeTrouble: known.trouble }),
    presets: PRESET_NAMES.map(presetFacts),
  };
}

const NOT_RUNNING: SourceStanding = { state: 'unknown', warnings: [], rejected: {}, overflowed: 0 };

async function look(
  { sources, environment, file }: Config,
  redaction: Redaction,
  now: number,
): Promise<ReadonlyMap<string, Sight>> {
  const secrets = secretsOf({ environment, file }, redaction);
  const deps = { secrets, folder: dirname(file), now, signal: AbortSignal.timeout(LOOKS_MS) };
  const sights = await Promise.all(
    sources.map(async (source) => [source.name, await survey(source, deps)] as const),
  );
  return new Map(sights.flatMap(([name, sight]) => (sight === undefined ? [] : [[name, sight] as const])));
}

function factsOf(
  { type, name, product, settings, priced }: ConfiguredSource,
  sight: Sight | undefined,
  standing: SourceStanding | undefined,
  priceless: readonly ModelTokens[],
): SourceFacts {
  const mapping = BRINGS_MEASURES.has(type) ? SOURCE_TYPES[type]?.mapping?.(settings) : undefined;
  const { preset = [] } = settings as Partial<SourceFields>;
  return {
    name,
    type,
    product,
    presets: preset.map((choice) => choice.name),
    ...(mapping === undefined ? {} : { mapping }),
    brings: mapping === undefined ? [] : broughtBy(mapping, priced),
    ...(standing === undefined ? {} : { standing }),
    ...(sight === undefined ? {} : { sight }),
    priceless,
  };
}

/** Tokens that a source shows, that are to be priced, and whose model has no price now. */
function pricelessOf(
  { priced }: ConfiguredSource,
  sight: Sight | undefined,
  book: PriceBook | undefined,
  now: number,
): readonly ModelTokens[] {
  if (!priced || sight === undefined || book === undefined) return [];
  return sight.tokens.filter(({ model }) => {
    const { input, output } = book.pricesOf(model, now) ?? {};
    return input === undefined && output === undefined;
  });
}

const BRINGS_MEASURES: ReadonlySet<string> = new Set(['prometheus', 'scrape', 'otlp']);

/** Measures that a source owns, those among them that are made of its tokens. */
function broughtBy({ metrics, compare }: SourceMapping, priced: boolean): readonly string[] {
  const compared = compare?.measures ?? [];
  if (compared === 'all') return [];
  const measures = metrics.map(({ measure }) => measure);
  const made = priced && measures.some(isTokenMeasure) ? Object.values(PRICED) : [];
  return [...new Set([...measures, ...made])].filter((measure) => !compared.includes(measure));
}

function presetFacts(name: string): PresetFacts {
  const preset = presetNamed(name);
  return { name, title: preset.title, measures: measuresOfPreset(preset) };
}

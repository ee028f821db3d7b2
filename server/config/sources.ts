import type { z } from 'zod';
import type { SourceMapping } from '../../core/measure/mapping.ts';
import type { Problem } from '../../core/roadmap/roadmap.ts';
import { nearest } from '../../core/text/nearest.ts';
import { alternatives } from '../../core/text/problem.ts';
import { schemaProblems } from '../yaml/schema-problems.ts';
import type { Path, YamlSource } from '../yaml/yaml-source.ts';
import { type OwnershipClaim, ownershipConflicts } from './one-owner.ts';
import { pricedSources } from './priced-sources.ts';

/** A kind of source, as main.ts hands it in: the configuration knows no collector. */
export interface SourceType {
  /** Of everything below the source's entry but `type` and `scope`. */
  readonly schema: z.ZodType<{ readonly name: string; readonly product: string }>;
  /** What the checked settings map to measures; absent for a kind that brings none. */
  mapping?(settings: unknown): SourceMapping;
  /** What is wrong with settings that the schema accepts; paths are below the source's entry. */
  problems?(settings: unknown): readonly { readonly path: Path; readonly message: string }[];
}

export type SourceTypes = Readonly<Record<string, SourceType>>;

/** A source of gateline.yaml that its kind's schema has accepted. */
export interface ConfiguredSource {
  readonly type: string;
  readonly name: string;
  readonly product: string;
  /** What the kind's schema made of the entry. */
  readonly settings: unknown;
  /** Costs are made of the tokens that it counts. */
  readonly priced: boolean;
}

interface ReadSource extends Omit<ConfiguredSource, 'priced'> {
  readonly index: number;
  readonly scope: string;
}

/** Reads `sources`, each by the schema of its `type`; then what holds among them: names once, each measure one owner. */
export function readSources(
  source: YamlSource,
  root: unknown,
  types: SourceTypes,
  isSecret: (path: Path) => boolean,
): { sources: readonly ConfiguredSource[]; problems: readonly Problem[] } {
  const { sources: entries, prices } = (root ?? {}) as { sources?: unknown; prices?: unknown };
  const problems: Problem[] = [];
  const read: ReadSource[] = [];
  for (const [index, entry] of (Array.isArray(entries) ? entries : []).entries()) {
    if (typeof entry !== 'object' || entry === null) continue;
    const one = readOne(source, index, entry, { types, isSecret });
    if (Array.isArray(one)) problems.push(...one);
    else read.push(one);
  }
  const claims = claimsOf(read, types);
  const pricing = pricedSources(claims);
  problems.push(
    ...doubledNames(source, read),
    ...doubledOwners(source, claims),
    ...mispriced(source, claims, pricing.conflicts, prices !== undefined),
  );
  const sources = read.map(({ index: _i, scope: _s, ...rest }) => ({
    ...rest,
    priced: prices !== undefined && pricing.priced.has(rest.name),
  }));
  return { sources, problems };
}

function readOne(
  source: YamlSource,
  index: number,
  entry: object,
  { types, isSecret }: { types: SourceTypes; isSecret: (path: Path) => boolean },
): ReadSource | Problem[] {
  const { type, scope, ...own } = entry as { type?: unknown; scope?: unknown };
  const place = ['sources', index] as const;
  const known = typeof type === 'string' && Object.hasOwn(types, type) ? types[type] : undefined;
  if (typeof type !== 'string' || known === undefined) return [unknownType(source, index, type, types)];
  if (scope !== undefined && (typeof scope !== 'string' || scope === '')) {
    return [source.problem([...place, 'scope'], 'A scope is a name such as eu.')];
  }
  const result = known.schema.safeParse(own);
  if (result.success) {
    const { name, product } = result.data;
    const problems = known.problems?.(result.data) ?? [];
    if (problems.length > 0) {
      return problems.map(({ path, message }) => source.problem([...place, ...path], message));
    }
    return { type, name, product, settings: result.data, index, scope: scope ?? '' };
  }
  const options = { schema: known.schema, value: own, root: place, isSecret };
  return schemaProblems(source, result.error.issues, options);
}

function unknownType(source: YamlSource, index: number, type: unknown, types: SourceTypes): Problem {
  const names = Object.keys(types);
  const read = type === undefined ? '`type` is missing' : `\`${String(type)}\` is no type of source`;
  const meant = typeof type === 'string' ? nearest(type, names) : undefined;
  return {
    ...source.problem(['sources', index, 'type'], `${read}; ${alternatives(names)} was expected.`),
    ...(meant === undefined ? {} : { suggestion: meant }),
  };
}

function doubledNames(source: YamlSource, read: readonly ReadSource[]): Problem[] {
  return read
    .filter((one, i) => read.slice(0, i).some((other) => other.name === one.name))
    .map(({ index, name }) =>
      source.problem(['sources', index, 'name'], `The name \`${name}\` is taken by another source.`),
    );
}

/** What a source claims, with its place in the file. */
interface Claim extends OwnershipClaim {
  readonly index: number;
  readonly wanted: boolean | undefined;
}

function claimsOf(read: readonly ReadSource[], types: SourceTypes): readonly Claim[] {
  return read.flatMap(({ type, name, scope, settings, index }) => {
    const mapping = types[type]?.mapping?.(settings);
    const { pricing } = settings as { pricing?: unknown };
    const wanted = pricing === undefined ? undefined : pricing !== false;
    return mapping === undefined ? [] : [{ name, scope, mapping, index, wanted }];
  });
}

function doubledOwners(source: YamlSource, claims: readonly Claim[]): Problem[] {
  return ownershipConflicts(claims).map(({ measure, product, first, second }) => {
    const message = `\`${second}\` and \`${first}\` both bring ${measure} of ${product}, which would count it twice; take it out of one of them, write \`compare: [${measure}]\` in the one that is only to be compared, or give each a scope if they see different traffic.`;
    return source.problem(['sources', indexOf(claims, second), 'metrics'], message);
  });
}

/** Sources that say they want to be priced, and cannot be. */
function mispriced(
  source: YamlSource,
  claims: readonly Claim[],
  conflicts: ReturnType<typeof pricedSources>['conflicts'],
  hasPrices: boolean,
): Problem[] {
  const place = (name: string) => ['sources', indexOf(claims, name), 'pricing'];
  const without = hasPrices ? [] : claims.filter(({ wanted }) => wanted === true);
  return [
    ...conflicts.map(({ priced, owner }) => {
      const also = owner === priced ? 'it brings' : `\`${owner}\` brings`;
      const message = `\`${priced}\` is to be priced while ${also} cost_usd itself, which would count it twice; take out \`pricing\`, or cost_usd.`;
      return source.problem(place(priced), message);
    }),
    ...without.map(({ name }) =>
      source.problem(
        place(name),
        `\`${name}\` is to be priced, and there are no prices; name their file: \`prices: prices.yaml\`.`,
      ),
    ),
  ];
}

function indexOf(claims: readonly Claim[], name: string): number {
  return claims.find((claim) => claim.name === name)?.index ?? 0;
}

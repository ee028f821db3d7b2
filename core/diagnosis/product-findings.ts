import type { Facts, ProductEvidence, SourceFacts } from './facts.ts';
import type { Finding, Level, ProductDetail } from './finding.ts';
import { itemMeasures, UNATTRIBUTED_SHARE } from './sight-findings.ts';

/** Two counts of the same that are further apart are no longer told by the moments of their reads. */
export const WORTH_A_LOOK = 0.05;

/** The reason of what nobody has judged yet. */
export const NOT_JUDGED = 'not-judged-yet';

function aboutProduct(product: string, level: Level, detail: ProductDetail): Finding {
  return { about: 'product', product, level, detail };
}

/** What concerns a product as a whole: attribution, prices, sources that see the same. */
export function productFindings(product: string, facts: Facts): readonly Finding[] {
  const evidence = facts.evidence.find((one) => one.product === product);
  const sources = facts.sources.filter((source) => source.product === product);
  return [
    ...wiringFindings(product, sources, facts),
    ...(evidence === undefined ? [] : evidenceFindings(evidence, facts)),
    ...countedTwice(product, sources),
  ];
}

function wiringFindings(
  product: string,
  sources: readonly SourceFacts[],
  { roadmaps }: Facts,
): readonly Finding[] {
  const products = roadmaps.map((roadmap) => roadmap.product);
  if (!products.includes(product)) {
    return [aboutProduct(product, 'problem', { code: 'product-without-roadmap', products })];
  }
  return sources.length === 0 ? [aboutProduct(product, 'problem', { code: 'product-without-source' })] : [];
}

function evidenceFindings(evidence: ProductEvidence, facts: Facts): readonly Finding[] {
  return [
    ...pending(evidence),
    ...trafficFindings(evidence),
    ...unknownItems(evidence, facts),
    ...priceFindings(evidence),
    ...comparisons(evidence),
  ];
}

function pending({ product, criteria }: ProductEvidence): readonly Finding[] {
  const isPending = criteria.some(({ verdict }) => verdict.reason === NOT_JUDGED);
  return isPending ? [aboutProduct(product, 'hint', { code: 'not-judged-yet' })] : [];
}

function trafficFindings({ product, traffic }: ProductEvidence): readonly Finding[] {
  const { total, unattributed, ofLastDay } = traffic;
  if (total === 0) return [];
  if (unattributed === 0) return [aboutProduct(product, 'fine', { code: 'traffic-attributed', total })];
  const share = unattributed / total;
  const level = share < UNATTRIBUTED_SHARE ? 'hint' : 'problem';
  return [aboutProduct(product, level, { code: 'traffic-unattributed', share, total, ofLastDay })];
}

/** Items that traffic is attributed to, and that are on no roadmap: nothing judges them. */
function unknownItems({ product, measures }: ProductEvidence, facts: Facts): readonly Finding[] {
  const roadmap = facts.roadmaps.find((one) => one.product === product);
  if (roadmap === undefined) return [];
  const known = new Set(['', ...roadmap.items.map(({ id }) => id)]);
  const wanted = itemMeasures(product, facts);
  const seen = measures.filter(({ measure }) => wanted.has(measure)).flatMap(({ places }) => places);
  const items = [...new Set(seen.map(({ item }) => item))].filter((item) => !known.has(item)).sort();
  return items.length === 0 ? [] : [aboutProduct(product, 'hint', { code: 'items-unknown', items })];
}

function priceFindings({ product, pricing }: ProductEvidence): readonly Finding[] {
  const { priced, unpriced, ofLastDay } = pricing;
  if (unpriced.length === 0) return [];
  const without = unpriced.reduce((sum, { tokens }) => sum + tokens, 0);
  const share = without / (priced + without);
  return [aboutProduct(product, 'problem', { code: 'models-unpriced', models: unpriced, share, ofLastDay })];
}

function comparisons({ product, compared }: ProductEvidence): readonly Finding[] {
  return compared.map((one) => {
    const difference = one.owned === 0 ? Number.POSITIVE_INFINITY : one.compared / one.owned - 1;
    const level = Math.abs(difference) > WORTH_A_LOOK ? 'problem' : 'fine';
    return aboutProduct(product, level, { code: 'sources-compared', ...one, difference });
  });
}

/** Sources that read the same metric of the same process for the same measure, and both own it: each names its traffic a scope of its own. */
function countedTwice(product: string, sources: readonly SourceFacts[]): readonly Finding[] {
  const pairs = sources.flatMap((first, i) => sources.slice(i + 1).map((second) => ({ first, second })));
  return pairs.flatMap(({ first, second }) =>
    shared(first, second).map((overlap) =>
      aboutProduct(product, 'problem', {
        code: 'counted-twice',
        ...overlap,
        first: first.name,
        second: second.name,
      }),
    ),
  );
}

function shared(first: SourceFacts, second: SourceFacts) {
  const told = new Set<string>();
  return (first.sight?.measures ?? []).flatMap((one) => {
    const other = second.sight?.measures.find(
      ({ measure, metric }) => measure === one.measure && metric === one.metric,
    );
    const isOwned = first.brings?.includes(one.measure) && second.brings?.includes(one.measure);
    if (other === undefined || isOwned !== true || told.has(one.measure)) return [];
    const theirs = new Map(other.instances.map(({ instance, n }) => [instance, n]));
    const both = one.instances.filter(({ instance }) => theirs.has(instance));
    if (both.length === 0) return [];
    told.add(one.measure);
    const totals = [sum(both.map(({ n }) => n)), sum(both.map(({ instance }) => theirs.get(instance) ?? 0))];
    const { measure, metric } = one;
    return [
      {
        measure,
        metric,
        instances: both.map(({ instance }) => instance),
        totals: totals as [number, number],
      },
    ];
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

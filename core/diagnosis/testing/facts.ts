import { parseCriterion } from '../../roadmap/grammar/parse.ts';
import type { Item, Roadmap } from '../../roadmap/roadmap.ts';
import { CATALOGUE } from '../../signal/catalogue.ts';
import { diagnose } from '../diagnose.ts';
import type { CriterionStanding, Facts, ProductEvidence, SeenMeasure, Sight, SourceFacts } from '../facts.ts';
import { findingWords } from '../words.ts';

const DAY_MS = 86_400_000;
export const NOW = Date.UTC(2026, 10, 23, 10);

/** A version with these criteria, in rollout. */
export function version(id: string, ...criteria: string[]): Item {
  return {
    id,
    title: id,
    track: 'models',
    lifecycle: 'rollout',
    needs: [],
    milestones: [],
    experience: [],
    gate: {
      criteria: criteria.map((text) => {
        const criterion = parseCriterion(text, { currency: 'USD' }).value;
        if (criterion === undefined) throw new Error(text);
        return { criterion, line: 1 };
      }),
    },
  };
}

/** A roadmap of the product `desk`. */
export function roadmapOf(...items: Item[]): Roadmap {
  return {
    product: 'desk',
    name: 'Desk',
    zone: 'UTC',
    fiscalYearStart: 1,
    currency: 'USD',
    successMetrics: [],
    objectives: [],
    spend: [],
    signals: CATALOGUE,
    items,
  };
}

/** A source of `desk` that brings these measures. */
export function source(
  name: string,
  brings: readonly string[],
  more: Partial<SourceFacts> = {},
): SourceFacts {
  const metrics = brings.map((measure) => ({ metric: `desk_${measure}`, measure }));
  const mapping = { product: 'desk', attribution: {}, metrics, breakers: [], maxLabelSets: 100 };
  return { name, type: 'scrape', product: 'desk', presets: [], mapping, brings, ...more };
}

/** One address that can be read. */
export function sight(more: Partial<Sight> = {}): Sight {
  return {
    targets: [{ address: 'http://desk:9464/metrics' }],
    leftOut: 0,
    metricCount: 12,
    recognised: [],
    measures: [],
    absent: [],
    refused: [],
    costless: [],
    tokens: [],
    ...more,
  };
}

/** A measure that shows itself, all of v2's. */
export function seen(measure: string, more: Partial<SeenMeasure> = {}): SeenMeasure {
  return {
    measure,
    metric: `desk_${measure}`,
    kind: 'counter',
    places: [{ item: 'v2', environment: 'production', n: 100 }],
    labels: ['version'],
    instances: [],
    ...more,
  };
}

/** What the store has of `desk`. */
export function evidence(more: Partial<ProductEvidence> = {}): ProductEvidence {
  return {
    product: 'desk',
    measures: [],
    criteria: [],
    datasets: [],
    traffic: { total: 0, unattributed: 0, ofLastDay: true },
    pricing: { priced: 0, unpriced: [], ofLastDay: true },
    compared: [],
    ...more,
  };
}

/** A criterion of v2 as judged over a week that was watched in full. */
export function judged(
  text: string,
  state: CriterionStanding['state'],
  reason: string,
  more: Partial<CriterionStanding> = {},
): ProductEvidence['criteria'][number] {
  const criterion = parseCriterion(text, { currency: 'USD' }).value;
  return {
    item: 'v2',
    verdict: { text: criterion?.text ?? text, state, reason, sentence: `${reason}.`, ...more },
  };
}

/** An actual of so many over the last seven days. */
export function overAWeek(n: number): NonNullable<CriterionStanding['actual']> {
  return { n, from: NOW - 7 * DAY_MS, to: NOW, coverage: 1 };
}

/** What is found, in words: level, about what, the sentence, and the way out behind an arrow. */
export function diagnosed(more: Partial<Facts>): readonly string[] {
  const facts: Facts = { roadmaps: [], sources: [], evidence: [], presets: [], ...more };
  return diagnose(facts).map((finding) => {
    const { sentence, wayOut } = findingWords(finding);
    const about = { source: 'source', criterion: 'criterion', product: 'product', store: 'store' }[
      finding.about
    ];
    const whom =
      finding.about === 'source'
        ? ` ${finding.source}`
        : finding.about === 'criterion'
          ? ` ${finding.item} ${finding.criterion}`
          : '';
    return `${finding.level}: ${about}${whom}: ${sentence}${wayOut === undefined ? '' : ` → ${wayOut}`}`;
  });
}

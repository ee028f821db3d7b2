import { parseCriterion } from '../../core/roadmap/grammar/parse.ts';
import type { GateCriterion, Item, Roadmap } from '../../core/roadmap/roadmap.ts';
import { CATALOGUE } from '../../core/signal/catalogue.ts';
import { PRODUCT } from './batches.ts';
import { CRITERIA } from './questions.ts';
import { VERSIONS } from './workload.ts';

let made: Roadmap | undefined;

/** Four versions, each with every criterion of the work. */
export function benchRoadmap(): Roadmap {
  made ??= {
    product: PRODUCT,
    name: 'Bench',
    zone: 'UTC',
    fiscalYearStart: 1,
    currency: 'USD',
    successMetrics: [],
    objectives: [],
    spend: [],
    signals: CATALOGUE,
    items: VERSIONS.map(itemOf),
  };
  return made;
}

function itemOf(version: string): Item {
  return {
    id: version,
    title: version,
    track: 'models',
    lifecycle: 'live',
    needs: [],
    milestones: [],
    gate: { criteria: CRITERIA.map(({ text }) => criterion(text)) },
    experience: [],
  };
}

function criterion(text: string): GateCriterion {
  const { value } = parseCriterion(text, { currency: 'USD' });
  if (value === undefined) throw new Error(`No criterion: ${text}`);
  return { criterion: value, line: 1 };
}

import { isDeepStrictEqual } from 'node:util';
import type { ItemDocument, RoadmapDocument } from '../../../core/roadmap/document/schema.ts';
import type { CriterionDocument } from './read-criteria-table.ts';
import type { MilestoneDocument } from './read-milestones.ts';

/**
 * Two documents that mean the same roadmap may be written differently: a default may be stated or not, a criterion be a text or an object.
 * Here both are one.
 */
export function normalisedItem(item: ItemDocument): ItemDocument {
  const { lifecycle, needs, milestones, gate, experience, ...rest } = item;
  return without({
    ...rest,
    lifecycle: lifecycle === 'planned' ? undefined : lifecycle,
    needs: filled(needs),
    milestones: filled(milestones?.map(normalisedMilestone)),
    gate: gate && { ...gate, criteria: gate.criteria.map(normalisedCriterion) },
    experience: experience === undefined || Object.keys(experience).length === 0 ? undefined : experience,
  }) as ItemDocument;
}

/** As {@link normalisedItem}, everything of a document but its items. */
export function normalisedProduct(document: Partial<RoadmapDocument>): Partial<RoadmapDocument> {
  const { success_metrics, objectives, spend, signals, ...rest } = document;
  return without({
    ...rest,
    success_metrics: filled(
      success_metrics?.map((metric) =>
        metric.criterion === undefined
          ? metric
          : { ...metric, criterion: normalisedCriterion(metric.criterion) },
      ),
    ),
    objectives: filled(objectives),
    spend: filled(
      spend?.map(({ environment, amount, ...limit }) =>
        without({
          ...limit,
          amount: String(amount),
          environment: environment === 'production' ? undefined : environment,
        }),
      ),
    ),
    signals: signals === undefined || Object.keys(signals).length === 0 ? undefined : signals,
  }) as Partial<RoadmapDocument>;
}

/** The keys of `a` that `b` does not have, or has otherwise. */
export function differingKeys<T extends object>(a: T, b: Partial<T>): readonly (keyof T & string)[] {
  return (Object.keys(a) as (keyof T & string)[]).filter(
    (key) => !isDeepStrictEqual(plain(a[key]), plain(b[key])),
  );
}

/** Without what tells objects apart that JSON writes alike: a prototype that is missing, a key that is undefined. */
function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

function normalisedMilestone({ status, done, ...rest }: MilestoneDocument): MilestoneDocument {
  const known = status ?? (done === undefined ? 'planned' : 'done');
  return without({ ...rest, done, status: known === 'planned' ? undefined : known }) as MilestoneDocument;
}

function normalisedCriterion(criterion: CriterionDocument): CriterionDocument {
  if (typeof criterion === 'string' || !('criterion' in criterion)) return criterion;
  const { advisory, decide, confidence, ...rest } = criterion as Exclude<CriterionDocument, string> & {
    readonly criterion: string;
    readonly advisory?: boolean;
    readonly decide?: string;
    readonly confidence?: string | number;
  };
  const stated = without({
    ...rest,
    confidence: confidence === undefined ? undefined : String(confidence),
    advisory: advisory === true ? true : undefined,
    decide: decide === 'point' ? decide : undefined,
  });
  return (Object.keys(stated).length === 1 ? rest.criterion : stated) as CriterionDocument;
}

function filled<T>(values: readonly T[] | undefined): T[] | undefined {
  return values === undefined || values.length === 0 ? undefined : [...values];
}

function without<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as T;
}

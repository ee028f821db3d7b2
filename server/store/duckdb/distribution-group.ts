import type { BucketCount, Distribution } from '../../../core/measure/distribution.ts';
import type { DistributionGroup, GroupKey } from '../../../core/ports.ts';
import type { GroupRows } from './sum-layout.ts';
import type { SumRows } from './sum-rows.ts';

type DistributionRows = GroupRows & { readonly kind: 'distribution' };

/** The distributions of a group, step by step. @param base the first row of the group's selection */
export function distributionGroup(
  key: GroupKey,
  group: DistributionRows,
  steps: number,
  rows: SumRows,
  base: number,
): DistributionGroup {
  const distributions: Distribution[] = [];
  for (let step = 0; step < steps; step += 1) distributions.push(distributionAt(step, group, rows, base));
  return { kind: 'distribution', key, steps: distributions };
}

function distributionAt(
  step: number,
  { buckets, sum, sumless }: DistributionRows,
  rows: SumRows,
  base: number,
): Distribution {
  const cells: BucketCount[] = [];
  for (const { lower, upper, row } of buckets) {
    const count = rows.at(base + row, step);
    if (count !== 0) cells.push({ lower, upper, count });
  }
  const total = rows.at(base + sum, step);
  return Number.isNaN(total) || !Number.isNaN(rows.at(base + sumless, step))
    ? { cells }
    : { cells, sum: total };
}

/** A value and the cluster that it belongs to. */
export interface ClusteredValue {
  readonly cluster: string;
  readonly value: number;
}

/**
 * Values that depend on each other (repeats of one item, questions on one text) by their clusters, in the order in which these appear.
 * Clusters are independent pieces of evidence and the values within them are not (E. Miller, "Adding error bars to evals", arXiv
 * 2411.00640, 2024, §2.2), so one value stands for each, and n is how many clusters there are. The mean of clusters of one size is the
 * mean of all values, and its error the clustered standard error.
 */
export function byCluster(values: Iterable<ClusteredValue>): ReadonlyMap<string, readonly number[]> {
  const clusters = new Map<string, number[]>();
  for (const { cluster, value } of values) {
    const known = clusters.get(cluster);
    if (known === undefined) clusters.set(cluster, [value]);
    else known.push(value);
  }
  return clusters;
}

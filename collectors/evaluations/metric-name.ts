const LONGEST = 100;

/**
 * The name of a metric as formulas of signals write it (`[a-z][a-z0-9_]*`): `Answer Relevancy` is `answer_relevancy`, `pass@1` is
 * `pass_at_1`, `exact_match,strict-match` is `exact_match_strict_match`.
 */
export function metricName(text: string): string {
  const name = text
    .normalize('NFKD')
    .replace(/([a-z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
    .replaceAll('@', '_at_')
    .replaceAll('%', '_percent_')
    .replace(/[^a-z0-9]+/g, '_')
    .slice(0, LONGEST)
    .replace(/^_+|_+$/g, '');
  if (name === '') return 'metric';
  return /^[a-z]/.test(name) ? name : `m_${name}`;
}

/** Names of the metrics of one run: each of its own, whatever two of the file's names become. */
export class MetricNames {
  readonly #names = new Map<string, string>();
  readonly #taken: Set<string>;

  /** @param reserved names that the run's own facts have */
  constructor(reserved: Iterable<string> = []) {
    this.#taken = new Set(reserved);
  }

  /**
   * The same name for the same key.
   *
   * @param text what the name is made of
   */
  of(key: string, text = key): string {
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const wanted = metricName(text);
    let name = wanted;
    for (let i = 2; this.#taken.has(name); i += 1) name = `${wanted}_${i}`;
    this.#taken.add(name);
    this.#names.set(key, name);
    return name;
  }
}

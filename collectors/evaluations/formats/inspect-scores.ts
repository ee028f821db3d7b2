import { CORRECT, FACTS } from '../draft.ts';
import { MetricNames } from '../metric-name.ts';
import { isRow, numberOf, type Row } from '../values.ts';

/** Inspect's letters, and what they are worth (`value_to_float`): correct, partially, incorrect, no answer. */
const LETTERS: Readonly<Record<string, number>> = { C: 1, P: 0.5, I: 0, N: 0 };

type Scores = Readonly<Record<string, { readonly value?: unknown }>>;

/**
 * What the scorers of a log are called here: the first that says right or wrong is `correct`; a scorer of several values has one metric
 * for each.
 */
export class ScorerNames {
  readonly #names = new MetricNames([CORRECT, ...FACTS]);
  readonly #correct: string | undefined;
  readonly #all = new Set<string>();

  constructor(samples: readonly Scores[]) {
    const scorers = [...new Set(samples.flatMap((scores) => Object.keys(scores)))];
    const values = (scorer: string) => samples.flatMap((scores) => scores[scorer]?.value ?? []);
    this.#correct =
      scorers.find((scorer) =>
        values(scorer).some((value) => isLetter(value) || typeof value === 'boolean'),
      ) ?? (scorers.length === 1 ? scorers.find((scorer) => areOutcomes(values(scorer))) : undefined);
    for (const scores of samples) {
      for (const [scorer, { value }] of Object.entries(scores)) {
        for (const [metric] of partsOf(scorer, value)) this.#all.add(this.of(metric));
      }
    }
  }

  /** Every metric of the log. */
  get all(): readonly string[] {
    return [...this.#all];
  }

  of(metric: string): string {
    return metric === this.#correct ? CORRECT : this.#names.of(metric);
  }
}

/** The values of a sample's scores by metric; `undefined` where a scorer gave nothing that counts. */
export function scoresOf(scores: Scores, names: ScorerNames): Record<string, number | undefined> {
  return Object.fromEntries(
    Object.entries(scores)
      .flatMap(([scorer, { value }]) => partsOf(scorer, value))
      .map(([metric, value]) => [names.of(metric), worthOf(value)]),
  );
}

function partsOf(scorer: string, value: unknown): readonly (readonly [string, unknown])[] {
  if (isRow(value))
    return Object.entries(value as Row).map(([key, inner]) => [`${scorer}_${key}`, inner] as const);
  return [[scorer, value]];
}

function worthOf(value: unknown): number | undefined {
  return isLetter(value) ? LETTERS[value] : numberOf(value);
}

function isLetter(value: unknown): value is string {
  return typeof value === 'string' && Object.hasOwn(LETTERS, value);
}

function areOutcomes(values: readonly unknown[]): boolean {
  return values.length > 0 && values.every((value) => value === 0 || value === 1);
}

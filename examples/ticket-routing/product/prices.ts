/** Models that the versions call. */
export type Model = 'capable-1' | 'capable-2' | 'fast-2';

/** US dollars for a million tokens. */
export interface Price {
  readonly input: number;
  /** Input that the model's prompt cache knew; part of the input, at a lower price. */
  readonly cachedInput: number;
  readonly output: number;
}

/** Tokens of one or many calls. */
export interface Tokens {
  /** All of the input, cached or not. */
  readonly input: number;
  readonly cachedInput: number;
  readonly output: number;
}

/** What the models cost; prices.yaml says the same to people. */
export const PRICES: Readonly<Record<Model, Price>> = {
  'capable-1': { input: 2.5, cachedInput: 1.25, output: 10 },
  'capable-2': { input: 3, cachedInput: 0.3, output: 15 },
  'fast-2': { input: 0.5, cachedInput: 0.05, output: 2.5 },
};

/** US dollars. */
export function costOf(model: Model, tokens: Tokens): number {
  const price = PRICES[model];
  const fresh = tokens.input - tokens.cachedInput;
  return (fresh * price.input + tokens.cachedInput * price.cachedInput + tokens.output * price.output) / 1e6;
}

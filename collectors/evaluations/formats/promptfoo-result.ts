import { contentId } from '../draft.ts';
import { member, numberOf, textOf } from '../values.ts';
import type { Result } from './promptfoo-schema.ts';

/** The provider by its label, or its id. */
export function providerOf({ provider }: Result): string {
  if (typeof provider === 'string') return provider;
  return textOf(provider?.label) ?? textOf(provider?.id) ?? 'provider';
}

/** The same test in every run and by every provider; its description, or what its variables and assertions are. */
export function identityOf({ testCase, vars: filled, testIdx }: Result): { id: string; cluster: string } {
  const description = textOf(testCase?.description);
  const vars = testCase?.vars ?? filled;
  const assert = testCase?.assert;
  const own = [description, vars, assert].every(saysNothing)
    ? `test ${(testIdx ?? 0) + 1}`
    : contentId(description, vars, assert);
  return { id: description ?? own, cluster: own };
}

function saysNothing(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

/** An error of the run, and no wrong answer. Older files have no reason: there an answer that was graded is none. */
export function errorOf({ failureReason, success, error, gradingResult }: Result): string | undefined {
  if (failureReason === 2) return textOf(error) ?? 'the provider failed';
  if (failureReason === undefined || failureReason === null) {
    const isError = success !== true && textOf(error) !== undefined && !gradingResult;
    return isError ? textOf(error) : undefined;
  }
  return undefined;
}

/** Whether nothing was asked of the answer. */
export function hasNoAssertions({ gradingResult }: Result): boolean {
  return gradingResult?.reason === 'No assertions';
}

/** What was asked of an answer. */
export interface Assertion {
  /** Named score that it adds to. */
  readonly metric: string | undefined;
  /** Model that grades. */
  readonly provider: string | undefined;
}

/** The assertions of a test, those within sets among them. */
export function assertionsOf({ testCase }: Result): readonly Assertion[] {
  const given = testCase?.assert;
  const list: readonly unknown[] = Array.isArray(given) ? given : [];
  return list
    .flatMap((one) => {
      const inner = member(one, 'assert');
      return Array.isArray(inner) ? inner : [one];
    })
    .map((one) => {
      const provider = member(one, 'provider');
      return {
        metric: textOf(member(one, 'metric')),
        provider: textOf(provider) ?? textOf(member(provider, 'id')),
      };
    });
}

/** Seconds, dollars and tokens; an answer out of the cache took none of its own. */
export function factsOfResult({ latencyMs, cost, response }: Result): Record<string, number | undefined> {
  if (response?.cached) return {};
  const usage = response?.tokenUsage;
  const latency = numberOf(latencyMs);
  return {
    latency: latency === undefined ? undefined : latency / 1_000,
    cost_usd: numberOf(cost),
    tokens: numberOf(usage?.total),
    tokens_input: numberOf(usage?.prompt),
    tokens_output: numberOf(usage?.completion),
  };
}

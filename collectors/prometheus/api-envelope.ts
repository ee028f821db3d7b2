import { oneLine } from '../../core/text/one-line.ts';

/** What an answer of the API holds when all went well. */
export interface ApiAnswer {
  readonly data: unknown;
  /** Why it is not whole, in one sentence; `undefined` when it is, as far as the server knows. */
  readonly partial: string | undefined;
  /** What the server finds odd about an expression. */
  readonly remarks: readonly string[];
}

export type Envelope =
  | { readonly kind: 'answer'; readonly answer: ApiAnswer }
  | { readonly kind: 'error'; readonly error: string; readonly tooMuch: boolean };

/** Errors of servers that mean: ask for less (Prometheus, Thanos, Cortex, Mimir, VictoriaMetrics). */
const TOO_MUCH =
  /too many (samples|points|chunks|series)|exceed(s|ed)? .*(limit|maximum|max)|max[- ]?(samples|points|series|unique)|hit the .*(limit|max)|limit \S+ violated|(response|result|message) (is )?(too large|larger than)|timed? ?out|timeout (is )?(exceeded|reached)|deadline exceeded/i;

/** What PromQL says of an expression has no bearing on what was found. */
const REMARK = /^PromQL (warning|info): /;

/** What a server says about itself is shown up to this length. */
const LONGEST_DETAIL = 200;

/**
 * Takes the envelope of an answer apart (docs/querying/api.md, "Format overview"); `undefined` when it is none.
 *
 * Nothing that our questions ask for gives rise to a warning in a server that has everything at hand: warnings come where it asks others
 * (Thanos' partial responses, remote reads), and then something may be missing. VictoriaMetrics' cluster says `isPartial`.
 */
export function readEnvelope(body: string): Envelope | undefined {
  const content = parsed(body);
  if (content === undefined) return undefined;
  if (content.status === 'success') {
    const warnings = textsIn(content.warnings);
    const remarks = warnings.filter((one) => REMARK.test(one)).map(shownDetail);
    const partial = partialOf(
      warnings.find((one) => !REMARK.test(one)),
      content.isPartial,
    );
    return { kind: 'answer', answer: { data: content.data, partial, remarks } };
  }
  const { error, errorType } = content;
  if (typeof error !== 'string') return undefined;
  return { kind: 'error', error, tooMuch: errorType === 'timeout' || TOO_MUCH.test(error) };
}

/** One line of what a server says, without its full stop. */
export function shownDetail(text: string): string {
  return oneLine(text, LONGEST_DETAIL).replace(/\.$/, '');
}

function partialOf(warning: string | undefined, isPartial: unknown): string | undefined {
  if (warning !== undefined) return shownDetail(warning);
  return isPartial === true ? 'a part of the cluster is away' : undefined;
}

function textsIn(list: unknown): readonly string[] {
  return Array.isArray(list) ? list.filter((one) => typeof one === 'string') : [];
}

function parsed(body: string): Record<string, unknown> | undefined {
  try {
    const content: unknown = JSON.parse(body);
    const isObject = typeof content === 'object' && content !== null && !Array.isArray(content);
    return isObject ? (content as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

import type { SpanRole } from '../genai/span-role.ts';
import { KIND, type Span } from '../spans/span.ts';

/** How likely a span is what a user asked for: the root of its trace before anything else. */
export const RANK = { root: 3, server: 2, agent: 1 } as const;
export type Rank = (typeof RANK)[keyof typeof RANK];

/**
 * Whether a span may stand for the request that its trace is: the root; else where a service was entered (kind SERVER or CONSUMER); else an
 * agent or a workflow. `undefined`: it is something that a request made.
 */
export function entryRank({ parentId, kind }: Span, role: SpanRole | undefined): Rank | undefined {
  if (parentId === '') return RANK.root;
  if (kind === KIND.server || kind === KIND.consumer) return RANK.server;
  return role === 'agent' ? RANK.agent : undefined;
}

/** What has to be known of spans to tell which of them is the entry of their trace. */
export interface Ranked {
  readonly rank: Rank;
  readonly start: number;
  readonly end: number;
  readonly spanId: string;
}

/** The one that was first, and of those the one that lasted longest; the same whatever order they come in. */
export function better<R extends Ranked>(a: R, b: R): R {
  if (a.rank !== b.rank) return a.rank > b.rank ? a : b;
  if (a.start !== b.start) return a.start < b.start ? a : b;
  if (a.end !== b.end) return a.end > b.end ? a : b;
  return a.spanId <= b.spanId ? a : b;
}

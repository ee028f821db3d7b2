import type { GateVerdict, UngatedTraffic, VerdictState } from '../gate/verdict.ts';
import { dateWords } from '../gate/words.ts';
import { formatShare } from '../signal/format.ts';
import { dateOf } from '../time/calendar.ts';
import type { Decision } from './decision.ts';
import type { GateChange } from './gate-history.ts';

/** A version that may serve without ever having passed its gate. */
export interface ServingItem {
  /** How sentences call it. */
  readonly subject: string;
  readonly gate: Pick<GateVerdict, 'state'>;
  /** Every recorded change of its gate, ascending. */
  readonly changes: readonly GateChange[];
  /** Of the product's production requests of the last 24 hours, 0…1. */
  readonly share: number;
  /** When it first served production traffic, Unix ms; absent where nobody knows. */
  readonly firstAt?: number | undefined;
  /** By which it is shipped. */
  readonly ship?: Decision | undefined;
  readonly zone: string;
}

const DAY_MS = 86_400_000;

/** Whether a gate ever passed, by itself or by waivers, as far back as anything is known of it. */
export function everPassed({ gate, changes }: Pick<ServingItem, 'gate' | 'changes'>): boolean {
  return gate.state === 'pass' || changes.some(({ to }) => to === 'pass');
}

/**
 * Production traffic on a version whose gate never passed. That somebody shipped it all the same is said with it, and makes it no less so:
 *
 *     v3 serves ungated: 6.2 % of the production requests of the last 24 hours, since 31 Oct 2026, and its gate has never passed (it is
 *     unproven). It was shipped by release board on 31 Oct 2026 all the same.
 */
export function ungatedTraffic(serving: ServingItem): UngatedTraffic | undefined {
  const { subject, gate, share, firstAt, zone } = serving;
  if (share <= 0 || everPassed(serving)) return undefined;
  const since = firstAt === undefined ? '' : `, since ${day(firstAt, zone)}`;
  const traffic = `${formatShare(share)} of the production requests of the last 24 hours${since}`;
  const passed = `${neverWords(serving)} (${STANDS[gate.state]})`;
  return {
    share,
    ...(firstAt === undefined ? {} : { since: firstAt }),
    sentence: `${subject} serves ungated: ${traffic}, and its gate ${passed}. ${shippedWords(serving)}`,
  };
}

/** What was before its history began nobody can know. */
function neverWords({ changes, firstAt, zone }: ServingItem): string {
  const [first] = changes;
  if (first === undefined || (firstAt !== undefined && first.at <= firstAt + DAY_MS))
    return 'has never passed';
  return `has not passed since its history begins, on ${day(first.at, zone)}`;
}

function shippedWords({ ship, zone }: ServingItem): string {
  if (ship === undefined) return 'No decision to ship it is recorded.';
  return `It was shipped by ${ship.by} on ${day(ship.at, zone)} all the same.`;
}

function day(at: number, zone: string): string {
  return dateWords(dateOf(at, zone));
}

const STANDS: Readonly<Record<VerdictState, string>> = {
  pass: 'it passes',
  fail: 'it fails',
  unproven: 'it is unproven',
  'no-data': 'it has no data',
  'not-started': 'it has not started',
};

import { startOfDate } from '../../../core/time/calendar.ts';
import type { SignalDescription } from '../../../server/http/contract/overview.ts';

/** The story that all fixtures tell: v1 and v2 passed and shipped, v3 is in limited rollout and fails on cost, v4 is ahead. */
export const PRODUCT = 'ticket-routing';
export const PRODUCT_NAME = 'Ticket routing';
export const CURRENCY = 'USD';
export const ZONE = 'Europe/Berlin';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Monday 23 November 2026, 14:02 in Berlin: when tests and screenshots take place. */
export const FIXED_NOW = Date.UTC(2026, 10, 23, 13, 2, 11);

export const SIGNALS = [
  { name: 'accuracy', title: 'accuracy', unit: 'share', better: 'higher' },
  { name: 'helpful_rate', title: 'helpful rate', unit: 'share', better: 'higher' },
  { name: 'hallucination_rate', title: 'hallucination rate', unit: 'share', better: 'lower' },
  { name: 'latency_p99', title: 'p99 latency', unit: 'seconds', better: 'lower' },
  { name: 'cost_per_request', title: 'cost per request', unit: 'currency', better: 'lower' },
  { name: 'error_rate', title: 'error rate', unit: 'share', better: 'lower' },
] as const satisfies readonly SignalDescription[];

export type SignalName = (typeof SIGNALS)[number]['name'];
export type VersionId = 'v1' | 'v2' | 'v3' | 'v4';

export function signalOf(name: string): SignalDescription | undefined {
  return SIGNALS.find((signal) => signal.name === name);
}

/** A version's traffic: from how many days ago to how many days ago it served, and by which builds. */
export const SERVED: Readonly<Record<VersionId, { from: number; to: number; builds: readonly string[] }>> = {
  v1: { from: 240, to: 128, builds: ['1.4.2'] },
  v2: { from: 132, to: 0, builds: ['2.3.1', '2.3.2'] },
  v3: { from: 23, to: 0, builds: ['3.0.0-rc4'] },
  v4: { from: 0, to: 0, builds: [] },
};

/** Calendar date so many days from `now`, in UTC; near enough for fixtures. */
export function dateIn(now: number, days: number): string {
  return new Date(now + days * DAY).toISOString().slice(0, 10);
}

/** `2026-Q4`, so many quarters from the one that `now` is in. */
export function quarterIn(now: number, quarters: number): string {
  const date = new Date(now);
  const index = date.getUTCFullYear() * 4 + Math.floor(date.getUTCMonth() / 3) + quarters;
  return `${Math.floor(index / 4)}-Q${(index % 4) + 1}`;
}

/** Instants at which a quarter begins and ends in the product's zone. */
export function quarterBounds(quarter: string): { from: number; to: number } {
  const year = Number(quarter.slice(0, 4));
  const month = (Number(quarter.slice(6)) - 1) * 3 + 1;
  const first = (y: number, m: number) => startOfDate(`${y}-${String(m).padStart(2, '0')}-01`, ZONE);
  return { from: first(year, month), to: month === 10 ? first(year + 1, 1) : first(year, month + 3) };
}

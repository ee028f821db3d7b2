import type { UsageOfKind } from '../../../core/ports.ts';

/** How much the tables of a file hold. */
export interface TableUsage {
  /** About how many rows these tables have. */
  rows(tables: readonly string[]): number;
  /** What they take of the file; `undefined` where nobody asked for sizes. */
  bytes(tables: readonly string[]): number | undefined;
}

/** What a ledger holds beside the numbers, which is kept for ever. */
const LEDGER_KINDS: Readonly<Record<string, readonly string[]>> = {
  'evaluation runs and their items': ['evaluation_runs', 'evaluation_items'],
  'circuit breakers': ['breaker_transitions'],
  'event log': ['events'],
  'memory of the sources': ['states', 'batches'],
};

/** The kinds of a ledger beside the numbers. */
export function ledgerKinds(usage: TableUsage): readonly UsageOfKind[] {
  return Object.entries(LEDGER_KINDS).map(([kind, tables]) => ({ kind, ...amounts(usage, tables) }));
}

/** Rows and bytes of a kind. */
export function amounts(usage: TableUsage, tables: readonly string[]): Pick<UsageOfKind, 'rows' | 'bytes'> {
  const bytes = usage.bytes(tables);
  return { rows: usage.rows(tables), ...(bytes === undefined ? {} : { bytes }) };
}

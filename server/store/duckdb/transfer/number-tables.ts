import type { NumberKind } from '../numbers.ts';

/** How the rows of a kind lie in a table, and in a file. */
export interface NumberTable {
  readonly kind: NumberKind;
  /** As it came; otherwise over quarter hours. */
  readonly raw: boolean;
  /** Definitions of the columns of a table. */
  readonly columns: string;
  /** Name of the column of time in a table; in a file it is `at_ms`. */
  readonly time: 'ts' | 'slot';
  /** Names of what follows cell and time. */
  readonly values: readonly string[];
}

const SUMMARY = ['samples', 'sum', 'min', 'max', 'last'];

export const NUMBER_TABLES: Readonly<Record<NumberKind, NumberTable>> = {
  increments: raw('increments'),
  increment_quarters: {
    kind: 'increment_quarters',
    raw: false,
    columns: 'cell INTEGER, slot INTEGER, value DOUBLE',
    time: 'slot',
    values: ['value'],
  },
  samples: raw('samples'),
  sample_quarters: {
    kind: 'sample_quarters',
    raw: false,
    columns: `cell INTEGER, slot INTEGER, ${SUMMARY.map((name) => `${name} DOUBLE`).join(', ')}, last_at BIGINT`,
    time: 'slot',
    values: [...SUMMARY, 'last_at'],
  },
};

/** All kinds, in the order in which they are written. */
export const NUMBER_KINDS: readonly NumberKind[] = Object.values(NUMBER_TABLES).map(({ kind }) => kind);

function raw(kind: NumberKind): NumberTable {
  return { kind, raw: true, columns: 'cell INTEGER, ts BIGINT, value DOUBLE', time: 'ts', values: ['value'] };
}

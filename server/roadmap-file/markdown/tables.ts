import type { Table, TableCell, TableRow } from 'mdast';
import { onlyLink, textOf } from '../../markdown/phrases.ts';

/** A cell of a table. */
export interface Cell {
  readonly text: string;
  /** The address, where the cell is nothing but a link. */
  readonly link: string | undefined;
}

/** A row whose cells are found by the names of their columns. */
export interface Row {
  readonly node: TableRow;
  cell(column: Column): Cell | undefined;
  /** All cells, in the order of the columns. */
  readonly cells: readonly Cell[];
}

/** A table with the meaning of its columns. */
export interface ReadTable {
  /** The headers, trimmed. */
  readonly headers: readonly string[];
  readonly has: (column: Column) => boolean;
  readonly rows: readonly Row[];
}

/** What columns mean, by the names that people give them. One name may mean several things, told apart by the table that it is in. */
const COLUMNS = {
  milestone: /^(?:milestones?|tasks?|deliverables?|steps?|features?|items?|work)$/,
  owner: /^(?:owners?|responsible|team|who|dri|assignee)$/,
  due: /^(?:target date|due(?: date)?|date|deadline|eta|by|when)$/,
  status: /^(?:status|state|progress)$/,
  done: /^(?:done(?: on)?|completed(?: on)?)$/,
  link: /^(?:links?|tickets?|url)$/,
  criterion: /^criteri(?:on|a)$/,
  verdict: /^verdict$/,
  actual: /^actual$/,
  n: /^n$/,
  terms: /^terms$/,
  waiver: /^waiver$/,
  attestation: /^attestation$/,
  note: /^notes?$/,
  metric: /^(?:(?:success )?metrics?|kpis?)$/,
  objective: /^(?:(?:business )?objectives?|goals?)$/,
  measure: /^measured? ?(?:by)?$/,
  target: /^targets?$/,
  version: /^(?:model )?versions?$/,
  experience: /^(?:user )?experience$/,
  limit: /^(?:spend )?limit$/,
  amount: /^amount$/,
  period: /^(?:period|per)$/,
  item: /^(?:item|of)$/,
  environment: /^environment$/,
  runbook: /^runbook$/,
  contact: /^contact$/,
  quarter: /^(?:quarters?)$/,
} as const;

/** A meaning of a column. */
export type Column = keyof typeof COLUMNS;

/** Reads a table. Of two columns with one meaning the first counts. */
export function readTable({ children: [head, ...rows] }: Table): ReadTable {
  const headers = (head?.children ?? []).map((cell) => textOf(cell).trim());
  const folded = headers.map((header) => header.toLowerCase().replace(/\s+/g, ' '));
  const indexOf = (column: Column) => folded.findIndex((header) => COLUMNS[column].test(header));
  return {
    headers,
    has: (column) => indexOf(column) >= 0,
    rows: rows.map((node) => {
      const cells = node.children.map(cellOf);
      return { node, cells, cell: (column) => cells[indexOf(column)] };
    }),
  };
}

function cellOf(cell: TableCell): Cell {
  return { text: textOf(cell).trim(), link: onlyLink(cell.children) };
}

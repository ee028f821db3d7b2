import type { PartResult, Row } from '../part.ts';
import { type Extent, formatFigure, formatOutcome, formatPeer, peersOf } from './figures.ts';

/** Header and cells of a part's table. */
export function cellsOf(rows: readonly Row[], extent: Extent): readonly (readonly string[])[] {
  const peers = peersOf(rows);
  const header = ['', 'Gateline', ...peers, 'bar', 'result'];
  const body = rows.map((row) => [
    row.what,
    formatFigure(row.ours, row.unit),
    ...peers.map((peer) => formatPeer(row, peer)),
    row.bar?.text ?? '',
    formatOutcome(row, extent),
  ]);
  return [header, ...body];
}

/** For a terminal. */
export function textTable(result: PartResult, extent: Extent): string {
  const cells = cellsOf(result.rows, extent);
  const widths = (cells[0] ?? []).map((_, column) =>
    Math.max(...cells.map((row) => (row[column] ?? '').length)),
  );
  return cells
    .map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
    .map((line) => line.trimEnd())
    .join('\n');
}

/** For Markdown. */
export function markdownTable(result: PartResult, extent: Extent): string {
  const [header = [], ...body] = cellsOf(result.rows, extent);
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...body.map(line)].join('\n');
}

import type { Row, Unit } from '../part.ts';

/** A figure with its unit, three digits that matter. */
export function formatFigure(value: number, unit: Unit): string {
  if (unit === '/s') return `${grouped(value)}/s`;
  if (unit === 'count') return grouped(value);
  return `${grouped(value)} ${unit}`;
}

/** What stands in a peer's column: its figure and what multiple of Gateline's it is, or why there is none. */
export function formatPeer(row: Row, peer: string): string {
  const figure = row.peers?.find((one) => one.peer === peer);
  if (figure === undefined) return '';
  if ('absent' in figure) return figure.absent;
  return `${formatFigure(figure.value, row.unit)} (${formatRatio(figure.value / row.ours)})`;
}

/** A short run keeps its sections apart from those of a whole one. */
export type Extent = 'full' | 'quick';

/** What stands in the last column: whether the bar was reached, and by how much. A short run, whose work is not that of the bars, judges none. */
export function formatOutcome({ bar }: Row, extent: Extent): string {
  if (bar === undefined) return '';
  if (bar.met === undefined) return `not judged: ${bar.margin}`;
  if (extent === 'quick') return `rough: ${bar.margin}`;
  return `${bar.met ? 'met' : 'MISSED'}: ${bar.margin}`;
}

/** All peers that any row names, in the order of their appearance. */
export function peersOf(rows: readonly Row[]): readonly string[] {
  return [...new Set(rows.flatMap((row) => row.peers?.map(({ peer }) => peer) ?? []))];
}

function formatRatio(ratio: number): string {
  return `${ratio >= 100 ? Math.round(ratio) : ratio.toPrecision(2)} ×`;
}

function grouped(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en-US', { maximumFractionDigits: digits });
}

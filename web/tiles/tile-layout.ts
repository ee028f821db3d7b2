import type { DashboardTile } from '../../server/http/contract/dashboard.ts';

/** Where a tile stands. */
export interface TilePlace {
  /** Of {@link LAYOUT_COLUMNS} columns. */
  readonly span: number;
  /** It stands over all others. */
  readonly banner: boolean;
}

/** How a screen's tiles stand: banners on top, the others in rows without holes. */
export interface TileLayout {
  /** In the order of the tiles. */
  readonly places: readonly TilePlace[];
  /** Tiles side by side in a full row. */
  readonly columns: number;
  /** Rows below the banners. */
  readonly rows: number;
  readonly banners: number;
}

/** Columns of the grid: one, two and three tiles fill them equally. */
export const LAYOUT_COLUMNS = 6;

/** At most nine tiles: three by three. The sentence is a banner; room that is left goes to a chart, to a gate, else to the last row. */
export function tileLayout(tiles: readonly DashboardTile[]): TileLayout {
  const isBanner = (tile: DashboardTile) => tile.show === 'sentence' && tiles.length > 1;
  const others = tiles.filter((tile) => !isBanner(tile));
  const columns = columnsFor(others.length);
  const rows = Math.ceil(others.length / columns);
  const spans = spansOf(others, columns, rows);
  const places = tiles.map((tile): TilePlace => {
    const banner = isBanner(tile);
    return { banner, span: banner ? LAYOUT_COLUMNS : (spans.get(tile) ?? LAYOUT_COLUMNS / columns) };
  });
  return { places, columns, rows, banners: tiles.length - others.length };
}

function columnsFor(tiles: number): number {
  if (tiles <= 1) return 1;
  return tiles === 2 || tiles === 4 ? 2 : 3;
}

/** Spans that differ from the usual one. */
function spansOf(tiles: readonly DashboardTile[], columns: number, rows: number): Map<DashboardTile, number> {
  const room = columns * rows - tiles.length;
  const usual = LAYOUT_COLUMNS / columns;
  const wide = widened(tiles, room, columns);
  if (room === 0 || wide.size === room) return new Map([...wide].map((tile) => [tile, usual * 2]));
  const last = tiles.slice((rows - 1) * columns);
  return new Map(last.map((tile) => [tile, LAYOUT_COLUMNS / last.length]));
}

function widened(tiles: readonly DashboardTile[], room: number, columns: number): Set<DashboardTile> {
  const wide = new Set<DashboardTile>();
  const wishes = (['chart', 'gate'] as const).flatMap((show) => tiles.filter((tile) => tile.show === show));
  for (const tile of wishes) {
    if (wide.size < room && fits(tiles, new Set([...wide, tile]), columns)) wide.add(tile);
  }
  return wide;
}

/** Whether no tile grows over an edge when they are laid out in order. */
function fits(tiles: readonly DashboardTile[], wide: ReadonlySet<DashboardTile>, columns: number): boolean {
  let at = 0;
  for (const tile of tiles) {
    const cells = wide.has(tile) ? 2 : 1;
    if ((at % columns) + cells > columns) return false;
    at += cells;
  }
  return true;
}

import type { Panel, PanelDraft } from './types.ts';

/** Grafana's grid. */
const COLUMNS = 24;
const ROW_HEIGHT = 1;

/** Panels under one heading, all of one size. */
export interface Section {
  readonly title: string;
  readonly panels: readonly PanelDraft[];
  readonly width: number;
  readonly height: number;
}

/** Gives each panel its number and its place: sections one under the other, panels from left to right. */
export function laidOut(sections: readonly Section[]): readonly Panel[] {
  const panels: Panel[] = [];
  let y = 0;
  for (const { title, panels: drafts, width, height } of sections) {
    if (drafts.length === 0) continue;
    const at = { x: 0, y, w: COLUMNS, h: ROW_HEIGHT };
    panels.push({ id: panels.length + 1, type: 'row', title, gridPos: at, collapsed: false, panels: [] });
    y += ROW_HEIGHT;
    const across = Math.floor(COLUMNS / width);
    for (const [i, draft] of drafts.entries()) {
      const gridPos = {
        x: (i % across) * width,
        y: y + Math.floor(i / across) * height,
        w: width,
        h: height,
      };
      panels.push({ id: panels.length + 1, gridPos, ...draft });
    }
    y += Math.ceil(drafts.length / across) * height;
  }
  return panels;
}

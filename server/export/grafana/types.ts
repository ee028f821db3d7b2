/** As much of Grafana's dashboard model as Gateline writes (its "Dashboard JSON model" page, schema 41 of Grafana 12). */
export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly schemaVersion: number;
  readonly version: number;
  readonly editable: boolean;
  readonly graphTooltip: 0 | 1 | 2;
  readonly refresh: string;
  readonly time: { readonly from: string; readonly to: string };
  readonly timezone: string;
  readonly fiscalYearStartMonth: number;
  readonly annotations: { readonly list: readonly object[] };
  readonly templating: { readonly list: readonly object[] };
  readonly links: readonly object[];
  readonly panels: readonly Panel[];
}

export interface GridPosition {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export interface Panel {
  readonly id: number;
  readonly type: 'row' | 'timeseries' | 'state-timeline';
  readonly title: string;
  readonly gridPos: GridPosition;
  readonly [more: string]: unknown;
}

/** A panel before it has its place. */
export interface PanelDraft {
  readonly type: 'timeseries' | 'state-timeline';
  readonly title: string;
  readonly description?: string;
  readonly [more: string]: unknown;
}

/** A query to Prometheus, and how its line is called. */
export interface Query {
  readonly expr: string;
  readonly legend: string;
}

import { GatelineError } from '../../../core/errors.ts';
import { nearest } from '../../../core/text/nearest.ts';
import type { Dashboards } from '../../dashboards.ts';
import { api } from '../contract/api.ts';
import type { DashboardsResponse } from '../contract/dashboard.ts';
import type { RoadmapCatalogue } from '../read-models.ts';
import { type Route, route } from '../route.ts';

/** `/api/v1/dashboards`: the files of the folder, and one of them. */
export function dashboardRoutes(deps: { dashboards: Dashboards; roadmaps: RoadmapCatalogue }): Route[] {
  return [
    route(api.dashboards, async (): Promise<DashboardsResponse> => {
      const { dashboards, problems } = await deps.dashboards.read();
      return {
        dashboards: dashboards.map(({ id, title, kind }) => ({ id, title, kind })),
        problems: problems.map(({ severity: _, ...rest }) => rest),
      };
    }),
    route(api.dashboard, async ({ params }) => {
      const { dashboards } = await deps.dashboards.read();
      const found = dashboards.find((one) => one.id === params.id);
      if (found === undefined) throw noDashboard(params.id, dashboards);
      return { ...found, product: found.product ?? onlyProduct(deps.roadmaps, found.id) };
    }),
  ];
}

function noDashboard(id: string, known: readonly { readonly id: string }[]): GatelineError {
  const meant = nearest(
    id,
    known.map((one) => one.id),
  );
  const hint = meant === undefined ? '' : ` Is it ${meant}?`;
  return new GatelineError('not-found', `There is no dashboard ${JSON.stringify(id)} here.${hint}`);
}

function onlyProduct(roadmaps: RoadmapCatalogue, dashboard: string): string {
  const [first, ...others] = roadmaps.products();
  if (first !== undefined && others.length === 0) return first;
  const why = first === undefined ? 'no roadmap is loaded' : 'there is more than one product';
  throw new GatelineError('not-found', `The dashboard ${dashboard} names no product, and ${why}.`);
}

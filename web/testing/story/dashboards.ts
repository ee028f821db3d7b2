import type { DashboardResponse, DashboardsResponse } from '../../../server/http/contract/dashboard.ts';
import { PRODUCT } from './ticket-routing.ts';

const WALL: DashboardResponse = {
  id: 'main',
  title: 'Ticket routing, wall',
  kind: 'wall',
  product: PRODUCT,
  theme: 'dark',
  rotateSeconds: 6,
  staleAfterSeconds: 300,
  screens: [
    {
      title: 'v3 against its gate',
      tiles: [
        { show: 'sentence' },
        { show: 'signal', item: 'v3', signal: 'cost_per_request' },
        { show: 'signal', item: 'v3', signal: 'latency_p99' },
        { show: 'signal', item: 'v3', signal: 'error_rate' },
        { show: 'chart', item: 'v3', signal: 'cost_per_request', title: 'Cost per request' },
        { show: 'gate', item: 'v3' },
      ],
    },
    {
      title: 'Versions',
      tiles: (['v2', 'v3', 'v4'] as const).flatMap((item) =>
        (['accuracy', 'latency_p99', 'cost_per_request'] as const).map((signal) => ({
          show: 'signal' as const,
          item,
          signal,
        })),
      ),
    },
    {
      title: 'Operations',
      tiles: [{ show: 'spend' }, { show: 'breakers' }, { show: 'pipeline' }, { show: 'gate', item: 'v2' }],
    },
  ],
};

const ON_CALL: DashboardResponse = {
  ...WALL,
  id: 'on-call',
  title: 'On call at a glance',
  kind: 'dashboard',
  theme: 'auto',
};

export function dashboards(): DashboardsResponse {
  return {
    dashboards: [WALL, ON_CALL].map(({ id, title, kind }) => ({ id, title, kind })),
    problems: [
      {
        file: 'dashboards/finance.yaml',
        message: 'Screen 1 has twelve tiles; a screen holds at most nine.',
        line: 9,
        column: 5,
      },
    ],
  };
}

export function dashboard(id: string): DashboardResponse | undefined {
  return [WALL, ON_CALL].find((one) => one.id === id);
}

import type { Clock } from '../../../core/ports.ts';
import type { AlertBoard } from '../../alerts/alert-board.ts';
import { alertsContentOf } from '../../answers/alerts.ts';
import type { SourceBoard } from '../../sources/source-board.ts';
import type { NotificationOutcome } from '../contract/alerts.ts';
import { api } from '../contract/api.ts';
import type { RoadmapCatalogue } from '../read-models.ts';
import { type Route, route } from '../route.ts';
import { loadedProduct } from './products.ts';

/** Who takes what Alertmanagers send. */
export interface NotificationReceiver {
  /** Largest notification, in bytes. */
  readonly bodyBytes: number;
  /** @param only the source that it is for. @throws GatelineError `bad-request`, `not-found`, `limit-exceeded`, `store-…` */
  take(body: unknown, only?: string): Promise<NotificationOutcome>;
}

export interface AlertRouteDeps {
  readonly clock: Clock;
  readonly roadmaps: RoadmapCatalogue;
  readonly sources: SourceBoard;
  readonly alerts: AlertBoard;
  readonly notifications: NotificationReceiver;
}

/** Which alerts fire, and the address that Alertmanagers send theirs to. */
export function alertRoutes({ clock, roadmaps, sources, alerts, notifications }: AlertRouteDeps): Route[] {
  return [
    route(api.alerts, ({ params }) => {
      const { product, zone } = loadedProduct(roadmaps, params.product).roadmap;
      const asOf = clock.now();
      return { asOf, zone, ...alertsContentOf(alerts.lists(product), sources.reports(), asOf) };
    }),
    {
      ...route(api.alertmanagerWebhook, ({ body, query }) => notifications.take(body, query.source)),
      bodyBytes: notifications.bodyBytes,
    },
  ];
}

import type { Alert } from '../../core/alert/alert.ts';
import { GatelineError } from '../../core/errors.ts';
import type { AlertBook, Clock, SourceMonitor } from '../../core/ports.ts';
import { nearest } from '../../core/text/nearest.ts';
import { AlertsOfSource } from './alerts-of-source.ts';
import { fieldsOf, type RawAlert, readAlert } from './raw-alert.ts';
import type { AlertmanagerSource } from './schema.ts';

/** A group of alerts as an Alertmanager's webhook sends it, checked. */
export interface Notification {
  readonly alerts: readonly { readonly alert: RawAlert; readonly resolved: boolean }[];
  /** Alerts that could not be read. */
  readonly unreadable: number;
  readonly group: string;
  /** Alerts of the group that the Alertmanager left out (`max_alerts` of its receiver). */
  readonly truncated: number;
}

/** More alerts in one group than this are refused; `max_alerts` of the receiver keeps groups smaller. */
const MOST_ALERTS = 10_000;
const LONGEST_GROUP = 500;

const LEFT_OUT = 'left out by the Alertmanager (max_alerts of its receiver)';

/**
 * Reads the body of a notification, version 4 (Alertmanager 0.6 and newer).
 * @see https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
 * @throws GatelineError `bad-request` with the place of what is wrong; `limit-exceeded`
 */
export function readNotification(body: unknown): Notification {
  const { version, status, alerts, groupKey = '', truncatedAlerts = 0 } = fieldsOf(body) ?? {};
  if (version !== '4') {
    throw wrong('version', 'expected "4": send what an Alertmanager sends without a template of its own');
  }
  if (status !== 'firing' && status !== 'resolved') throw wrong('status', 'expected firing or resolved');
  if (!Array.isArray(alerts)) throw wrong('alerts', 'expected a list of alerts');
  if (alerts.length > MOST_ALERTS) {
    const message = `This notification has ${alerts.length} alerts, more than ${MOST_ALERTS}: set max_alerts at the receiver.`;
    throw new GatelineError('limit-exceeded', message);
  }
  if (typeof groupKey !== 'string') throw wrong('groupKey', 'expected a text');
  if (!isCount(truncatedAlerts)) throw wrong('truncatedAlerts', 'expected a number of alerts');
  const read = alerts.flatMap((one) => {
    const alert = readAlert(one);
    const own = fieldsOf(one)?.status;
    if (alert === undefined || (own !== 'firing' && own !== 'resolved')) return [];
    return [{ alert, resolved: own === 'resolved' }];
  });
  return {
    alerts: read,
    unreadable: alerts.length - read.length,
    group: groupKey.slice(0, LONGEST_GROUP),
    truncated: truncatedAlerts,
  };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function wrong(field: string, why: string): GatelineError {
  const place = `body.${field}`;
  const message = `This is no notification of an Alertmanager: ${place}: ${why}.`;
  return new GatelineError('bad-request', message, { details: { errors: [{ place, message: why }] } });
}

export interface WebhookDeps {
  readonly book: AlertBook;
  readonly clock: Clock;
  readonly monitor: SourceMonitor;
}

/** What became of a notification. */
export interface NotificationOutcome {
  /** Alerts that belong to a source. */
  readonly taken: number;
  /** Alerts that match none. */
  readonly unmatched: number;
  readonly unreadable: number;
}

interface Receiving {
  readonly source: string;
  readonly alerts: AlertsOfSource;
}

/** Takes notifications for every source that has `webhook: true`; each alert goes to those that it matches. */
export class AlertmanagerWebhook {
  readonly #deps: WebhookDeps;
  readonly #receiving: readonly Receiving[];

  constructor(sources: readonly AlertmanagerSource[], deps: WebhookDeps) {
    this.#deps = deps;
    this.#receiving = sources
      .filter(({ webhook }) => webhook)
      .map((config) => ({ source: config.name, alerts: new AlertsOfSource(config) }));
  }

  /**
   * Resolves when what it says is kept.
   * @param only name of the one source that it is for; `undefined`: of any
   * @throws GatelineError `bad-request`, `limit-exceeded`, `not-found` for a source that takes none; what the store throws
   */
  async take(body: unknown, only?: string): Promise<NotificationOutcome> {
    const receiving = this.#receivers(only);
    const notification = readNotification(body);
    const at = this.#deps.clock.now();
    const taken = new Set<RawAlert>();
    for (const { source, alerts } of receiving) {
      const own = notification.alerts.filter(({ alert }) => alerts.owns(alert));
      for (const { alert } of own) taken.add(alert);
      await this.#tell(source, alerts, own, notification, at);
    }
    const unmatched = notification.alerts.length - taken.size;
    return { taken: taken.size, unmatched, unreadable: notification.unreadable };
  }

  #receivers(only: string | undefined): readonly Receiving[] {
    const named =
      only === undefined ? this.#receiving : this.#receiving.filter(({ source }) => source === only);
    if (named.length > 0) return named;
    const names = this.#receiving.map(({ source }) => source);
    if (only === undefined || names.length === 0) {
      const message =
        'No source takes notifications: give a source of type alertmanager the key webhook: true.';
      throw new GatelineError('not-found', message);
    }
    const meant = nearest(only, names);
    const hint = meant === undefined ? '' : ` Is it ${meant}?`;
    throw new GatelineError('not-found', `No source ${JSON.stringify(only)} takes notifications.${hint}`);
  }

  async #tell(
    source: string,
    alerts: AlertsOfSource,
    own: Notification['alerts'],
    { unreadable, group, truncated }: Notification,
    at: number,
  ): Promise<void> {
    const { book, monitor } = this.#deps;
    const firing: Alert[] = [];
    const resolved: string[] = [];
    for (const { alert, resolved: over } of own) {
      if (over) resolved.push(alert.fingerprint);
      else firing.push(alerts.alert(alert, new Map()));
    }
    await book.told(source, at, { firing, resolved, group, leftOut: truncated });
    monitor.count(source, 'accepted', own.length);
    if (unreadable > 0) monitor.count(source, 'rejected', unreadable, 'an alert that cannot be read');
    if (truncated > 0) monitor.count(source, 'rejected', truncated, LEFT_OUT);
    monitor.succeeded(source, at);
  }
}

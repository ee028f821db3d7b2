import { type Alert, byUrgency, gravityOf, isAudible, matcherText } from '../../core/alert/alert.ts';
import { present } from '../../core/present.ts';
import type { AlertList } from '../alerts/alert-board.ts';
import type { AlertsContent } from '../http/contract/alerts.ts';
import type { SourceReport } from '../sources/source-board.ts';

/** A list that is read is as it is for so many intervals; then its age is what there is to say first. */
const CURRENT_INTERVALS = 3;

/** How much a list can be trusted. */
export function listState({ isRead, asOf, intervalMs }: AlertList, now: number) {
  if (asOf === undefined) return 'unknown';
  if (!isRead) return 'told';
  return now - asOf > CURRENT_INTERVALS * intervalMs ? 'stale' : 'current';
}

/** What fires of a product, what is kept quiet by whom, and how old that is. */
export function alertsContentOf(
  lists: readonly AlertList[],
  reports: readonly SourceReport[],
  now: number,
): AlertsContent {
  const alerts = lists.flatMap((list) => list.alerts).sort(byUrgency);
  return {
    lists: lists.map((list) => listAnswer(list, reports, now)),
    alerts: alerts.map(alertAnswer),
    silences: lists.flatMap(({ name, silences, alerts: own }) =>
      silences.map(({ id, by, comment, startsAt, endsAt, matchers }) => ({
        source: name,
        id,
        by,
        comment,
        from: startsAt,
        until: endsAt,
        matchers: matchers.map(matcherText),
        alerts: own.filter((alert) => alert.silences.some((silence) => silence.id === id)).length,
      })),
    ),
  };
}

function listAnswer(
  list: AlertList,
  reports: readonly SourceReport[],
  now: number,
): AlertsContent['lists'][number] {
  const { name, isRead, asOf, leftOut } = list;
  const state = listState(list, now);
  const report = reports.find((one) => one.name === name);
  const why = report?.state === 'failing' ? report.lastError?.message : report?.warnings[0];
  return {
    source: name,
    kind: isRead ? 'read' : 'told',
    state,
    leftOut,
    ...present({ asOf, message: state === 'stale' || state === 'unknown' ? why : undefined }),
  };
}

function alertAnswer(alert: Alert): AlertsContent['alerts'][number] {
  const { source, fingerprint, name, severity, summary, description, item, environment } = alert;
  return {
    source,
    fingerprint,
    name,
    severity,
    gravity: gravityOf(alert),
    summary,
    description,
    item,
    environment,
    labels: { ...alert.labels },
    since: alert.startsAt,
    audible: isAudible(alert),
    inhibited: alert.inhibited,
    silences: alert.silences.map(({ id, by, comment, endsAt }) => ({
      id,
      by,
      comment,
      ...(endsAt > 0 ? { until: endsAt } : {}),
    })),
    ...present({ runbook: alert.runbook, origin: alert.origin }),
  };
}

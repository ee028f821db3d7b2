import { AlertsOfSource } from '../../../collectors/alertmanager/alerts-of-source.ts';
import { readAlerts, readSilences } from '../../../collectors/alertmanager/raw-alert.ts';
import { alertmanagerSourceSchema } from '../../../collectors/alertmanager/schema.ts';
import { readNotification } from '../../../collectors/alertmanager/webhook.ts';
import type { Alert } from '../../../core/alert/alert.ts';
import { alertsContentOf } from '../../../server/answers/alerts.ts';
import { alertsContent } from '../../../server/http/contract/alerts.ts';
import { clearRefusal, promised } from '../promises.ts';
import type { FuzzTarget } from '../target.ts';

const ALERT = {
  fingerprint: 'd2f0c6a1',
  labels: { alertname: 'Burns', severity: 'page', service: 'router', version: '3.1' },
  annotations: { summary: 'It hurts.', description: 'a\nb', runbook_url: 'https://example.org/r' },
  startsAt: '2026-11-23T12:00:00.123456789Z',
  endsAt: '0001-01-01T00:00:00Z',
  updatedAt: '2026-11-23T12:00:00.000Z',
  generatorURL: 'http://prometheus/graph?g0.expr=up',
};

const SILENCE = {
  id: 'f1',
  status: { state: 'active' },
  createdBy: 'Ada',
  comment: 'known',
  startsAt: '2026-11-23T12:00:00Z',
  endsAt: '2026-11-24T12:00:00Z',
  matchers: [
    { name: 'service', value: 'router', isRegex: false, isEqual: true },
    { name: 'severity', value: 'a|b', isRegex: true },
  ],
};

const source = new AlertsOfSource(
  alertmanagerSourceSchema.parse({
    name: 'am',
    product: 'p',
    webhook: true,
    match: { service: 'router' },
    attribution: { item: { label: 'version', map: { '3\\..*': 'v3' } } },
  }),
);

/** Whatever an alert says, the answer of the API is as its contract has it, and only addresses become links. */
function answerable(alerts: readonly Alert[], silences: ReturnType<typeof readSilences>): void {
  const list = {
    name: 'am',
    product: 'p',
    isRead: true,
    intervalMs: 15_000,
    alerts,
    silences: silences?.read ?? [],
    asOf: 0,
    leftOut: 0,
  };
  const content = alertsContent.parse(alertsContentOf([list], [], 1));
  for (const { runbook = 'https://x', origin = 'https://x' } of content.alerts) {
    promised(/^https?:/.test(runbook) && /^https?:/.test(origin), `a link: ${runbook} ${origin}`);
  }
}

/** The lists of the API, version 2: alerts and silences, one in an array with the other. */
const lists: FuzzTarget = {
  name: 'alertmanager-api',
  seeds: [
    [
      [{ ...ALERT, status: { state: 'suppressed', silencedBy: ['f1'], inhibitedBy: [], mutedBy: ['t'] } }],
      [SILENCE],
    ],
    [[{ ...ALERT, status: { state: 'active', silencedBy: [], inhibitedBy: ['x'] } }, ALERT], []],
    [[], [SILENCE, { ...SILENCE, status: { state: 'expired' } }]],
  ].map((value) => JSON.stringify(value)),
  json: true,
  take: (input) => {
    let content: unknown;
    try {
      content = JSON.parse(Buffer.from(input).toString('utf8'));
    } catch {
      return 'refused';
    }
    const [first, second] = Array.isArray(content) ? content : [];
    const alerts = readAlerts(first);
    const silences = readSilences(second);
    if (alerts === undefined && silences === undefined) return 'refused';
    const byId = new Map(silences?.read.map((silence) => [silence.id, silence]));
    const own = (alerts?.read ?? []).filter((raw) => source.owns(raw)).map((raw) => source.alert(raw, byId));
    for (const silence of silences?.read ?? []) source.mayConcern(silence);
    answerable(source.bounded(own).alerts, silences);
    return (alerts?.unreadable ?? 0) + (silences?.unreadable ?? 0) > 0 ? 'in part' : 'taken';
  },
};

/** Notifications of the webhook. */
const webhook: FuzzTarget = {
  name: 'alertmanager-webhook',
  seeds: [
    {
      version: '4',
      groupKey: '{}:{service="router"}',
      truncatedAlerts: 0,
      status: 'firing',
      receiver: 'gateline',
      groupLabels: {},
      commonLabels: {},
      commonAnnotations: {},
      externalURL: 'http://am',
      alerts: [
        { ...ALERT, status: 'firing' },
        { ...ALERT, fingerprint: 'b', status: 'resolved' },
      ],
    },
    {
      version: '4',
      status: 'resolved',
      groupKey: 'x',
      truncatedAlerts: 3,
      alerts: [{ ...ALERT, status: 'resolved' }],
    },
  ].map((value) => JSON.stringify(value)),
  json: true,
  take: (input) => {
    let content: unknown;
    try {
      content = JSON.parse(Buffer.from(input).toString('utf8'));
    } catch {
      // Express refuses it before anybody sees it.
      return 'refused';
    }
    try {
      const { alerts, unreadable } = readNotification(content);
      answerable(
        alerts.map(({ alert }) => source.alert(alert, new Map())),
        undefined,
      );
      return unreadable > 0 ? 'in part' : 'taken';
    } catch (error) {
      return clearRefusal(error, ['bad-request', 'limit-exceeded'], /body\.\w+: |more than/);
    }
  },
};

export const alertmanagerTargets: readonly FuzzTarget[] = [lists, webhook];

import type { RequestListener } from 'node:http';

/** An alert as a test speaks of it. */
export interface FakeAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly fingerprint: string;
  readonly startsAt?: string;
  readonly silencedBy?: readonly string[];
  readonly inhibitedBy?: readonly string[];
}

/** What the API of an Alertmanager answers; it does not filter. */
export class FakeAlertmanager {
  alerts: FakeAlert[] = [];
  silences: object[] = [];
  /** The connection is lost instead of an answer. */
  isAway = false;
  readonly asked: string[] = [];
  authorization: string | undefined;
  startedAt = '2026-11-01T00:00:00.000Z';

  get listener(): RequestListener {
    return (question, answer) => {
      this.asked.push(question.url ?? '');
      this.authorization = question.headers.authorization;
      if (this.isAway) {
        question.socket.destroy();
        return;
      }
      const body = this.#answer(question.url ?? '');
      answer.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
  }

  #answer(path: string): unknown {
    if (path.includes('/status')) return { uptime: this.startedAt };
    return path.includes('/silences') ? this.silences : this.alerts.map(alertJson);
  }
}

function alertJson({ silencedBy = [], inhibitedBy = [], ...alert }: FakeAlert): object {
  const state = silencedBy.length + inhibitedBy.length > 0 ? 'suppressed' : 'active';
  return {
    annotations: {},
    startsAt: '2026-11-23T12:00:00.123456789Z',
    endsAt: '2026-11-23T12:05:00Z',
    updatedAt: '2026-11-23T12:00:00Z',
    generatorURL: 'http://prometheus/graph?g0.expr=up',
    receivers: [{ name: 'default' }],
    ...alert,
    status: { state, silencedBy, inhibitedBy },
  };
}

/** A silence in force. */
export function fakeSilence(id: string, more: object = {}): object {
  return {
    id,
    status: { state: 'active' },
    createdBy: 'Ada',
    comment: 'known since Monday',
    startsAt: '2026-11-23T10:00:00.000Z',
    endsAt: '2026-11-23T18:00:00.000Z',
    updatedAt: '2026-11-23T10:00:00.000Z',
    matchers: [{ name: 'service', value: 'router', isRegex: false, isEqual: true }],
    ...more,
  };
}

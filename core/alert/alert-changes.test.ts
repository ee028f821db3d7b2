import { describe, expect, it } from 'vitest';
import { type Alert, byUrgency, gravityOf, matcherText, type Silence } from './alert.ts';
import { alertChanges } from './alert-changes.ts';

const NOW = 1_795_000_000_000;

function alertOf(fingerprint: string, more: Partial<Alert> = {}): Alert {
  return {
    source: 'am',
    fingerprint,
    name: `Alert${fingerprint}`,
    severity: 'critical',
    summary: '',
    description: '',
    item: '',
    environment: 'production',
    labels: {},
    startsAt: NOW,
    silences: [],
    inhibited: false,
    ...more,
  };
}

const silence: Silence = {
  id: 's',
  by: 'Ada',
  comment: 'known.',
  startsAt: NOW,
  endsAt: NOW + 1,
  matchers: [],
};

function listOf(...alerts: readonly Alert[]): ReadonlyMap<string, Alert> {
  return new Map(alerts.map((alert) => [alert.fingerprint, alert]));
}

function told(before: ReadonlyMap<string, Alert>, after: ReadonlyMap<string, Alert>): string[] {
  return alertChanges(before, after).map(({ type, sentence }) => `${type}: ${sentence}`);
}

describe('what happened to alerts', () => {
  it('is told in a sentence each', () => {
    const before = listOf(alertOf('a'), alertOf('b'), alertOf('c', { silences: [silence] }));
    const after = listOf(
      alertOf('b', { silences: [silence] }),
      alertOf('c'),
      alertOf('d', { summary: 'Half of the answers are wrong.' }),
      alertOf('e', { severity: '', inhibited: true }),
    );
    expect(told(before, after)).toEqual([
      'alert-resolved: The alert Alerta is over.',
      'alert-silenced: The alert Alertb was silenced by Ada: known.',
      'alert-unsilenced: The alert Alertc is not silenced any more.',
      'alert-fired: The alert Alertd (critical) fires: Half of the answers are wrong.',
      'alert-fired: The alert Alerte fires, kept quiet.',
    ]);
  });

  it('is nothing when nothing did', () => {
    const list = listOf(alertOf('a'), alertOf('b', { silences: [silence] }));
    expect(told(list, list)).toEqual([]);
    expect(told(new Map(), new Map())).toEqual([]);
  });

  it('is an end and a beginning where one fires since later than before', () => {
    const again = listOf(alertOf('a', { startsAt: NOW + 60_000 }));
    expect(told(listOf(alertOf('a')), again)).toEqual([
      'alert-resolved: The alert Alerta is over.',
      'alert-fired: The alert Alerta (critical) fires.',
    ]);
  });

  it('is a beginning that is silenced at once', () => {
    expect(
      told(new Map(), listOf(alertOf('a', { silences: [{ ...silence, by: '', comment: '' }] }))),
    ).toEqual([
      'alert-fired: The alert Alerta (critical) fires, kept quiet.',
      'alert-silenced: The alert Alerta was silenced by somebody.',
    ]);
  });
});

describe('alerts in the order of their urgency', () => {
  it('begin with what is to be heard, the gravest and newest first', () => {
    const all = [
      alertOf('info', { severity: 'info' }),
      alertOf('old', { startsAt: NOW - 1 }),
      alertOf('quiet', { silences: [silence] }),
      alertOf('warning', { severity: 'warning' }),
      alertOf('new'),
      alertOf('inhibited', { inhibited: true, severity: 'warning' }),
    ];
    expect(all.sort(byUrgency).map(({ fingerprint }) => fingerprint)).toEqual([
      'new',
      'old',
      'warning',
      'info',
      'quiet',
      'inhibited',
    ]);
  });

  it.each([
    ['critical', 'critical'],
    ['PAGE', 'critical'],
    ['warning', 'warning'],
    ['', 'warning'],
    ['whatever', 'warning'],
    ['none', 'info'],
  ])('a severity %j is %s', (severity, gravity) => {
    expect(gravityOf({ severity })).toBe(gravity);
  });
});

describe('a matcher of a silence', () => {
  it('is written as people write it', () => {
    expect(matcherText({ label: 'service', operator: '=~', value: 'a"b' })).toBe('service=~"a\\"b"');
  });
});

import { describe, expect, it } from 'vitest';
import type { Alert } from '../../core/alert/alert.ts';
import type { AlertList } from '../alerts/alert-board.ts';
import { onCallSentence } from './on-call-sentence.ts';

const NOW = Date.UTC(2026, 10, 23, 13);
const MINUTE = 60_000;

function alertOf(name: string, more: Partial<Alert> = {}): Alert {
  return {
    source: 'am',
    fingerprint: name,
    name,
    severity: 'critical',
    summary: '',
    description: '',
    item: '',
    environment: 'production',
    labels: {},
    startsAt: NOW - 5 * MINUTE,
    silences: [],
    inhibited: false,
    ...more,
  };
}

function said(list: Partial<AlertList>) {
  const known: AlertList = {
    name: 'am',
    product: 'p',
    isRead: true,
    intervalMs: 15_000,
    alerts: [],
    silences: [],
    asOf: NOW - 10_000,
    leftOut: 0,
    ...list,
  };
  const nothing = { breakers: [], spend: [], missing: [], failing: [], ungated: [], silent: [] };
  const { sentence, state } = onCallSentence({
    ...nothing,
    now: NOW,
    roadmap: { items: [] },
    seenAt: NOW,
    lists: [known],
  });
  return [state, sentence];
}

describe('what an Alertmanager says, in the first sentence on call', () => {
  it.each([
    [{}, 'pass', 'Nothing burns: no alert fires.'],
    [{ alerts: [alertOf('Burns')] }, 'fail', 'The alert Burns has fired for 5 min.'],
    [
      { alerts: [alertOf('Burns'), alertOf('Hurts', { startsAt: NOW - 60 * MINUTE })] },
      'fail',
      'The alert Burns and 1 other have fired for 1 h.',
    ],
    [
      { alerts: [alertOf('Warns', { severity: 'warning' })] },
      'unproven',
      'The alert Warns has fired for 5 min.',
    ],
    [
      { alerts: [alertOf('Watchdog', { severity: 'none' })] },
      'pass',
      'Nothing burns: no alert fires but for information.',
    ],
    [{ alerts: [alertOf('Quiet', { inhibited: true })] }, 'pass', 'Nothing burns: 1 alert is kept quiet.'],
    [{ asOf: NOW - 14 * MINUTE }, 'no-data', 'The list of alerts of am is 14 min old.'],
    [
      { asOf: NOW - 14 * MINUTE, alerts: [alertOf('Burns')] },
      'fail',
      'The alert Burns has fired for 5 min; the list of alerts of am is 14 min old.',
    ],
    [{ asOf: undefined }, 'no-data', 'Which alerts fire is not known: am has not told yet.'],
    [{ isRead: false, asOf: NOW - 9 * 60 * MINUTE }, 'pass', 'Nothing burns.'],
  ] as const)('%j is %s: %s', (list, state, sentence) => {
    expect(said(list)).toEqual([state, sentence]);
  });
});

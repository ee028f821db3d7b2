import { html } from 'lit';
import { expect, test } from 'vitest';
import type { AlertsContent } from '../../server/http/contract/alerts.ts';
import { deepAll, expectAccessible, mount, textOf } from '../testing/room.ts';
import { alerts } from '../testing/story/operations.ts';
import { FIXED_NOW } from '../testing/story/ticket-routing.ts';
import './alert-list.ts';

const list = (content: AlertsContent) =>
  mount(html`<main><gl-alert-list .content=${content} .now=${FIXED_NOW} zone="UTC"></gl-alert-list></main>`);

const nothing = (state: 'current' | 'stale' | 'told' | 'unknown'): AlertsContent => ({
  lists: [
    {
      source: 'am',
      kind: state === 'told' ? 'told' : 'read',
      state,
      ...(state === 'unknown' ? {} : { asOf: FIXED_NOW - 14 * 60_000 }),
      leftOut: 0,
    },
  ],
  alerts: [],
  silences: [],
});

test('alerts say since when, how grave, who keeps them quiet and where the runbook is', async () => {
  const element = await list(alerts(FIXED_NOW));
  const text = textOf(element);
  // The name is cut in the middle where there is no room.
  expect(text.replaceAll(' ', '')).toContain('ModelApiErrorBudgetBurn');
  expect(text).toContain('Critical');
  expect(text).toContain('Silenced by Ada Lovelace until');
  expect(text).toContain('What fires now is not known: the list of alertmanager-us is 14 min old.');
  const links = deepAll<HTMLAnchorElement>(element, 'a');
  expect(links.map(({ href }) => href)).toEqual([
    'https://example.com/runbooks/model-api',
    'https://prometheus.example.com/graph',
  ]);
  for (const link of links) expect(link.getBoundingClientRect().height).toBeGreaterThanOrEqual(44);
  await expectAccessible(element);
});

test.each([
  ['current', 'No alert fires.'],
  ['told', 'No alert that was told fires any more.'],
  ['stale', 'What fires now is not known: the list of am is 14 min old.'],
  ['unknown', 'Whether alerts fire is not known: am has told nothing yet.'],
] as const)('a list without alerts that is %s says so', async (state, words) => {
  const element = await list(nothing(state));
  expect(textOf(element)).toContain(words);
  if (state === 'stale' || state === 'unknown') expect(textOf(element)).not.toContain('No alert');
  await expectAccessible(element);
});

test('a text of an alert is a text, whatever is in it', async () => {
  const content = alerts(FIXED_NOW);
  const [first] = content.alerts;
  if (first === undefined) throw new Error('no alert');
  const summary = '<img src=x onerror=alert(1)>';
  const element = await list({ ...content, alerts: [{ ...first, summary }] });
  expect(textOf(element)).toContain(summary);
  expect(deepAll(element, 'img')).toEqual([]);
});

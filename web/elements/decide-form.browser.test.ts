import { html } from 'lit';
import { afterEach, describe, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { applyTheme } from '../styles/theme-choice.ts';
import { deep, expectAccessible, FakeServer, json, mount, settled, textOf } from '../testing/room.ts';
import { decisionsOf } from '../testing/story/decisions.ts';
import { FIXED_NOW, ZONE } from '../testing/story/ticket-routing.ts';
import './decide-form.ts';
import './decision-list.ts';

afterEach(() => applyTheme('auto'));

const view = (verdict: string) => html`<gl-decide-form
  product="ticket-routing"
  item="v3"
  .verdict=${verdict}
  .builds=${['3.0.0-rc4']}
></gl-decide-form>`;

/** Answers with the decision that the story tells, and keeps what was sent. */
function deciding(status = 200) {
  const server = new FakeServer();
  const sent: unknown[] = [];
  server.answer = (address, { method, body }) => {
    if (method !== 'POST') return undefined;
    sent.push([address, JSON.parse(String(body))]);
    const [decision] = decisionsOf('v3', FIXED_NOW);
    if (status === 200) return json({ asOf: FIXED_NOW, product: 'p', item: 'v3', recorded: true, decision });
    return json(
      { status, code: 'decision-refused', title: '', type: '', detail: 'The gate of v3 is fail now.' },
      status,
    );
  };
  return { server, sent };
}

describe.each(['light', 'dark'] as const)('decisions in the %s theme', (theme) => {
  test('are told and can be made, and axe finds nothing', async () => {
    applyTheme(theme);
    const decisions = decisionsOf('v3', FIXED_NOW);
    const list = html`<gl-decision-list .decisions=${decisions} .zone=${ZONE} .now=${FIXED_NOW}></gl-decision-list>`;
    const element = await mount(html`<main>${list} ${view('fail')}</main>`);
    await userEvent.click(deep(element, 'button'));
    await settled(element);
    expect(textOf(element)).toContain('v3 (build 3.0.0-rc4) was shipped by release board on a pass.');
    expect(textOf(element)).toContain('Why, although the gate has not passed');
    await expectAccessible(element);
  });
});

test('what is sent says who, what, why, and on which verdict', async () => {
  const { server, sent } = deciding();
  const element = await mount(html`<main>${view('unproven')}</main>`, server);
  await userEvent.click(deep(element, 'button'));
  await settled(element);
  await userEvent.type(deep(element, '[name=by]'), ' release board ');
  await userEvent.type(deep(element, '[name=why]'), 'A tenth first');
  await userEvent.click(deep(element, '.go'));
  await settled(element);
  expect(sent).toEqual([
    [
      '/api/v1/products/ticket-routing/gates/v3/decisions',
      { decision: 'ship', by: 'release board', why: 'A tenth first', expect: 'unproven' },
    ],
  ]);
  await expect.poll(() => textOf(element)).toContain('Recorded: v3 (build 3.0.0-rc4) was shipped');
});

test('of one build nothing is expected, and a refusal stays beside what was written', async () => {
  const { server, sent } = deciding(409);
  const element = await mount(html`<main>${view('pass')}</main>`, server);
  await userEvent.click(deep(element, 'button'));
  await settled(element);
  await userEvent.type(deep(element, '[name=by]'), 'on call');
  await userEvent.selectOptions(deep(element, 'select'), '3.0.0-rc4');
  await userEvent.click(deep(element, '[value=roll-back]'));
  await userEvent.click(deep(element, '.go'));
  await settled(element);
  expect(sent[0]).toMatchObject([
    expect.any(String),
    { decision: 'roll-back', by: 'on call', build: '3.0.0-rc4' },
  ]);
  expect((sent[0] as [string, object])[1]).not.toHaveProperty('expect');
  await expect.poll(() => textOf(element)).toContain('The gate of v3 is fail now.');
  expect(deep<HTMLInputElement>(element, '[name=by]').value).toBe('on call');
});

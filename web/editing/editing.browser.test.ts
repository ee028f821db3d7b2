import { html, type TemplateResult } from 'lit';
import { describe, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { SessionResponse } from '../../server/http/contract/common.ts';
import type { RoadmapResponse } from '../../server/http/contract/roadmap.ts';
import { deep, deepAll, expectAccessible, FakeServer, json, mount, textOf } from '../testing/room.ts';
import { roadmap } from '../testing/story/roadmap.ts';
import { FIXED_NOW, PRODUCT } from '../testing/story/ticket-routing.ts';
import '../pages/roadmap-page.ts';
import '../pages/version-page.ts';

const ROADMAP = html`<main><gl-roadmap-page product=${PRODUCT}></gl-roadmap-page></main>`;
const VERSION = html`<main><gl-version-page product=${PRODUCT} item="v3"></gl-version-page></main>`;
const MILESTONE = 'gl-roadmap-item#feature-store';
const MADE = { applied: true, revision: 'after', sentence: 'It was changed.', patch: '' };

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly ifMatch: string | null;
  readonly body: unknown;
}

/** A server whose roadmap can be changed, and which says what it was asked for. */
class Desk extends FakeServer {
  readonly changes: Asked[] = [];
  current: RoadmapResponse = roadmap(FIXED_NOW);
  edits: unknown[] = [];
  /** Answers to changes, one after the other; then each is made. */
  outcomes: Response[] = [];

  constructor(role: SessionResponse['role']) {
    super();
    this.answer = (address, { method = 'GET', headers, body }) => {
      const path = address.replace(`/api/v1/products/${PRODUCT}/`, '');
      if (method !== 'GET') {
        const ifMatch = new Headers(headers).get('if-match');
        this.changes.push({
          method,
          path,
          ifMatch,
          body: body == null ? undefined : JSON.parse(String(body)),
        });
        return this.outcomes.shift() ?? json(MADE);
      }
      if (address === '/api/v1/session') return json({ role, open: false, name: 'release team' });
      if (path === 'roadmap') return json(this.current);
      if (path.startsWith('events?types=roadmap-edited')) return json({ events: this.edits });
      return undefined;
    };
  }
}

/** On a busy machine a page takes its time. */
const eventually = <T>(read: () => T) => expect.poll(read);

async function open(view: TemplateResult, server: Desk): Promise<HTMLElement> {
  const element = await mount<HTMLElement>(view, server);
  await eventually(() => deepAll(element, 'gl-milestone-list').length).toBeGreaterThan(0);
  return element;
}

/** Presses what has these words, by the keyboard. */
async function press(root: Element, words: string): Promise<HTMLElement> {
  const find = () =>
    deepAll<HTMLElement>(root, 'button, summary').find((one) =>
      (one.ariaLabel ?? textOf(one)).startsWith(words),
    );
  await eventually(find).toBeDefined();
  const button = find() as HTMLElement;
  button.focus();
  await userEvent.keyboard('{Enter}');
  return button;
}

/** Opens the form of the story's open milestone. */
async function editMilestone(element: Element): Promise<HTMLElement> {
  const item = deep(element, MILESTONE);
  const button = await press(item, 'Change “Label 15,000 tickets”');
  await eventually(() => deep<HTMLDialogElement>(element, 'dialog').open).toBe(true);
  return button;
}

const field = <T extends HTMLElement = HTMLInputElement>(element: Element, name: string) =>
  deep<T>(deep(element, 'gl-edit-form'), `#${name}`);
const said = (element: Element) => textOf(deep(element, 'gl-change-notice'));
const dialog = (element: Element) => deep<HTMLDialogElement>(element, 'dialog');

describe('a roadmap on a page', { timeout: 60_000 }, () => {
  test.each(['viewer', 'display'] as const)('shows no forms to the role %s', async (role) => {
    for (const view of [ROADMAP, VERSION]) {
      const element = await open(view, new Desk(role));
      await new Promise((resolve) => setTimeout(resolve, 100));
      const buttons = deepAll(element, 'button, summary').map(textOf);
      expect(buttons.filter((words) => /^(Change|Waive|Attest)/.test(words))).toEqual([]);
      element.remove();
    }
  });

  test('is changed by the keyboard alone, says so, and the change is taken back', async () => {
    const desk = new Desk('editor');
    const element = await open(ROADMAP, desk);
    const button = await editMilestone(element);
    await expectAccessible(dialog(element));
    expect(textOf(dialog(element))).toContain('Label 15,000 tickets, of ');
    expect(deep(element, 'gl-edit-form').shadowRoot?.activeElement).toBe(field(element, 'status'));
    await userEvent.selectOptions(field<HTMLSelectElement>(element, 'status'), 'done');
    await userEvent.fill(field(element, 'owner'), 'platform');
    await userEvent.keyboard('{Enter}');
    await eventually(() => said(element)).toContain('It was changed.');
    const path = 'items/feature-store/milestones/1';
    const { revision } = desk.current;
    expect(desk.changes).toEqual([
      { method: 'PATCH', path, ifMatch: `"${revision}"`, body: { status: 'done', owner: 'platform' } },
    ]);
    expect(dialog(element).open).toBe(false);
    expect((button.getRootNode() as ShadowRoot).activeElement).toBe(button);
    await press(element, 'Undo');
    await eventually(() => said(element)).toContain('Undone. It was changed.');
    expect(desk.changes[1]).toEqual({
      method: 'PATCH',
      path,
      ifMatch: '"after"',
      body: { status: 'in-progress', owner: 'data', done: null },
    });
    expect(deepAll(deep(element, 'gl-change-notice'), 'button').map(textOf)).toEqual(['Close']);
  });

  test('can be changed again at once, before the page has read what became of it', async () => {
    const desk = new Desk('editor');
    const element = await open(ROADMAP, desk);
    await editMilestone(element);
    const { answer } = desk;
    let reads = 0;
    desk.answer = (address, init) => {
      if (!address.endsWith('/roadmap')) return answer(address, init);
      reads += 1;
      // The page waits for its answer; the form is given one.
      return reads === 1 ? new Promise(() => undefined) : json({ ...desk.current, revision: 'after' });
    };
    await userEvent.fill(field(element, 'owner'), 'platform');
    await userEvent.keyboard('{Enter}');
    await eventually(() => said(element)).toContain('It was changed.');
    await eventually(() => reads).toBe(1);
    await editMilestone(element);
    await userEvent.fill(field(element, 'owner'), 'research');
    await userEvent.keyboard('{Enter}');
    await eventually(() => desk.changes.map(({ ifMatch }) => ifMatch)).toEqual([
      `"${desk.current.revision}"`,
      '"after"',
    ]);
  });

  test('stays as it is when a form is left with Escape', async () => {
    const desk = new Desk('admin');
    const element = await open(ROADMAP, desk);
    await editMilestone(element);
    await userEvent.keyboard('{Escape}');
    await eventually(() => dialog(element).open).toBe(false);
    expect(desk.changes).toEqual([]);
  });
});

describe('a criterion on a page', { timeout: 60_000 }, () => {
  test('is waived with who, why and until when; what is missing is said at its field', async () => {
    const desk = new Desk('editor');
    const element = await open(VERSION, desk);
    await press(element, 'Waive: cost_per_request');
    await eventually(() => dialog(element).open).toBe(true);
    expect(field(element, 'by').value).toBe('release team');
    await press(dialog(element), 'Save');
    const why = field<HTMLTextAreaElement>(element, 'why');
    await eventually(() => deep(element, 'gl-edit-form').shadowRoot?.activeElement).toBe(why);
    expect(why.getAttribute('aria-invalid')).toBe('true');
    const root = deep(element, 'gl-edit-form').shadowRoot;
    const described = why.getAttribute('aria-describedby')?.split(' ') ?? [];
    expect(described.map((id) => root?.getElementById(id)?.textContent)).toEqual([
      'Say why: a waiver without a reason would be none.',
    ]);
    await expectAccessible(dialog(element));
    expect(desk.changes).toEqual([]);
    await userEvent.fill(why, 'The provider’s new price comes in May.');
    await userEvent.fill(field(element, 'until'), '2027-05-31');
    await press(dialog(element), 'Save');
    await eventually(() => desk.changes).toHaveLength(1);
    expect(desk.changes[0]).toMatchObject({
      method: 'PUT',
      path: `items/v3/criteria/${encodeURIComponent('cost_per_request ≤ 50 % of v2')}/waiver`,
      body: { by: 'release team', why: 'The provider’s new price comes in May.', until: '2027-05-31' },
    });
  });

  test('is attested with role, link and expiry; what the server finds wrong is said at its field', async () => {
    const desk = new Desk('editor');
    const element = await open(VERSION, desk);
    await press(element, 'Attest anew: attested by security');
    await eventually(() => dialog(element).open).toBe(true);
    expect(field(element, 'on').value).toBe('2026-11-23');
    await userEvent.fill(field(element, 'link'), 'https://wiki.example.com/drills/8');
    const fault = { place: 'roadmap.yaml:9:5', message: 'It expires too early.', field: 'expires' };
    const refused = {
      code: 'roadmap-invalid',
      detail: 'This change would make the roadmap wrong.',
      errors: [fault],
    };
    desk.outcomes = [json(refused, 422)];
    await press(dialog(element), 'Save');
    await eventually(() => deep(element, 'gl-edit-form').shadowRoot?.activeElement).toBe(
      field(element, 'expires'),
    );
    expect(textOf(dialog(element))).toContain('It expires too early.');
    await userEvent.fill(field(element, 'expires'), '2027-11-23');
    await press(dialog(element), 'Save');
    await eventually(() => said(element)).toContain('It was changed.');
    expect(desk.changes.at(-1)?.body).toEqual({
      by: 'security',
      on: '2026-11-23',
      link: 'https://wiki.example.com/drills/8',
      expires: '2027-11-23',
    });
  });

  test('is no longer waived, and waived as before again', async () => {
    const desk = new Desk('editor');
    const element = await open(ROADMAP, desk);
    await press(deep(element, 'gl-roadmap-item#v3'), 'Waive or attest');
    await press(element, 'Change the waiver: error_rate');
    await eventually(() => dialog(element).open).toBe(true);
    await press(dialog(element), 'End the waiver');
    await eventually(() => said(element)).toContain('It was changed.');
    expect(desk.changes[0]).toMatchObject({ method: 'DELETE' });
    await press(element, 'Undo');
    await eventually(() => desk.changes).toHaveLength(2);
    expect(desk.changes[1]).toMatchObject({ method: 'PUT', body: { by: 'platform' } });
  });
});

describe('two editors at once', { timeout: 60_000 }, () => {
  const CONFLICT = { code: 'edit-conflict', detail: 'Somebody else has changed roadmap.yaml.' };
  const TOLD = 'support changed the roadmap. The milestone has the owner support instead of data.';

  /** Somebody else changes the milestone's owner while its form is open here. */
  function overtaken(desk: Desk): void {
    const items = desk.current.items.map((item) => ({
      ...item,
      milestones: item.milestones.map((one) =>
        one.title === 'Label 15,000 tickets' ? { ...one, owner: 'support' } : one,
      ),
    }));
    const data = { previous: desk.current.revision, revision: 'theirs' };
    desk.edits = [
      { sequence: 9, at: FIXED_NOW, item: 'feature-store', type: 'roadmap-edited', text: TOLD, data },
    ];
    desk.current = { ...desk.current, items, revision: 'theirs' };
    desk.outcomes = [json(CONFLICT, 412)];
  }

  test('are told what the other wrote, and either may stay', async () => {
    const desk = new Desk('editor');
    const element = await open(ROADMAP, desk);
    await editMilestone(element);
    await userEvent.fill(field(element, 'owner'), 'platform');
    overtaken(desk);
    await press(dialog(element), 'Save');
    await eventually(() => textOf(dialog(element))).toContain(TOLD);
    const notice = deep(element, 'gl-edit-conflict');
    expect(notice.closest('[role="alert"]')).not.toBeNull();
    expect(deepAll(notice, 'tbody tr').map(textOf)).toEqual(['Owner data support platform']);
    await expectAccessible(dialog(element));
    await press(dialog(element), 'Save mine instead');
    await eventually(() => said(element)).toContain('It was changed.');
    expect(desk.changes.at(-1)).toMatchObject({ ifMatch: '"theirs"', body: { owner: 'platform' } });
    await press(element, 'Undo');
    await eventually(() => desk.changes.at(-1)?.body).toEqual({ owner: 'support' });
  });

  test('save beside each other what does not clash, or leave it', async () => {
    const desk = new Desk('editor');
    const element = await open(ROADMAP, desk);
    await editMilestone(element);
    await userEvent.fill(field(element, 'due'), '2026-12-24');
    overtaken(desk);
    await press(dialog(element), 'Save');
    await eventually(() => textOf(dialog(element))).toContain('yours can be saved beside theirs');
    expect(deepAll(dialog(element), 'button').map(textOf).sort()).toEqual(['Keep theirs', 'Save mine too']);
    await press(dialog(element), 'Keep theirs');
    await eventually(() => dialog(element).open).toBe(false);
    expect(desk.changes).toHaveLength(1);
  });

  test('are told when there is nothing left to change', async () => {
    const desk = new Desk('editor');
    const element = await open(ROADMAP, desk);
    await editMilestone(element);
    await userEvent.fill(field(element, 'owner'), 'platform');
    desk.current = { ...desk.current, items: [], revision: 'theirs' };
    desk.outcomes = [json(CONFLICT, 412)];
    await press(dialog(element), 'Save');
    await eventually(() => textOf(dialog(element))).toContain(
      'What you wanted to change is no longer there.',
    );
    expect(textOf(dialog(element))).toContain('Its file was changed by hand.');
    expect(deepAll(dialog(element), 'button').map(textOf)).toEqual(['Close']);
  });
});

test('where the file is read-only there is a patch to copy', async () => {
  const desk = new Desk('editor');
  const element = await open(ROADMAP, desk);
  await editMilestone(element);
  await userEvent.fill(field(element, 'owner'), 'platform');
  const patch = '--- a/roadmap.yaml\n+++ b/roadmap.yaml\n@@ -1,1 +1,1 @@\n-owner: data\n+owner: platform\n';
  const reason = 'roadmap.yaml was not changed: the file is read-only.';
  desk.outcomes = [json({ applied: false, revision: 'x', sentence: 'It would be changed.', patch, reason })];
  await press(dialog(element), 'Save');
  await eventually(() => textOf(dialog(element))).toContain(reason);
  await expectAccessible(dialog(element));
  const copied: string[] = [];
  const clipboard = { writeText: async (text: string) => void copied.push(text) };
  Object.defineProperty(navigator, 'clipboard', { value: clipboard, configurable: true });
  await press(dialog(element), 'Copy the patch');
  await eventually(() => textOf(dialog(element))).toContain('Copied');
  expect(copied).toEqual([patch]);
  await press(dialog(element), 'Close');
  expect(said(element)).toBe('');
});

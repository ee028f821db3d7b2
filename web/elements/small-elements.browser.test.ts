import { html } from 'lit';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { ApiError } from '../api/api-error.ts';
import {
  deep,
  deepAll,
  expectAccessible,
  FakeServer,
  json,
  mount,
  settled,
  textOf,
} from '../testing/room.ts';
import { breakers } from '../testing/story/operations.ts';
import { FIXED_NOW } from '../testing/story/ticket-routing.ts';
import './age.ts';
import './breaker-timeline.ts';
import './connection-notice.ts';
import './empty-note.ts';
import './failed-note.ts';
import './middle-text.ts';
import './roadmap-problems.ts';
import './same-numbers.ts';
import './sign-in-form.ts';
import './theme-switch.ts';

afterEach(() => {
  localStorage.removeItem('gateline-theme');
  delete document.documentElement.dataset.theme;
});

describe('an age', () => {
  test('counts on by itself, by the server’s clock', async () => {
    const server = new FakeServer();
    const age = await mount(html`<gl-age .at=${FIXED_NOW - 58_000} zone="Europe/Berlin"></gl-age>`, server);
    expect(textOf(age)).toBe('58 s ago');
    expect(deep<HTMLTimeElement>(age, 'time').title).toBe('Mon 23 Nov 2026, 14:01');
    server.clock.learn(FIXED_NOW + 3_000);
    await expect.poll(() => textOf(age)).toBe('1 min ago');
  });

  test('of nothing is nothing', async () => {
    const age = await mount(html`<gl-age></gl-age>`);
    expect(textOf(age)).toBe('');
  });
});

describe('a long name', () => {
  test('is cut in the middle, keeps its end, and has the whole in its title', async () => {
    const name = 'customer-history-feature-store-eu-west-17';
    const box = await mount<HTMLDivElement>(html`<div><gl-middle-text text=${name}></gl-middle-text></div>`);
    box.style.width = '160px';
    const [head, tail] = deepAll<HTMLElement>(box, 'span');
    expect(tail?.textContent).toBe('-west-17');
    expect(tail?.scrollWidth).toBeLessThanOrEqual(tail?.clientWidth ?? 0 + 1);
    expect(head?.scrollWidth).toBeGreaterThan(head?.clientWidth ?? 0);
    expect(head?.title).toBe(name);
    expect(box.scrollWidth).toBeLessThanOrEqual(160);
  });
});

describe('a table behind a chart', () => {
  const numbers = () => ({
    title: 'Cost per request',
    columns: [{ title: 'Time' }, { title: 'Actual', numeric: true }],
    rows: [['23 Nov', '$0.00597']],
  });

  test('is one press away, and goes again', async () => {
    const element = await mount(
      html`<gl-same-numbers .numbers=${numbers} of="cost per request"></gl-same-numbers>`,
    );
    const button = deep<HTMLButtonElement>(element, 'button');
    expect(button.getAttribute('aria-expanded')).toBe('false');
    expect(deepAll(element, 'table')).toHaveLength(0);
    await userEvent.click(button);
    await settled(element);
    expect(textOf(deep(element, 'tbody'))).toBe('23 Nov $0.00597');
    expect(button.getAttribute('aria-expanded')).toBe('true');
    await expectAccessible(element);
    await userEvent.keyboard('{Enter}');
    await settled(element);
    expect(deepAll(element, 'table')).toHaveLength(0);
  });
});

describe('the theme switch', () => {
  test('goes round, keeps the choice, and gives the system its say again', async () => {
    const element = await mount(html`<gl-theme-switch></gl-theme-switch>`);
    const button = deep<HTMLButtonElement>(element, 'button');
    expect(button.getAttribute('aria-label')).toBe('Theme: as the system. Change to light');
    await userEvent.click(button);
    expect(document.documentElement.dataset.theme).toBe('light');
    await userEvent.click(button);
    expect(document.documentElement.dataset.theme).toBe('dark');
    expect(localStorage.getItem('gateline-theme')).toBe('dark');
    await userEvent.click(button);
    expect(document.documentElement.dataset.theme).toBeUndefined();
    expect(localStorage.getItem('gateline-theme')).toBeNull();
    await expectAccessible(element);
  });
});

describe('the sign-in form', () => {
  async function form(server: FakeServer) {
    const element = await mount(html`<gl-sign-in-form></gl-sign-in-form>`, server);
    let entered = 0;
    element.addEventListener('gl-signed-in', () => {
      entered += 1;
    });
    return { element, entered: () => entered };
  }

  test('sends the token once and forgets it', async () => {
    const server = new FakeServer();
    const bodies: unknown[] = [];
    server.answer = (_, init) => {
      bodies.push(init.body);
      return json({ role: 'viewer', open: false });
    };
    const { element, entered } = await form(server);
    await userEvent.fill(deep(element, 'input'), '  glt_abc ');
    await userEvent.keyboard('{Enter}');
    await expect.poll(entered).toBe(1);
    expect(bodies).toEqual(['{"token":"glt_abc"}']);
    expect(deep<HTMLInputElement>(element, 'input').value).toBe('');
  });

  test('says why a token is refused, where it stands', async () => {
    const server = new FakeServer();
    server.answer = () => json({ code: 'unauthenticated', detail: 'This token was revoked.' }, 401);
    const { element, entered } = await form(server);
    await userEvent.fill(deep(element, 'input'), 'glt_old');
    await userEvent.click(deep(element, 'button'));
    await expect.poll(() => textOf(element)).toContain('This token was revoked.');
    expect(deep(element, 'input').getAttribute('aria-invalid')).toBe('true');
    expect(entered()).toBe(0);
    await expectAccessible(element);
  });

  test('does not show what is typed', async () => {
    const { element } = await form(new FakeServer());
    expect(deep<HTMLInputElement>(element, 'input').type).toBe('password');
  });
});

describe('a failed view', () => {
  test('says what happened and lets one try again', async () => {
    const error = new ApiError('store-unavailable', 'The store is away.', 503, 'r7');
    const element = await mount(html`<gl-failed-note what="The overview" .error=${error}></gl-failed-note>`);
    let tried = 0;
    element.addEventListener('gl-retry', () => {
      tried += 1;
    });
    expect(textOf(element)).toContain('The overview could not be loaded. The store is away.');
    expect(textOf(element)).toContain('store-unavailable, request r7');
    await userEvent.click(deep(element, 'button'));
    expect(tried).toBe(1);
    await expectAccessible(element);
  });
});

describe('an empty view', () => {
  test('has what would be here, why it is not, and what brings it', async () => {
    const element = await mount(
      html`<gl-empty-note what="Spend" way="In the roadmap:" code="spend: []">No limit yet.</gl-empty-note>`,
    );
    expect(textOf(element)).toBe('Spend No limit yet. In the roadmap: spend: [] Copy');
    await expectAccessible(element);
  });
});

describe('problems of a roadmap', () => {
  test('are told with their place and a way out; without any there is nothing', async () => {
    const problems = [
      {
        severity: 'error',
        file: 'roadmap.yaml',
        line: 84,
        column: 13,
        message: 'Read “acuracy”.',
        suggestion: 'accuracy',
      },
      { severity: 'warning', file: 'roadmap.yaml', line: 9, column: 1, message: 'Due before its start.' },
    ];
    const element = await mount(html`<gl-roadmap-problems .problems=${problems}></gl-roadmap-problems>`);
    const text = textOf(element);
    expect(text).toContain('The file cannot be read: 1 error, 1 warning');
    expect(text).toContain('roadmap.yaml:84:13');
    expect(text).toContain('Perhaps: accuracy');
    expect(text).toContain('The last good roadmap stays in force');
    await expectAccessible(element);
    const none = await mount(html`<gl-roadmap-problems .problems=${[]}></gl-roadmap-problems>`);
    expect(textOf(none)).toBe('');
  });
});

describe('a breaker’s timeline', () => {
  test('says in words what it shows, and a trip of seconds can still be seen', async () => {
    const [breaker] = breakers(FIXED_NOW).breakers;
    const brief = { from: FIXED_NOW - 7_200_000, to: FIXED_NOW - 7_195_000, state: 'open' };
    const element = await mount(
      html`<gl-breaker-timeline
        .breaker=${{ ...breaker, opened: 1, timeline: [brief] }}
        .from=${FIXED_NOW - 86_400_000}
        .to=${FIXED_NOW}
        zone="Europe/Berlin"
      ></gl-breaker-timeline>`,
    );
    expect(deep(element, 'svg').getAttribute('aria-label')).toBe(
      'Opened once, open for 5 s in all; not seen before 12:02.',
    );
    expect(deep(element, 'rect').getBoundingClientRect().width).toBeGreaterThan(1);
    await expectAccessible(element);
  });
});

describe('word of the connection', () => {
  test('comes when the server is lost, says since when, and goes when it is back', async () => {
    vi.useFakeTimers();
    const server = new FakeServer();
    server.stream.start();
    server.hello();
    const mounting = mount(html`<gl-connection-notice></gl-connection-notice>`, server);
    await vi.advanceTimersByTimeAsync(100);
    const element = await mounting;
    expect(textOf(element)).toBe('');
    await vi.advanceTimersByTimeAsync(15_000);
    expect(textOf(element)).toContain('The server has not been heard for');
    await expect.poll(() => deep(element, '[role=status]')).toBeTruthy();
    await vi.advanceTimersByTimeAsync(20_000);
    server.hello();
    await vi.advanceTimersByTimeAsync(100);
    expect(textOf(element)).toBe('');
    server.stream.stop();
    vi.useRealTimers();
  });
});

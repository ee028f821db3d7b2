import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SessionResponse } from '../contract/common.ts';
import { type AppUnderTest, appUnderTest, bodyOf } from '../testing/app-under-test.ts';
import { Gatekeeper } from './gatekeeper.ts';
import { SessionFile } from './session-file.ts';
import { safeNext } from './sign-in-page.ts';

describe('signing in', () => {
  let app: AppUnderTest;
  let token: string;
  beforeEach(async () => {
    app = await appUnderTest({ settings: { onLoopback: false } });
    token = await app.tokenFor('editor');
  });
  afterEach(() => app.close());

  it('by the form sets a cookie that no script reads and no other site sends, and goes on', async () => {
    const response = await form({ token: ` ${token}\n`, next: '/desk/roadmap' });
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/desk/roadmap');
    const cookie = response.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(
      /^gateline_session=[\w-]{43}; Max-Age=2592000; Path=\/; Expires=.*; HttpOnly; SameSite=Strict$/,
    );
  });

  it('opens the API to that cookie, and says who is there', async () => {
    const cookie = await signedIn();
    const session = await bodyOf<SessionResponse>(
      app.ask('/api/v1/session', { headers: { Cookie: cookie } }),
    );
    expect(session).toEqual({ role: 'editor', open: false, name: 'editor' });
  });

  it('keeps neither token nor session where a thief of the files could use them', async () => {
    const cookie = await signedIn();
    const kept = await Promise.all(
      ['tokens.json', 'sessions.json'].map((file) => readFile(join(app.folder, file), 'utf8')),
    );
    expect(kept.join()).not.toContain(token);
    expect(kept.join()).not.toContain(cookie.split('=')[1]);
  });

  it('with a token that is not known shows the form again, without the token', async () => {
    const response = await form({ token: 'gl_nosuchtoken', next: '/desk' });
    expect(response.status).toBe(401);
    const page = await response.text();
    expect(page).toContain('This token is not known here, has expired or was revoked.');
    expect(page).toContain('value="/desk"');
    expect(page).not.toContain('gl_nosuchtoken');
    expect(response.headers.get('set-cookie')).toBeNull();
  });

  it('is not for machines that only send data', async () => {
    const response = await form({ token: await app.tokenFor('ingest'), next: '/' });
    expect(response.status).toBe(401);
    expect(await response.text()).toContain('it does not open pages');
  });

  it('stops after too many failures, and the right token waits too', async () => {
    for (let attempt = 0; attempt < 5; attempt += 1)
      expect((await form({ token: 'x', next: '/' })).status).toBe(401);
    const response = await form({ token, next: '/' });
    expect(response.status).toBe(429);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('counts failures of the form and of the API together', async () => {
    const headers = { 'Content-Type': 'application/json' };
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const body = JSON.stringify({ token: 'x' });
      expect((await app.ask('/api/v1/session', { method: 'POST', body, headers })).status).toBe(401);
    }
    expect((await form({ token, next: '/' })).status).toBe(429);
  });

  it('is not limited for those who get in', async () => {
    for (let attempt = 0; attempt < 8; attempt += 1)
      expect((await form({ token, next: '/' })).status).toBe(303);
  });

  it('from another site is refused', async () => {
    const headers = { 'Sec-Fetch-Site': 'cross-site' };
    const body = new URLSearchParams({ token });
    expect((await app.ask('/sign-in', { method: 'POST', body, headers })).status).toBe(403);
  });

  it('by a wall with the token of its link answers with the role and sets a cookie that lasts', async () => {
    const response = await app.ask('/api/v1/session', {
      method: 'POST',
      body: JSON.stringify({ token: await app.tokenFor('display') }),
      headers: { 'Content-Type': 'application/json' },
    });
    expect(response.headers.get('set-cookie')).toContain(`Max-Age=${400 * 86_400}`);
    expect(await bodyOf(response)).toEqual({ role: 'display', open: false, name: 'display' });
  });

  describe('ends', () => {
    it('by signing out, for the cookie that somebody may have copied too', async () => {
      const cookie = await signedIn();
      const out = await app.ask('/sign-out', { method: 'POST', headers: { Cookie: cookie } });
      expect(out.headers.get('location')).toBe('/sign-in');
      expect(out.headers.get('set-cookie')).toMatch(/^gateline_session=;.*Expires=Thu, 01 Jan 1970/);
      expect(await statusWith(cookie)).toBe(401);
    });

    it('when its token is revoked', async () => {
      const cookie = await signedIn();
      await app.tokens.revoke(app.tokens.list()[0]?.id ?? '');
      expect(await statusWith(cookie)).toBe(401);
    });

    it('after a month away, but not for somebody who comes every week', async () => {
      const [idle, busy] = [await signedIn(), await signedIn()];
      for (let week = 0; week < 5; week += 1) {
        app.clock.at += 7 * 86_400_000;
        expect(await statusWith(busy)).toBe(200);
      }
      expect(await statusWith(idle)).toBe(401);
    });
  });

  it('outlives a restart of the server', async () => {
    const cookie = await signedIn();
    const sessions = await SessionFile.in(app.folder, app.clock);
    const next = new Gatekeeper({ tokens: app.tokens, sessions, onLoopback: false, secure: false });
    expect(next.callerOf({ headers: { cookie } } as never)?.role).toBe('editor');
  });

  it('over https uses a cookie that only https carries', async () => {
    const secure = new Gatekeeper({
      tokens: app.tokens,
      sessions: app.gatekeeper.sessions,
      onLoopback: false,
      secure: true,
    });
    const behindProxy = await appUnderTest({
      settings: { onLoopback: false, publicUrl: 'https://gateline.test' },
      deps: { gatekeeper: secure },
    });
    const headers = { Origin: 'https://gateline.test' };
    const body = new URLSearchParams({ token });
    const response = await behindProxy.ask('/sign-in', { method: 'POST', body, headers });
    expect(response.headers.get('set-cookie')).toMatch(/^__Host-gateline_session=.*; Secure/);
    expect(response.headers.get('strict-transport-security')).toContain('max-age=');
    await behindProxy.close();
  });

  function form(fields: Record<string, string>): Promise<Response> {
    return app.ask('/sign-in', { method: 'POST', body: new URLSearchParams(fields) });
  }

  async function signedIn(): Promise<string> {
    const cookies = (await form({ token, next: '/' })).headers.get('set-cookie') ?? '';
    return cookies.split(';')[0] ?? '';
  }

  async function statusWith(cookie: string): Promise<number> {
    return (await app.ask('/api/v1/session', { headers: { Cookie: cookie } })).status;
  }
});

describe('where a sign-in goes on to', () => {
  it.each([
    ['/desk/versions/v2?tab=1#chart', '/desk/versions/v2?tab=1#chart'],
    ['', '/'],
    [undefined, '/'],
    ['https://evil.example/', '/'],
    ['//evil.example/', '/'],
    ['/\\evil.example/', '/'],
    ['/\t/evil.example', '/'],
    ['/..//evil.example', '/'],
    ['javascript:alert(1)', '/'],
  ])('%s becomes %s', (wanted, expected) => {
    expect(safeNext(wanted)).toBe(expected);
  });
});

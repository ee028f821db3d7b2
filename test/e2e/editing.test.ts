import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Child } from '../integration/child-process.ts';
import { axeFindings, openContext, settled, startBrowser } from './house.ts';

const LAUNCHER = resolve('server/cli/gateline.js');
const FOLDER = mkdtempSync(join(tmpdir(), 'gateline-editing-'));
const FILE = join(FOLDER, 'roadmap.yaml');

const ROADMAP = `# The desk's promise.
product: desk
name: Desk
zone: Europe/Berlin

models:
  - id: v1   # the first one
    title: First
    lifecycle: live
    gate:
      criteria:
        - success_rate >= 99%   # as agreed in March
        - attested by security: rollback drill done
    milestones:
      - title: Benchmark models   # three of them
        owner: applied AI
        due: 2026-02-01
`;
const CONFIG = 'listen: 127.0.0.1:0\nroadmaps: [roadmap.yaml]\nstore: { kind: memory }\n';

const gateline = (...args: string[]) =>
  execFileSync(process.execPath, [LAUNCHER, ...args], {
    cwd: FOLDER,
    encoding: 'utf8',
    stdio: 'pipe',
  }).trim();

let browser: Browser;
let server: Child;
let origin: string;
const tokens = { editor: '', viewer: '' };
const contexts: Partial<Record<keyof typeof tokens, BrowserContext>> = {};
beforeAll(async () => {
  writeFileSync(FILE, ROADMAP);
  writeFileSync(join(FOLDER, 'gateline.yaml'), CONFIG);
  tokens.editor = gateline('token', 'create', '--role', 'editor', '--name', 'release team');
  tokens.viewer = gateline('token', 'create', '--role', 'viewer', '--name', 'product team');
  server = new Child([LAUNCHER, 'serve'], { cwd: FOLDER });
  origin = (await server.said(/is on (http:\/\/[\d.:]+)/))[1] ?? '';
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
  await server[Symbol.asyncDispose]();
  rmSync(FOLDER, { recursive: true, force: true });
});

describe('a roadmap file that is changed on the pages', () => {
  beforeEach(async () => {
    writeFileSync(FILE, ROADMAP);
    await expect.poll(async () => (await fetchRoadmap()).items[0].milestones[0].owner).toBe('applied AI');
  });

  it('has a milestone done and undone, with its remarks as they were', async () => {
    const page = await open('editor', '/desk/roadmap');
    await editMilestone(page);
    expect(await axeFindings(page)).toEqual([]);
    await page.getByLabel('Status').selectOption('Done');
    await page.getByLabel('Done on').fill('2026-02-03');
    await page.getByRole('button', { name: 'Save' }).click();
    const notice = page.locator('gl-change-notice');
    await notice.getByText('went from planned to done').waitFor();
    expect(readFileSync(FILE, 'utf8')).toBe(`${ROADMAP}        status: done\n        done: 2026-02-03\n`);
    await page.locator('gl-milestone-list').getByText('Done 3 Feb').waitFor();
    await notice.getByRole('button', { name: 'Undo' }).click();
    await notice.getByText('Undone.').waitFor();
    expect(readFileSync(FILE, 'utf8')).toBe(`${ROADMAP}        status: planned\n`);
  });

  it('has a criterion waived, and one attested', async () => {
    const page = await open('editor', '/desk/versions/v1');
    await page.getByRole('button', { name: 'Waive: success_rate' }).click();
    await page.getByLabel('Why').fill('the old gateway: until May');
    await page.getByLabel('Until when').fill('2099-05-31');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('gl-change-notice').getByText('is waived by release team').waitFor();
    expect(readFileSync(FILE, 'utf8')).toContain(
      '- criterion: success_rate >= 99%   # as agreed in March\n          waiver:\n            by: release team\n',
    );
    await page.getByRole('button', { name: 'Attest: attested by security' }).click();
    await page.getByLabel('Expires on').fill('2099-01-31');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('gl-change-notice').getByText('is attested by security').waitFor();
    expect(readFileSync(FILE, 'utf8')).toMatch(
      /attestation:\n +by: security\n +on: .*\n +expires: 2099-01-31\n/,
    );
  });

  it('keeps both edits of two people, and tells the second of the first', async () => {
    const page = await open('editor', '/desk/roadmap');
    await editMilestone(page);
    await page.getByLabel('Owner').fill('platform');
    const { revision } = await fetchRoadmap();
    const first = await ask('PATCH', '/items/v1/milestones/0', {
      headers: { 'If-Match': `"${revision}"`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ owner: 'support', due: '2026-03-01' }),
    });
    expect(first.status).toBe(200);
    await page.getByRole('button', { name: 'Save' }).click();
    const conflict = page.locator('gl-edit-conflict');
    await conflict.getByText('has the owner support instead of applied AI').waitFor();
    expect(readFileSync(FILE, 'utf8')).toContain('owner: support');
    await page.getByRole('button', { name: 'Save mine instead' }).click();
    await page.locator('gl-change-notice').getByText('has the owner platform instead of support').waitFor();
    expect(readFileSync(FILE, 'utf8')).toBe(
      ROADMAP.replace('applied AI', 'platform').replace('2026-02-01', '2026-03-01'),
    );
  });

  it('is left alone where nobody may write it: there is a patch that makes the change', async () => {
    const page = await open('editor', '/desk/roadmap');
    await editMilestone(page);
    await page.getByLabel('Owner').fill('platform');
    chmodSync(FILE, 0o444);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('roadmap.yaml was not changed: the file is read-only.').waitFor();
    const patch = (await page.locator('gl-edit-patch pre').textContent()) ?? '';
    chmodSync(FILE, 0o644);
    expect(readFileSync(FILE, 'utf8')).toBe(ROADMAP);
    execFileSync('git', ['apply', '-'], { cwd: FOLDER, input: patch });
    expect(readFileSync(FILE, 'utf8')).toBe(ROADMAP.replace('applied AI', 'platform'));
  });

  it('has no forms for a viewer', async () => {
    for (const path of ['/desk/roadmap', '/desk/versions/v1']) {
      const page = await open('viewer', path);
      await page.getByText('Benchmark models').first().waitFor();
      expect(await page.getByRole('button', { name: /^(Change|Waive|Attest)/ }).count()).toBe(0);
    }
  });
});

async function open(role: keyof typeof tokens, path: string): Promise<Page> {
  contexts[role] ??= await openContext(browser);
  const page = await contexts[role].newPage();
  await page.goto(`${origin}${path}#token=${tokens[role]}`);
  await settled(page);
  return page;
}

async function editMilestone(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Change “Benchmark models”' }).click();
  await page.getByRole('heading', { name: 'Change a milestone' }).waitFor();
}

function ask(method: string, path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { ...init.headers, Authorization: `Bearer ${tokens.editor}` };
  return fetch(`${origin}/api/v1/products/desk${path}`, { ...init, method, headers });
}

async function fetchRoadmap(): Promise<{
  readonly revision: string;
  readonly items: readonly [{ readonly milestones: readonly [{ readonly owner: string }] }];
}> {
  return (await (await ask('GET', '/roadmap')).json()) as Awaited<ReturnType<typeof fetchRoadmap>>;
}

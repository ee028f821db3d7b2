import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { findService, SERVICES } from './test/setup/service-paths.ts';

const chromium = findService(SERVICES.chromium);

/** The programs that tests start are compiled once, not each time. */
const env = { NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/compiled') };

/** Tests make much that is soon forgotten: with more room for it there is less to sweep. */
const execArgv = ['--max-semi-space-size=64'];

/** Real servers and browsers are slow to start, and all the slower where much else runs; plain tests are not. */
const patient = {
  testTimeout: 300_000,
  hookTimeout: 300_000,
  expect: { poll: { timeout: 30_000 } },
  env,
  execArgv,
};

export default defineConfig({
  test: {
    // Much of the time goes into waiting for servers: three files at a time, on two cores as well.
    maxWorkers: Math.max(3, availableParallelism() - 1),
    projects: [
      {
        test: {
          name: 'unit',
          env,
          execArgv,
          // Each takes a moment, but for property tests on a machine that has much else to do.
          testTimeout: 60_000,
          // One house for all of them: to build it anew for each of 300 files takes longer than the tests.
          isolate: false,
          include: [
            '{core,collectors,server,examples,bench}/**/*.test.ts',
            'web/**/*.test.ts',
            'test/{architecture,fuzz,golden,regression}/**/*.test.ts',
          ],
          exclude: ['**/*.browser.test.ts', '**/node_modules/**'],
        },
      },
      {
        // Lit's decorators are the older, experimental ones.
        oxc: { decorator: { legacy: true } },
        // Found in advance, not while a test runs: vite would load the page anew in the middle of it.
        optimizeDeps: {
          include: [
            '@lit/context',
            '@lit/task',
            'axe-core',
            'chart.js',
            'chartjs-plugin-annotation',
            'lit',
            'lit/decorators.js',
            'lit/directive.js',
            'lit/directives/keyed.js',
            'lit/directives/repeat.js',
            'temporal-polyfill',
            'zod',
          ],
        },
        test: {
          name: 'browser',
          include: ['web/**/*.browser.test.ts'],
          // One page for all of them, one file at a time: a browser lets those in the background sleep.
          fileParallelism: false,
          isolate: false,
          setupFiles: ['web/testing/empty-page.ts'],
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
          // They run beside all others.
          expect: { poll: { timeout: 30_000 } },
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: {
                ...(chromium === undefined ? {} : { executablePath: chromium }),
                args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
              },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
      { test: { name: 'contract', isolate: false, include: ['test/contract/**/*.test.ts'], ...patient } },
      { test: { name: 'integration', include: ['test/integration/**/*.test.ts'], ...patient } },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          ...patient,
        },
      },
      { test: { name: 'corpus', include: ['test/corpus/**/*.test.ts'], ...patient } },
    ],
  },
});

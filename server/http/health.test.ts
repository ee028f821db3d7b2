import { describe, expect, it } from 'vitest';
import type { Problem } from '../../core/roadmap/roadmap.ts';
import type { ReadyResponse } from './contract/health.ts';
import { readyResponse } from './contract/health.ts';
import { type AppUnderTestOptions, appUnderTest, loaded, roadmapOf } from './testing/app-under-test.ts';

const ERROR: Problem = {
  severity: 'error',
  file: '/srv/roadmap.yaml',
  line: 7,
  column: 3,
  message: 'secret detail',
};
const GOOD = { roadmaps: [loaded(roadmapOf())] };

const CASES: readonly (readonly [
  string,
  AppUnderTestOptions,
  number,
  ReadyResponse['checks'][number] | undefined,
])[] = [
  ['is ready when all is well', GOOD, 200, undefined],
  [
    'is not ready without its store',
    { ...GOOD, storeStatus: () => ({ state: 'unavailable', reason: 'The data file is damaged.' }) },
    503,
    { name: 'store', state: 'failing', reason: 'The data file is damaged.' },
  ],
  [
    'limps while the store only reads',
    { ...GOOD, storeStatus: () => ({ state: 'read-only', reason: 'The disk is full.' }) },
    200,
    { name: 'store', state: 'degraded', reason: 'The disk is full.' },
  ],
  [
    'limps while all is served but the place of the numbers is not as it must be',
    { ...GOOD, storeStatus: () => ({ state: 'ready', reason: 'InfluxDB drops data after 30 days.' }) },
    200,
    { name: 'store', state: 'degraded', reason: 'InfluxDB drops data after 30 days.' },
  ],
  [
    'limps on the last good roadmap',
    { roadmaps: [loaded(roadmapOf(), { problems: [ERROR] })] },
    200,
    {
      name: 'roadmaps',
      state: 'degraded',
      reason: '1 error, the first in line 7 of roadmap.yaml; gateline validate names each.',
    },
  ],
  [
    'is not ready without any roadmap',
    { roadmapProblems: [ERROR, ERROR] },
    503,
    {
      name: 'roadmaps',
      state: 'failing',
      reason: '2 errors, the first in line 7 of roadmap.yaml; gateline validate names each.',
    },
  ],
  [
    'is not ready before its sources are started',
    { ...GOOD, deps: { sourcesStarted: () => false } },
    503,
    { name: 'sources', state: 'failing', reason: 'The sources are not started yet.' },
  ],
];

describe('/readyz', () => {
  it.each(CASES)('%s', async (_, options, status, check) => {
    const app = await appUnderTest({ ...options, settings: { onLoopback: false } });
    const response = await app.ask('/readyz');
    const answer = readyResponse.parse(await response.json());
    await app.close();
    expect(response.status).toBe(status);
    expect(answer.checks.filter((one) => one.state !== 'ok')).toEqual(check === undefined ? [] : [check]);
  });
});

describe('/healthz', () => {
  it('answers while the process does, whatever is wrong with the rest', async () => {
    const app = await appUnderTest({ storeStatus: () => ({ state: 'unavailable', reason: 'gone' }) });
    const response = await app.ask('/healthz');
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status: 'ok', version: '0.0.0-test' });
    await app.close();
  });
});

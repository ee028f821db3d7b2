import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Experiment } from '../../core/roadmap/roadmap.ts';
import type { CompareResponse } from '../../server/http/contract/compare.ts';
import { type AppUnderTest, appUnderTest, bodyOf, loaded } from '../../server/http/testing/app-under-test.ts';
import { MemoryStore } from '../../server/store/memory/memory-store.ts';
import { item, NOW, PRODUCT, roadmap, run, V3_HOURLY, writePast, writeTraffic } from './scenario.ts';

const DAY = 86_400_000;
/** The last midnight of Berlin. */
const TODAY = Date.UTC(2026, 10, 22, 23);

let app: AppUnderTest;
let reads = 0;

beforeAll(async () => {
  const store = new MemoryStore();
  await writePast(store);
  await writeTraffic(store, 'v3', '3.1.0', V3_HOURLY, { from: NOW - 3 * DAY, to: NOW });
  await store.write({
    source: 'evaluations',
    id: 'more',
    evaluations: [
      run('v2', 90, 10, { dataset: 'hard-set', revision: 'r1' }),
      run('v3', 80, 20, { dataset: 'hard-set', revision: 'r2' }),
      run('v3', 50, 50, { dataset: 'only-v3' }),
      run('v3', 1900, 100, { at: NOW - 30 * DAY }),
    ],
  });
  const counting = new Proxy(store, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return (...given: unknown[]) => {
        if (name === 'read') reads += 1;
        return value.apply(target, given);
      };
    },
  });
  const items = [
    item('v1', 'retired'),
    item('v2', 'live', ['latency_p99 < 2s']),
    item('v3', 'rollout', ['cost_per_request <= 60% of v2', 'time_to_first_token_p90 < 1s']),
    item('phase-1', 'live', [], { track: 'data' }),
  ];
  const experiments: readonly Experiment[] = [
    {
      id: 'split',
      arms: [
        { version: 'v2', share: 0.9 },
        { version: 'v3', share: 0.1 },
      ],
      unit: 'request',
      countedBy: 'requests',
      from: '2026-10-20',
      to: '2026-10-29',
    },
    {
      id: 'customers',
      arms: [
        { version: 'v2', share: 0.5 },
        { version: 'v3', build: '3.0.0', share: 0.5 },
      ],
      unit: 'customer',
      from: '2026-11-01',
    },
    {
      id: 'of-others',
      arms: [
        { version: 'v1', share: 0.5 },
        { version: 'v2', share: 0.5 },
      ],
      unit: 'request',
      countedBy: 'requests',
      from: '2026-10-20',
    },
  ];
  app = await appUnderTest({
    roadmaps: [loaded(roadmap(items, { experiments }))],
    deps: { store: counting },
  });
});
afterAll(() => app.close());

function ask(query: string) {
  return app.ask(`/api/v1/products/${PRODUCT}/compare?${query}`);
}

async function compared(query: string): Promise<CompareResponse> {
  const response = await ask(query);
  expect(response.status).toBe(200);
  return bodyOf<CompareResponse>(response);
}

function row({ rows }: CompareResponse, signal: string, dataset?: string) {
  return rows.find((one) => one.signal.name === signal && one.dataset === dataset);
}

describe('two versions side by side', () => {
  test('are compared over the time in which both served, on every signal, with few reads', async () => {
    reads = 0;
    const answer = await compared('a=v2&b=v3');
    // When each served, all signals, and two experiments.
    expect(reads).toBeLessThanOrEqual(3);
    expect(answer).toMatchObject({
      a: { name: 'v2', from: TODAY - 28 * DAY, to: TODAY, lifecycle: 'live' },
      b: { name: 'v3', from: TODAY - 28 * DAY, to: TODAY },
      sameTime: true,
      blocks: { count: 4, days: 7 },
      aligned: false,
      confidence: 0.95,
    });
    expect(answer.b.served?.from).toBe(Date.UTC(2026, 9, 13, 22));
    expect(row(answer, 'cost_per_request')).toMatchObject({
      evidence: 'production',
      gated: true,
      better: 'b',
      difference: { paired: true, method: 'paired-blocks', n: 4, moreThanNoise: 'yes' },
    });
    // Since three days two builds of v3 serve.
    expect(row(answer, 'requests')?.b?.value).toBe(28 * 24 * 200 + 59 * 200);
    expect(row(answer, 'cost_per_request')?.change).toBeCloseTo(-0.5, 9);
    expect(row(answer, 'success_rate')).toMatchObject({ difference: { moreThanNoise: 'yes' }, better: 'b' });
    expect(row(answer, 'latency_p99')).toMatchObject({
      difference: { moreThanNoise: 'cannot-say', unsure: 'buckets' },
      gated: true,
    });
  });

  test('have what gates ask for first, and nothing of what nobody has seen or is of the whole product', async () => {
    const { rows, summary, sentence } = await compared('a=v2&b=v3');
    expect(rows.slice(0, 2).map(({ signal }) => signal.name)).toEqual(['latency_p99', 'cost_per_request']);
    const names = rows.map(({ signal }) => signal.name);
    expect(names).not.toContain('time_to_first_token_p90');
    expect(names).not.toContain('labeled_examples');
    expect(sentence).toMatch(
      new RegExp(
        `^v3 differs from v2 by more than noise on ${summary.moreThanNoise} of ${summary.compared} signals`,
      ),
    );
  });

  test('are compared on evaluations of one revision, by the items of both', async () => {
    const answer = await compared('a=v2&b=v3');
    expect(row(answer, 'accuracy', 'golden-set')).toMatchObject({
      evidence: 'evaluation',
      a: { value: 0.92, n: 2000 },
      b: { value: 0.9, n: 2000 },
      difference: { paired: true, method: 'tango', n: 2000, moreThanNoise: 'yes' },
      better: 'a',
    });
    expect(row(answer, 'accuracy', 'hard-set')).toMatchObject({
      notComparable: 'revision',
      a: { value: 0.9 },
      b: { value: 0.8 },
      sentence:
        'v2 and v3 cannot be compared on accuracy: their runs are of different revisions of the dataset.',
    });
    expect(row(answer, 'accuracy', 'only-v3')).toMatchObject({
      notComparable: 'no-data-a',
      b: { value: 0.5 },
    });
  });

  test('are told apart by builds', async () => {
    const answer = await compared('a=v3&a_build=3.0.0&b=v3&b_build=3.1.0');
    expect(answer).toMatchObject({
      a: { name: 'v3 (3.0.0)', build: '3.0.0' },
      b: { name: 'v3 (3.1.0)', build: '3.1.0' },
      sameTime: true,
    });
    expect(answer.blocks).toBeUndefined();
    expect(row(answer, 'cost_per_request')).toMatchObject({
      difference: { difference: 0, moreThanNoise: 'cannot-say', unsure: 'few-days' },
    });
    expect(answer.versions).toMatchObject([
      { item: 'v1', builds: ['1.0'] },
      { item: 'v2', builds: ['2.3.1'] },
      { item: 'v3', builds: ['3.1.0', '3.0.0'] },
    ]);
  });

  test('that never served together have each its own time', async () => {
    const answer = await compared('a=v1&b=v3');
    expect(answer.sameTime).toBe(false);
    expect(answer.a.to).toBeLessThan(NOW - 60 * DAY);
    expect(row(answer, 'cost_per_request')?.difference).toMatchObject({ paired: false, method: 'blocks' });
  });

  test('may be one at two times, by default these four weeks and those before', async () => {
    const answer = await compared('a=v2&b=v2');
    expect(answer.a.to).toBe(answer.b.from);
    expect(answer.a.name).toBe('v2 (28 Sep 2026 to 25 Oct 2026)');
    expect(row(answer, 'cost_per_request')).toMatchObject({
      difference: { difference: 0, moreThanNoise: 'no', method: 'blocks' },
      sentence:
        'v2 (26 Oct 2026 to 22 Nov 2026) is as v2 (28 Sep 2026 to 25 Oct 2026): $0.0246 against $0.0246 ($0 to $0 at 95 %), no more than noise.',
    });
    const asked = await compared(
      'a=v3&b=v3&a_from=2026-10-20&a_to=2026-10-25&b_from=2026-11-10&b_to=2026-11-23',
    );
    expect(asked.b.to).toBe(NOW);
    // The run of 30 days ago against that of five days ago.
    expect(row(asked, 'accuracy', 'golden-set')).toMatchObject({ a: { value: 0.95 }, b: { value: 0.9 } });
  });
});

test('experiments of both versions say whether their units were split as planned', async () => {
  const { experiments } = await compared('a=v3&b=v2');
  expect(experiments).toMatchObject([
    {
      id: 'split',
      running: false,
      arms: [
        { version: 'v2', share: 0.9, count: 241_000 },
        { version: 'v3', share: 0.1, count: 48_200 },
      ],
      mismatch: 'yes',
      threshold: 0.0005,
    },
    { id: 'customers', running: true, mismatch: 'cannot-say' },
  ]);
  expect(experiments[0]?.sentence).toContain('Sample-ratio mismatch: v2 got 83.3 % (90 % planned)');
  expect(experiments[1]?.sentence).toContain('nothing counts by customer');
});

describe('items of evaluations', () => {
  test('that changed are listed as many as were asked for, and counted', async () => {
    const { changes } = await compared('a=v2&b=v3&items=3');
    expect(changes).toMatchObject([
      {
        signal: { name: 'accuracy' },
        dataset: 'golden-set',
        revision: 'r3',
        judge: 'exact-match 1',
        rightToWrong: { count: 40, items: [{ id: 'q1800', a: 1, b: 0 }, { id: 'q1801' }, { id: 'q1802' }] },
        wrongToRight: { count: 0, items: [] },
        bothRight: 1800,
        bothWrong: 160,
        unpaired: 0,
      },
    ]);
    const back = await compared('a=v3&b=v2&items=0');
    expect(back.changes[0]?.wrongToRight).toEqual({ count: 40, items: [] });
    expect((await ask('a=v2&b=v3&items=1001')).status).toBe(400);
  });
});

describe('what cannot be compared is refused with a way out', () => {
  test.each([
    ['a=v2&b=v9', 'not-found', 'The roadmap of Ticket routing has no item "v9".'],
    ['a=v2&b=phase-1', 'bad-request', 'phase-1 is no version: v1, v2, v3.'],
    [
      'a=v2&b=v3&b_build=3.0.1',
      'not-found',
      'v3 has no build "3.0.1", neither in traffic nor in evaluations. Is it 3.0.0?',
    ],
    [
      'a=v2&b=v2&from=2026-11-01&to=2026-11-05',
      'bad-request',
      'Both sides are v2 at the same time: name another version, a build, or a time.',
    ],
    [
      'a=v2&b=v3&from=2026-12-01',
      'bad-request',
      'The time of a ends after it begins, and no later than now.',
    ],
    [
      'a=v2&b=v3&a_from=2020-01-01&a_to=2020-02-01',
      'limit-exceeded',
      'The two times are more than three years apart: ask for a shorter one.',
    ],
  ])('%s', async (query, code, detail) => {
    expect(await bodyOf(ask(query))).toMatchObject({ code, detail });
  });

  test('a time between two milliseconds is the nearer one', async () => {
    const between = `from=${TODAY - 7 * DAY + 0.4}&to=${TODAY - 0.3}`;
    const { a } = await compared(`a=v2&b=v3&${between}`);
    expect([a.from, a.to]).toEqual([TODAY - 7 * DAY, TODAY]);
  });

  test('a time that is none, and a side that is not named', async () => {
    expect((await ask('a=v2&b=v3&from=2026-02-31')).status).toBe(400);
    expect((await ask('a=v2')).status).toBe(400);
    expect((await ask(`a=v2&b=${'v'.repeat(300)}`)).status).toBe(400);
  });
});

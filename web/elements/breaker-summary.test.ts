import { expect, test } from 'vitest';
import { type Breaker, breakerSummary, breakerTable, byUrgency } from './breaker-summary.ts';

const HOUR = 3_600_000;
const timeOf = (at: number) => `${at / HOUR}:00`;

function breaker(fields: Partial<Breaker>): Breaker {
  return {
    breaker: 'model-api',
    item: 'v3',
    environment: 'production',
    state: 'closed',
    since: 0,
    opened: 0,
    timeline: [{ from: 0, to: 24 * HOUR, state: 'closed' }],
    ...fields,
  };
}

test('a breaker that stayed closed says so', () => {
  expect(breakerSummary(breaker({}), 0, timeOf)).toBe('Never open in these 24 hours.');
});

test('openings are counted and their length added up', () => {
  const timeline: Breaker['timeline'] = [
    { from: 0, to: 2 * HOUR, state: 'open' },
    { from: 2 * HOUR, to: 5 * HOUR, state: 'closed' },
    { from: 5 * HOUR, to: 6 * HOUR, state: 'open' },
  ];
  expect(breakerSummary(breaker({ opened: 2, timeline }), 0, timeOf)).toBe(
    'Opened 2 times, open for 3 h in all.',
  );
});

test('what was before the first sample is not known, and is not called closed', () => {
  const timeline: Breaker['timeline'] = [{ from: 4 * HOUR, to: 24 * HOUR, state: 'closed' }];
  expect(breakerSummary(breaker({ timeline }), 0, timeOf)).toContain('not seen before 4:00');
});

test('one that opened within a sample is counted even where no stretch shows it', () => {
  expect(breakerSummary(breaker({ opened: 1 }), 0, timeOf)).toBe('Opened once, open for 0 s in all.');
});

test('the table has each stretch, newest first', () => {
  const timeline: Breaker['timeline'] = [
    { from: 0, to: 2 * HOUR, state: 'closed' },
    { from: 2 * HOUR, to: 3 * HOUR, state: 'open' },
  ];
  expect(breakerTable(breaker({ timeline }), timeOf)).toMatchObject({
    title: 'v3 model-api',
    rows: [
      ['2:00', '3:00', 'Open', '1 h'],
      ['0:00', '2:00', 'Closed', '2 h'],
    ],
  });
});

test('open ones come first, then half-open ones, then by how often they opened', () => {
  const list = [
    breaker({ breaker: 'a', state: 'closed', opened: 0 }),
    breaker({ breaker: 'b', state: 'half-open' }),
    breaker({ breaker: 'c', state: 'closed', opened: 4 }),
    breaker({ breaker: 'd', state: 'open' }),
  ];
  expect(byUrgency(list).map((one) => one.breaker)).toEqual(['d', 'b', 'c', 'a']);
});

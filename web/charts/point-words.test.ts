import { expect, test } from 'vitest';
import type { ChartPoint } from '../../server/http/contract/actuals.ts';
import { pointTable, pointWords } from './point-words.ts';

const AT = Date.UTC(2026, 10, 23, 11);
const WRITING = { unit: 'currency', currency: 'USD', zone: 'Europe/Berlin', now: AT } as const;

function point(more: Partial<ChartPoint> = {}): ChartPoint {
  return {
    from: AT,
    to: AT + 3_600_000,
    value: 0.0061,
    lower: 0.006,
    upper: 0.0062,
    n: 1204,
    coverage: 1,
    partial: false,
    ...more,
  };
}

test('a point says when, what, between what, of how many', () => {
  expect(pointWords(point({ target: 0.0044 }), WRITING)).toBe(
    '23 Nov, 12:00–13:00: $0.00610, $0.00600 to $0.00620, n 1,204, target $0.00440',
  );
});

test('a gap is no data, not zero', () => {
  expect(pointWords(point({ value: null, lower: null, upper: null, n: 0 }), WRITING)).toBe(
    '23 Nov, 12:00–13:00: no data',
  );
});

test('what was observed in part, or still runs, says so', () => {
  expect(pointWords(point({ coverage: 0.5, partial: true }), WRITING)).toMatch(
    /50 % observed, still running$/,
  );
});

test('the table has the newest first and the target where points carry none', () => {
  const { rows, columns } = pointTable(
    'Cost',
    [point(), point({ from: AT + 3_600_000, value: null })],
    0.01,
    WRITING,
  );
  expect(columns.map((column) => column.title)).toContain('Target');
  expect(rows.map((row) => row[1])).toEqual(['no data', '$0.00610']);
  expect(rows[1]?.[4]).toBe('$0.0100');
});

test('a relative target without data is not written as the one of today', () => {
  const { rows } = pointTable('Cost', [point({ target: null })], 0.01, WRITING);
  expect(rows[0]?.[4]).toBe('–');
});

test('runs are named', () => {
  const { rows, columns } = pointTable('Accuracy', [point({ to: AT, run: 'v3-41' })], undefined, WRITING);
  expect(columns[0]?.title).toBe('Run');
  expect(rows[0]?.[0]).toBe('23 Nov, 12:00, v3-41');
});

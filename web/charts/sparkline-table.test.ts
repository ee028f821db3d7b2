import { expect, test } from 'vitest';
import { type SmallLine, sparklineTable } from './sparkline-table.ts';

const HOUR = 3_600_000;
const WRITING = { currency: 'USD', zone: 'UTC', now: 48 * HOUR };

const line = (title: string): SmallLine => ({
  title,
  unit: 'share',
  from: 24 * HOUR,
  stepMs: HOUR,
  values: [0.5, null],
});

test('a line’s numbers come newest first, a gap as no data', () => {
  expect(sparklineTable('Error rate', [line('Error rate')], WRITING)).toEqual({
    title: 'Error rate',
    columns: [{ title: 'Time' }, { title: 'Actual', numeric: true }],
    rows: [
      ['2 Jan, 01:00–02:00', 'no data'],
      ['2 Jan, 00:00–01:00', '50.0 %'],
    ],
  });
});

test('several lines are told apart', () => {
  const { columns, rows } = sparklineTable('v3', [line('Accuracy'), line('Error rate')], WRITING);
  expect(columns[0]?.title).toBe('Signal');
  expect(rows.map((row) => row[0])).toEqual(['Accuracy', 'Accuracy', 'Error rate', 'Error rate']);
});

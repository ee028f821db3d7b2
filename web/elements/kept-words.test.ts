import { describe, expect, it } from 'vitest';
import { keptTable, setAsideSentence, spoolSentence } from './kept-words.ts';

const DAY = 86_400_000;
const STORE = { kind: 'duckdb', state: 'ready' } as const;

describe('what is kept', () => {
  it('is told by kind, with how long it is kept', () => {
    const kinds = [
      { kind: 'increments', rows: 1_234_567, retentionMs: 90 * DAY },
      { kind: 'increment_quarters', rows: 12 },
    ];
    expect(keptTable({ ...STORE, kinds }, Date.UTC(2027, 0, 1))).toEqual({
      columns: [{ title: 'Data' }, { title: 'Rows', numeric: true }, { title: 'Kept' }],
      rows: [
        ['counters and distributions, as they came', '1.23 M', 'at least 90 days'],
        ['counters and distributions, by quarter hours', '12', 'for ever'],
      ],
    });
  });

  it('has sizes and ages where the store tells them', () => {
    const kinds = [
      { kind: 'evaluation items', rows: 3_200, bytes: 1_500_000 },
      { kind: 'raw data in InfluxDB', since: Date.UTC(2026, 8, 1), retentionMs: 90 * DAY },
    ];
    const { columns, rows } = keptTable({ ...STORE, kinds }, Date.UTC(2027, 0, 1));
    expect(columns.map(({ title }) => title)).toEqual(['Data', 'Rows', 'On disk', 'Kept', 'Since']);
    expect(rows).toEqual([
      ['evaluation items', '3,200', '1.5 MB', 'for ever', '–'],
      ['raw data in InfluxDB', '–', '–', 'at least 90 days', '1 Sept 2026'],
    ]);
  });
});

describe('what is on its way to InfluxDB', () => {
  const spool = { points: 12_000, bytes: 3_400_000, limitBytes: 2_000_000_000 };

  it('is told with how much may wait', () => {
    expect(spoolSentence({ ...STORE, kinds: [], spool })).toBe(
      '12 k points wait for InfluxDB: 3.4 MB of the 2.0 GB that may wait.',
    );
    expect(spoolSentence({ ...STORE, kinds: [], spool: { ...spool, points: 0, bytes: 0 } })).toMatch(
      /^Everything has arrived/,
    );
    expect(spoolSentence({ ...STORE, kinds: [] })).toBeUndefined();
  });

  it('and what it refuses is told with the reason', () => {
    const newest = [{ at: 0, reason: 'field type conflict', point: 'x' }];
    const sentence = (points: number, dropped: number) =>
      setAsideSentence({ ...STORE, kinds: [], setAside: { points, bytes: 9, dropped, newest } });
    expect(sentence(1, 0)).toBe('InfluxDB refuses 1 point for good: field type conflict');
    expect(sentence(40, 60)).toBe(
      'InfluxDB refuses 100 points for good, of which the newest 40 are kept here: field type conflict',
    );
    expect(sentence(0, 0)).toBeUndefined();
  });
});

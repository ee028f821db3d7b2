import { describe, expect, it } from 'vitest';
import { allOf, atLeast, atMost, atMostTimes, timesAsMany, timesFasterThanFastest } from './bars.ts';
import type { PeerFigure } from './part.ts';

const peers: readonly PeerFigure[] = [
  { peer: 'VictoriaMetrics', value: 80 },
  { peer: 'InfluxDB', value: 1600 },
  { peer: 'Prometheus', absent: 'not installed' },
];

describe('a bar', () => {
  it('on durations is held against the fastest peer', () => {
    expect(timesFasterThanFastest(10, peers, 5)).toEqual({
      text: 'at least 5 × faster than the fastest peer',
      met: true,
      margin: '8.00 × (VictoriaMetrics; without Prometheus: not installed)',
    });
    expect(timesFasterThanFastest(20, peers, 5)).toMatchObject({
      met: false,
      margin: '4.00 × (VictoriaMetrics; without Prometheus: not installed): missed by 25 %',
    });
    expect(timesFasterThanFastest(20, peers, 5, ['InfluxDB'])).toMatchObject({ met: true });
  });

  it('on rates is held against the best peer', () => {
    expect(timesAsMany(1600, peers, 1)).toMatchObject({
      met: true,
      margin: '1.00 × (InfluxDB; without Prometheus: not installed)',
    });
    expect(timesAsMany(100, peers, 2, ['VictoriaMetrics'])).toMatchObject({
      met: false,
      margin: '1.25 × (VictoriaMetrics): missed by 60 %',
    });
  });

  it('on sizes is held against one peer', () => {
    expect(atMostTimes(100, peers, 1.6, 'VictoriaMetrics')).toMatchObject({ met: true, margin: '1.25 ×' });
    expect(atMostTimes(160, peers, 1.6, 'VictoriaMetrics')).toMatchObject({
      met: false,
      margin: '2.00 ×: missed by 25 %',
    });
  });

  it('on a figure alone says how near it is', () => {
    expect(atMost(30, 50, 'ms')).toEqual({ text: 'at most 50 ms', met: true, margin: '60 % of it' });
    expect(atMost(75, 50, 'ms')).toMatchObject({ met: false, margin: '150 % of it: missed by 50 %' });
    expect(atLeast(600_000, 500_000, '/s')).toMatchObject({
      text: 'at least 500,000/s',
      met: true,
      margin: '1.20 × as much',
    });
  });

  it('without a peer to compare with is neither met nor missed', () => {
    const absent: readonly PeerFigure[] = [
      { peer: 'VictoriaMetrics', value: 80 },
      { peer: 'InfluxDB', absent: 'differs' },
    ];
    const alone = { met: undefined, margin: 'no peer to compare with; without InfluxDB: differs' };
    expect(timesFasterThanFastest(1, absent.slice(1), 5)).toMatchObject(alone);
    expect(timesAsMany(1, absent, 1, ['InfluxDB'])).toMatchObject(alone);
    expect(atMostTimes(1, absent, 1, 'InfluxDB')).toMatchObject(alone);
  });

  it('of several parts is met when all are', () => {
    const good = atMost(1, 2, 's');
    const bad = atMost(3, 2, 's');
    expect(allOf(good, good).met).toBe(true);
    expect(allOf(good, bad)).toMatchObject({ met: false, text: 'at most 2 s; at most 2 s' });
    expect(allOf(good, timesAsMany(1, [], 1)).met).toBeUndefined();
  });
});

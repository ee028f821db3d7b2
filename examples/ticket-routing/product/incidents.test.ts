import { describe, expect, it } from 'vitest';
import { timelineFor } from '../timeline.ts';
import { INCIDENT_KINDS, Incidents } from './incidents.ts';

const HOUR_MS = 3_600_000;
const timeline = timelineFor('2026-11-23');
const incidents = new Incidents(timeline, 'demo');
const now = timeline.instant(0, 50);

describe('incidents', () => {
  it('open a breaker at least once in any 24 hours', () => {
    for (let hours = 0; hours < 30 * 24; hours += 5) {
      const to = now - hours * HOUR_MS;
      expect(incidents.between('breaker', to - 24 * HOUR_MS, to).length).toBeGreaterThan(0);
    }
  });

  it('open no breaker before there were any', () => {
    const first = incidents.between('breaker', now - 365 * 24 * HOUR_MS, now)[0];
    expect(first?.from).toBeGreaterThanOrEqual(timeline.breakersSince);
  });

  it('fill so little of a week with pipeline errors that its error rate can stay under one percent', () => {
    for (let days = 0; days < 300; days += 1) {
      const to = now - days * 24 * HOUR_MS;
      expect(incidents.shareOf('pipeline-burst', to - 168 * HOUR_MS, to)).toBeLessThanOrEqual(6 / 168);
    }
  });

  it.each(INCIDENT_KINDS)(
    'tell of a %s the same whether asked for an instant, a stretch or a share',
    (kind) => {
      const from = now - 200 * 24 * HOUR_MS;
      const found = incidents.between(kind, from, now);
      expect(found.length).toBeGreaterThan(0);
      for (const incident of found) {
        expect(incidents.active(kind, incident.from)).toEqual(incident);
        expect(incidents.active(kind, incident.to)).toBeUndefined();
        expect(incidents.shareOf(kind, incident.from, incident.to)).toBe(1);
      }
    },
  );

  it('happen at other times with another seed', () => {
    const other = new Incidents(timeline, 'other').between('pipeline-burst', now - 30 * 24 * HOUR_MS, now);
    expect(other).not.toEqual(incidents.between('pipeline-burst', now - 30 * 24 * HOUR_MS, now));
  });
});

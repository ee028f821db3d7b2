import { describe, expect, test } from 'vitest';
import { type ServingItem, ungatedTraffic } from './ungated.ts';

const FIRST = Date.UTC(2026, 9, 31, 9);
const CHANGE = {
  at: FIRST,
  to: 'unproven',
  waived: false,
  reckoned: false,
  sentence: '',
  revision: '',
} as const;
const SHIP = {
  at: FIRST,
  decision: 'ship',
  by: 'release board',
  state: 'unproven',
  waived: false,
  criteria: [],
} as const;

const serving = (known: Partial<ServingItem> = {}): ServingItem => ({
  subject: 'v3',
  gate: { state: 'unproven' },
  changes: [CHANGE],
  share: 0.062,
  firstAt: FIRST,
  zone: 'UTC',
  ...known,
});

describe('traffic on a version', () => {
  test('whose gate never passed is told with its share and since when', () => {
    expect(ungatedTraffic(serving())).toEqual({
      share: 0.062,
      since: FIRST,
      sentence:
        'v3 serves ungated: 6.2 % of the production requests of the last 24 hours, since 31 Oct 2026, and its gate has never passed (it is unproven). No decision to ship it is recorded.',
    });
  });

  test.each([
    ['there is none', { share: 0 }],
    ['the gate passes', { gate: { state: 'pass' } as const }],
    ['it passed once, by waivers', { changes: [CHANGE, { ...CHANGE, to: 'pass', waived: true } as const] }],
  ])('is no news where %s', (_, known) => {
    expect(ungatedTraffic(serving(known))).toBeUndefined();
  });

  test('stays ungated when somebody shipped it all the same, and that is said', () => {
    expect(ungatedTraffic(serving({ ship: SHIP }))?.sentence).toMatch(
      /It was shipped by release board on 31 Oct 2026 all the same\.$/,
    );
  });

  test('says so where the history of its gate begins later', () => {
    const changes = [{ ...CHANGE, at: Date.UTC(2026, 10, 12) }];
    expect(ungatedTraffic(serving({ changes }))?.sentence).toContain(
      'its gate has not passed since its history begins, on 12 Nov 2026 (it is unproven).',
    );
  });

  test('says what it knows where nobody knows when it began', () => {
    const answer = ungatedTraffic(serving({ firstAt: undefined }));
    expect(answer).not.toHaveProperty('since');
    expect(answer?.sentence).toContain(
      'of the last 24 hours, and its gate has not passed since its history begins',
    );
  });
});

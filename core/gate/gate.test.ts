import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gateVerdict, judgeGate } from './gate.ts';
import { SEVERITY, worseState } from './severity.ts';
import { type CriterionVerdict, VERDICTS, type VerdictState } from './verdict.ts';

const WAIVER = { by: 'the product lead', why: 'agreed', until: '2026-12-14' };

function verdict(state: VerdictState, known: Partial<CriterionVerdict> = {}): CriterionVerdict {
  return {
    text: 'c',
    kind: 'measured',
    state,
    reason: 'met',
    sentence: `v3 is ${state}.`,
    advisory: false,
    defaults: [],
    ...known,
  };
}

describe('a gate is as its worst criterion', () => {
  const cases: [string, CriterionVerdict[], VerdictState, boolean][] = [
    ['all pass', [verdict('pass'), verdict('pass')], 'pass', false],
    ['one is unproven', [verdict('pass'), verdict('unproven')], 'unproven', false],
    [
      'no data is worse than unproven',
      [verdict('unproven'), verdict('no-data'), verdict('pass')],
      'no-data',
      false,
    ],
    ['a miss is worse than no data', [verdict('no-data'), verdict('fail')], 'fail', false],
    ['what has not started does not pass', [verdict('pass'), verdict('not-started')], 'not-started', false],
    [
      'an advisory miss does not count',
      [verdict('pass'), verdict('fail', { advisory: true })],
      'pass',
      false,
    ],
    [
      'a waived miss does not count, and is said',
      [verdict('pass'), verdict('fail', { waiver: WAIVER })],
      'pass',
      true,
    ],
    ['nothing but waivers does not pass', [verdict('fail', { waiver: WAIVER })], 'fail', true],
    [
      'nothing but advice does not pass by itself',
      [verdict('unproven', { advisory: true })],
      'unproven',
      false,
    ],
    ['no criterion at all is no pass', [], 'no-data', false],
  ];
  test.each(cases)('%s', (_, criteria, state, waived) => {
    expect(judgeGate('v3', criteria)).toMatchObject({ state, waived });
  });

  test('whatever the order', () => {
    const states = fc.array(fc.constantFrom(...VERDICTS), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(states, (some) => {
        const worst = SEVERITY.find((state) => some.includes(state));
        expect(
          judgeGate(
            'v3',
            some.map((state) => verdict(state)),
          ).state,
        ).toBe(worst);
        expect(
          judgeGate(
            'v3',
            some.reverse().map((state) => verdict(state)),
          ).state,
        ).toBe(worst);
      }),
      { seed: 2 },
    );
  });

  test('every state has its place', () => {
    expect([...SEVERITY].sort()).toEqual([...VERDICTS].sort());
    expect(worseState('pass', 'fail')).toBe('fail');
  });
});

describe("a gate's sentence", () => {
  test('is that of the criterion that decided', () => {
    const criteria = [verdict('unproven', { sentence: 'a.' }), verdict('fail', { sentence: 'b.' })];
    expect(judgeGate('v3', criteria).sentence).toBe('b.');
  });
  test('counts what was met, waived and not met though advised', () => {
    const criteria = [
      verdict('pass'),
      verdict('pass'),
      verdict('fail', { waiver: WAIVER }),
      verdict('fail', { advisory: true }),
    ];
    expect(judgeGate('v3', criteria).sentence).toBe(
      'v3 passes its gate: all 2 criteria met, 1 waived, 1 advisory not met.',
    );
  });
});

test('a gate verdict carries its times and its due date', () => {
  const gate = gateVerdict(
    { product: 'p', item: 'v3', subject: 'v3', due: '2026-12-14' },
    [verdict('pass')],
    {
      judgedAt: 2,
      since: 1,
    },
  );
  expect(gate).toMatchObject({
    product: 'p',
    item: 'v3',
    due: '2026-12-14',
    state: 'pass',
    judgedAt: 2,
    since: 1,
  });
});

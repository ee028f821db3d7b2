import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ForecastAsk, forecast } from './forecast.ts';
import { robustSlope } from './slope.ts';
import { forecastSentence } from './words.ts';

const DAY = 86_400_000;
const WEEK = 7 * DAY;
/** 30 November 2026. */
const NOW = Date.UTC(2026, 10, 30);
const DUE = Date.UTC(2026, 11, 21);

function ask(values: readonly (number | undefined)[], stated: Partial<ForecastAsk> = {}): ForecastAsk {
  const from = NOW - values.length * WEEK;
  const weeks = values.map((value, i) => ({
    from: from + i * WEEK,
    to: from + (i + 1) * WEEK,
    value,
    n: 1000,
  }));
  return {
    weeks,
    signal: { unit: 'share', family: 'quality' },
    op: '>=',
    target: 0.92,
    dueAt: DUE,
    now: NOW,
    lagMs: 0,
    builds: [{ build: '1.4', from }],
    ...stated,
  };
}

function told(asked: ForecastAsk): string {
  return forecastSentence({ ask: asked, forecast: forecast(asked), currency: 'USD', zone: 'UTC' });
}

const STEADY = [0.895, 0.898, 0.901, 0.904, 0.907, 0.91];

describe('a slope', () => {
  test('of four points lies between the least and the greatest, of ten at the ranks that Kendall gives', () => {
    const line = (values: readonly number[]) => values.map((value, at) => ({ at, value }));
    // Slopes −1, ½, ⅔, 1, 1½, 2.
    expect(robustSlope(line([0, 1, 3, 2]), 0.95)).toMatchObject({ lower: -1, upper: 2 });
    expect(robustSlope(line([0, 1, 3, 2]), 0.95).value).toBeCloseTo(5 / 6, 12);
    expect(robustSlope(line([0, 1, 3]), 0.95)).toMatchObject({ lower: -Infinity, upper: Infinity });
    // n = 10: P(S ≥ 21) = 0.036 and P(S ≥ 19) = 0.054 (Kendall's table), so C = 19 of 45, the 13th slope from each end.
    const ten = line([3, 1, 4, 1.5, 9, 2.6, 5, 3.5, 8, 9.7]);
    const slopes = ten
      .flatMap((a, i) => ten.slice(i + 1).map((b) => (b.value - a.value) / (b.at - a.at)))
      .sort((a, b) => a - b);
    expect(robustSlope(ten, 0.95)).toEqual({ value: slopes[22], lower: slopes[12], upper: slopes[32] });
  });

  test('is not moved by one wild week', () => {
    const values = [1, 2, 3, 400, 5, 6, 7].map((value, at) => ({ at, value }));
    expect(robustSlope(values, 0.95).value).toBe(1);
  });
});

describe('a forecast', () => {
  test('is on track when even the cautious end arrives', () => {
    const asked = ask(STEADY, { target: 0.917 });
    expect(forecast(asked)).toMatchObject({ state: 'on-track', weeks: 6, build: { build: '1.4' } });
    expect(told(asked)).toBe(
      'At +0.3 pp a week (+0.3 pp to +0.3 pp) 91.7 % is reached about 12 Dec 2026; due 20 Dec 2026: on track, by 6 weeks of build 1.4.',
    );
  });

  test('is off track when even the hopeful end does not', () => {
    expect(forecast(ask(STEADY, { target: 0.95 })).state).toBe('off-track');
    expect(told(ask(STEADY.toReversed()))).toMatch(
      /^At −0.3 pp a week .* it comes to about .* on 20 Dec 2026 .* against at least 92 %: off track/,
    );
  });

  test('is at risk between the two, and uncertain where the direction is unknown', () => {
    expect(forecast(ask([0.895, 0.9, 0.901, 0.907, 0.908, 0.913])).state).toBe('at-risk');
    const noise = ask([0.9, 0.93, 0.9, 0.94, 0.89, 0.92]);
    expect(forecast(noise)).toMatchObject({ state: 'uncertain', reason: 'direction-unknown' });
    expect(told(noise)).toMatch(
      /^Too uncertain to say whether at least 92 % is met by 20 Dec 2026: 6 weeks of build 1.4/,
    );
  });

  test('of quality is made of the weeks of the present build alone', () => {
    const builds = [
      { build: '1.3', from: NOW - 6 * WEEK },
      { build: '1.4', from: NOW - 3 * WEEK + DAY },
    ];
    const asked = ask(STEADY, { builds });
    expect(forecast(asked)).toEqual({
      state: 'uncertain',
      reason: 'too-few-weeks',
      weeks: 2,
      build: { build: '1.4', from: NOW - 3 * WEEK + DAY },
    });
    expect(told(asked)).toBe(
      'Too early to say whether at least 92 % is met by 20 Dec 2026: a trend takes 4 whole weeks, and there are 2 weeks of build 1.4.',
    );
    const other = ask(STEADY, { builds, signal: { unit: 'share', family: 'errors' }, op: '<', target: 0.95 });
    expect(forecast(other)).toMatchObject({ state: 'on-track', weeks: 6, crossed: true });
    expect(told(other)).toMatch(/on track, by 6 weeks, across the change to build 1.4 on 10 Nov 2026\.$/);
  });

  test('is not carried on for ever', () => {
    const asked = ask(STEADY, { dueAt: NOW + 13 * WEEK });
    expect(forecast(asked)).toMatchObject({ state: 'uncertain', reason: 'too-far-ahead' });
    expect(told(asked)).toMatch(
      /^Too far ahead .*: 6 weeks of build 1.4 are carried on for 12 weeks at most\.$/,
    );
  });

  test('begins at the level of the trend, whatever the last week was', () => {
    const { level } = forecast(ask([...STEADY.slice(0, -1), 0.99]));
    expect(level?.value).toBeCloseTo(0.9115, 3);
    expect(level?.upper).toBeGreaterThan(level?.value ?? 1);
  });

  test('of a window arrives later than the trend by half of it', () => {
    const lag = forecast(ask(STEADY, { lagMs: 2 * WEEK }));
    expect((lag.reachedAt ?? 0) - (forecast(ask(STEADY)).reachedAt ?? 0)).toBeCloseTo(2 * WEEK, -2);
    expect(lag.expected?.value).toBeCloseTo((forecast(ask(STEADY)).expected?.value ?? 0) - 0.006, 12);
  });
});

test('a target that is missed by a hair is on track in at most 5 % of all cases, where weeks carry over 0.3 of what they deviate', () => {
  let state = 1;
  const uniform = () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return (state + 0.5) / 2 ** 32;
  };
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  const trials = 1000;
  for (const weeks of [4, 8, 13]) {
    let wrong = 0;
    for (let trial = 0; trial < trials; trial += 1) {
      let noise = normal();
      const values = Array.from({ length: weeks }, (_, i) => {
        noise = 0.3 * noise + Math.sqrt(1 - 0.3 ** 2) * normal();
        return 0.3 * i + noise;
      });
      const truth = 0.3 * (weeks - 0.5 + 3);
      const signal = { unit: 'score', family: 'volume' } as const;
      const { state: found } = forecast(ask(values, { signal, target: truth + 1e-9 }));
      if (found === 'on-track') wrong += 1;
    }
    // Three standard errors of so many trials at 5 % are 2 %.
    expect(wrong / trials).toBeLessThan(0.07);
  }
});

describe('whatever the weeks are', () => {
  const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 4, maxLength: 13 });
  const score = { unit: 'score', family: 'volume' } as const;

  test('nothing is NaN or infinite, and an expected value lies within its bounds', () => {
    const wild = fc.array(fc.option(fc.double(), { nil: undefined }), { maxLength: 13 });
    fc.assert(
      fc.property(fc.oneof(values, wild), fc.integer({ min: -5, max: 40 }), (weeks, ahead) => {
        const found = forecast(ask(weeks, { signal: score, dueAt: NOW + ahead * WEEK }));
        expect(JSON.stringify(found)).not.toContain('null');
        for (const { lower, value, upper } of [found.level, found.expected].filter(
          (one) => one !== undefined,
        ))
          expect(lower <= value && value <= upper).toBe(true);
      }),
    );
  });

  test('a target that is easier to meet never has a worse forecast', () => {
    const order = { 'off-track': 0, 'at-risk': 1, uncertain: 1, 'on-track': 2 };
    const target = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(values, target, target, (weeks, a, b) => {
        const state = (at: number) => order[forecast(ask(weeks, { signal: score, target: at })).state];
        expect(state(Math.min(a, b))).toBeGreaterThanOrEqual(state(Math.max(a, b)));
      }),
    );
  });

  test('moved and scaled weeks have the moved and scaled forecast, and the mirrored ones its mirror', () => {
    const whole = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 4, maxLength: 13 });
    fc.assert(
      fc.property(
        whole,
        fc.integer({ min: -1000, max: 1000 }),
        fc.constantFrom(-4, -1, 2, 8),
        (weeks, by, times) => {
          const move = (value: number) => value * times + by;
          const plain = forecast(ask(weeks, { signal: score, target: 10.5 }));
          const op = times > 0 ? '>=' : '<=';
          const moved = forecast(ask(weeks.map(move), { signal: score, target: move(10.5), op }));
          expect(moved.slope?.value).toBeCloseTo((plain.slope?.value ?? 0) * times, 6);
          expect(moved.expected?.value).toBeCloseTo(move(plain.expected?.value ?? 0), 6);
          const [end] = times > 0 ? [moved.expected?.lower] : [moved.expected?.upper];
          expect(end).toBeCloseTo(move(plain.expected?.lower ?? 0), 6);
        },
      ),
    );
  });
});

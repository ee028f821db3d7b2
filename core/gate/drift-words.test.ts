import { expect, test } from 'vitest';
import { catalogueSignal } from '../signal/catalogue.ts';
import type { Drift } from '../signal/drift.ts';
import type { Signal } from '../signal/signal.ts';
import { driftSentence, type ToldDrift } from './drift-words.ts';
import { census, NOW } from './testing/cases.ts';

const SIGNAL = catalogueSignal('accuracy') as Signal;

function told(drift: Partial<Drift>, builds: { own?: string; run?: string } = {}): ToldDrift {
  const of = (build: string | undefined) => (build === undefined ? [] : [{ build, share: 1 }]);
  const evaluation = {
    run: 'r1',
    dataset: 'ticket-golden',
    revision: 'r3',
    judge: 'exact-match',
    errors: 0,
  };
  return {
    drift: {
      difference: -0.031,
      lower: -0.052,
      upper: -0.01,
      confidence: 0.95,
      beyondNoise: true,
      ...drift,
    },
    production: census(0.882, { builds: of(builds.own) }),
    evaluation: census(0.913, { evaluation, builds: of(builds.run), observedAt: NOW }),
    signal: SIGNAL,
    currency: 'USD',
    zone: 'Europe/Berlin',
  };
}

test('a drift says how far apart the two are, and whether that is more than noise', () => {
  expect(driftSentence(told({}))).toBe(
    'Production is 3.1 pp below the evaluation of ticket-golden on 23 Nov 2026: 88.2 % against 91.3 % (−5.2 pp to −1 pp at 95 %), more than noise.',
  );
  expect(
    driftSentence(told({ difference: 0.004, lower: -0.01, upper: 0.018, beyondNoise: false })),
  ).toContain(
    'Production is 0.4 pp above the evaluation of ticket-golden on 23 Nov 2026: 88.2 % against 91.3 % (−1 pp to +1.8 pp at 95 %), no more than noise.',
  );
});

test('an end that is open is not written as a number', () => {
  const open = { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY, beyondNoise: false };
  expect(driftSentence(told(open))).toContain(
    '88.2 % against 91.3 %, of which nobody can say how much is noise.',
  );
  expect(driftSentence(told({ ...open, upper: 0.01 }))).toContain(
    '(– to +1 pp at 95 %), no more than noise.',
  );
});

test('a run of a build that serves nobody says so', () => {
  expect(driftSentence(told({}, { own: '2.3.1', run: '2.4.0' }))).toContain(
    '; the run was of build 2.4.0, which served none of this traffic.',
  );
  for (const builds of [{ own: '2.3.1', run: '2.3.1' }, { run: '2.4.0' }, { own: '2.3.1' }]) {
    expect(driftSentence(told({}, builds))).not.toContain('build');
  }
});

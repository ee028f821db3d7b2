import type { AttestedCriterion, MeasuredCriterion, Operator, Target } from '../../roadmap/criterion.ts';
import { catalogueSignal } from '../../signal/catalogue.ts';
import { compared } from '../../signal/comparison.ts';
import type { Signal } from '../../signal/signal.ts';
import type { JudgmentContext } from '../context.ts';
import type { Evidence, EvidenceReading } from '../evidence.ts';
import type { Case } from '../judge.ts';
import type { Actual } from '../verdict.ts';

/** Cases for tests: each names only what it is about. */

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** 23 November 2026, 12:00 UTC. */
export const NOW = Date.UTC(2026, 10, 23, 12);

export const CONTEXT: JudgmentContext = {
  subject: 'v3',
  currency: 'USD',
  now: NOW,
  today: '2026-11-23',
  zone: 'UTC',
  fiscalYearStart: 1,
  started: true,
};

/** A signal of the catalogue that must be there. */
export function signalNamed(name: string): Signal {
  const signal = catalogueSignal(name);
  if (signal === undefined) throw new Error(`The catalogue lacks ${name}.`);
  return signal;
}

/** An absolute target, as a number in the signal's unit. */
export function absolute(value: number): Target {
  return { kind: 'absolute', quantity: { value, unit: 'bare' } };
}

/** `accuracy >= 0.85` of production over 28 days, but for what is stated. */
export function criterion(
  signal: string,
  op: Operator,
  target: number | Target,
  stated: Partial<MeasuredCriterion> = {},
): MeasuredCriterion {
  return {
    kind: 'measured',
    text: `${signal} ${op} …`,
    signal,
    unit: signalNamed(signal).unit,
    op,
    target: typeof target === 'number' ? absolute(target) : target,
    evidence: { kind: 'production' },
    environment: 'production',
    where: {},
    window: { kind: 'duration', ms: 28 * DAY, text: '28d' },
    minimumN: 0,
    confidence: 0.95,
    decide: 'interval',
    advisory: false,
    defaults: [],
    ...stated,
  };
}

/** A census of 28 days, watched throughout until a minute ago. */
export function census(value: number | undefined, known: Partial<Actual> = {}): Actual {
  return {
    signal: 'error_rate',
    item: 'v3',
    evidence: 'production',
    environment: 'production',
    value,
    lower: value,
    upper: value,
    boundsKind: 'measurement',
    n: 1_200_000,
    from: NOW - 28 * DAY,
    to: NOW,
    coverage: 1,
    observedAt: NOW - MINUTE,
    builds: [],
    ...known,
  };
}

/** An evaluation run of eleven days ago. */
export function evaluated(value: number, lower: number, upper: number, known: Partial<Actual> = {}): Actual {
  return {
    ...census(value),
    evidence: 'evaluation',
    lower,
    upper,
    boundsKind: 'interval',
    n: 1240,
    from: NOW - 11 * DAY,
    to: NOW - 11 * DAY,
    observedAt: NOW - 11 * DAY,
    evaluation: { run: 'r1', dataset: 'golden-set', revision: 'r3', judge: 'exact-match', errors: 0 },
    ...known,
  };
}

/** An evaluation run beside that of v2 on the same items: the difference with its ends, which decide. */
export function paired(
  value: number,
  [difference, lower, upper]: readonly [number, number, number],
  known: Partial<Actual> = {},
): Actual {
  const comparison = {
    item: 'v2',
    paired: true,
    n: 1240,
    difference,
    lower,
    upper,
    method: 'tango',
  } as const;
  return compared(evaluated(value, value, value, known), comparison);
}

/** Evidence of one reading over 28 days. */
export function evidence(reading: Partial<EvidenceReading>, known: Partial<Evidence> = {}): Evidence {
  return { readings: [{ unseen: [], ...reading }], period: '28 days', windowBegun: true, ...known };
}

/** A measured criterion with its evidence. */
export function measured(of: MeasuredCriterion, by: Evidence): Case {
  return { criterion: of, signal: signalNamed(of.signal), evidence: by };
}

/** A criterion that security vouches for. */
export function attested(
  attestation?: AttestedCriterion['attestation'],
  stated: Partial<AttestedCriterion> = {},
): Case {
  return {
    criterion: {
      kind: 'attested',
      text: 'attested by security: "rollback drill done"',
      role: 'security',
      statement: 'rollback drill done',
      ...(attestation === undefined ? {} : { attestation }),
      advisory: false,
      ...stated,
    },
  };
}

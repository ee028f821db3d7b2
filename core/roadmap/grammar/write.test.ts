import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CATALOGUE, catalogueSignal } from '../../signal/catalogue.ts';
import type { Signal } from '../../signal/signal.ts';
import { writeDuration } from '../../time/duration.ts';
import type {
  AttestedCriterion,
  Baseline,
  Evidence,
  MeasuredCriterion,
  Operator,
  Quantity,
  Target,
  WindowSpec,
} from '../criterion.ts';
import type { CriterionContext } from './context.ts';
import {
  DEFAULT_CONFIDENCE,
  DEFAULT_ENVIRONMENT,
  defaultMinimumN,
  defaultsInWords,
  defaultWindow,
} from './defaults.ts';
import { parseCriterion } from './parse.ts';
import { writeCriterion, writeMeasured } from './write.ts';

const context: CriterionContext = { currency: 'USD' };

const signals = [
  ...Object.values(CATALOGUE),
  catalogueSignal('latency_p99_9')!,
  catalogueSignal('call_latency_p7')!,
];
const decimal = (most: number) => fc.integer({ min: 1, max: most * 10_000 }).map((n) => n / 10_000);

function quantityOf(signal: Signal): fc.Arbitrary<Quantity> {
  switch (signal.unit) {
    case 'share':
      return fc.integer({ min: 1, max: 9_999 }).map((n) => ({ value: n / 10_000, unit: 'share' }));
    case 'seconds':
      return fc
        .oneof(
          decimal(100_000),
          fc.integer({ min: 1, max: 40 }).map((d) => d * 86_400),
        )
        .map((value) => ({ value, unit: 'seconds' }));
    case 'currency':
      return decimal(1_000_000).map((value) => ({ value, unit: 'currency', currency: 'USD' }));
    default:
      return fc.integer({ min: 1, max: 1e12 }).map((value) => ({ value, unit: 'bare' }));
  }
}

function differenceOf(signal: Signal): fc.Arbitrary<Quantity> {
  return signal.unit === 'share'
    ? fc.integer({ min: -9_999, max: 9_999 }).map((n) => ({ value: n / 10_000, unit: 'points' }))
    : fc.tuple(quantityOf(signal), fc.constantFrom(1, -1)).map(([quantity, sign]) => ({
        ...quantity,
        value: sign * quantity.value,
      }));
}

const baseline: fc.Arbitrary<Baseline> = fc.oneof(
  fc.constant<Baseline>({ kind: 'live' }),
  fc
    .constantFrom('v2', 'v2.1', 'v10-rc2', 'router-fast', 'half', 'V_3')
    .map((item) => ({ kind: 'item' as const, item })),
);

function targetOf(signal: Signal): fc.Arbitrary<Target> {
  const absolute = quantityOf(signal).map((quantity) => ({ kind: 'absolute' as const, quantity }));
  if (signal.scope === 'product') return absolute;
  const named = baseline.filter((one) => one.kind === 'live' || one.item !== 'half');
  return fc.oneof(
    absolute,
    fc.record({ kind: fc.constant('factor' as const), factor: decimal(3), baseline: named }),
    fc.record({ kind: fc.constant('offset' as const), offset: differenceOf(signal), baseline: named }),
  );
}

const name = fc.oneof(
  fc.constantFrom(
    'golden-set',
    'red team',
    'eu',
    '1.10',
    'the',
    'last',
    'a "b" \\c',
    'tickets/2026@3',
    'x,y',
    "l'été",
    'n',
    '=',
  ),
  fc.string({ minLength: 1, maxLength: 12 }).filter((text) => text.trim() === text && /\S/.test(text)),
);
const label = fc.constantFrom('region', 'tier', 'http.route', 'n', 'for', 'x-y', '__proto__', 'météo');

const milliseconds = fc.oneof(
  fc.integer({ min: 1, max: 400 }).map((days) => days * 86_400_000),
  fc.integer({ min: 1, max: 4e9 }),
);
const window: fc.Arbitrary<WindowSpec> = fc.oneof(
  milliseconds.map((ms) => ({ kind: 'duration' as const, ms, text: writeDuration(ms) })),
  fc.constantFrom<WindowSpec>(
    { kind: 'month' },
    { kind: 'quarter' },
    { kind: 'rollout' },
    { kind: 'latest' },
  ),
);

const criterion: fc.Arbitrary<MeasuredCriterion> = fc.constantFrom(...signals).chain((signal) =>
  fc
    .record({
      op: fc.constantFrom<Operator>('>=', '>', '<=', '<'),
      target: targetOf(signal),
      evidence: fc.option(
        fc.oneof(
          fc.constant<Evidence>({ kind: 'production' }),
          ...(signal.evaluation === undefined
            ? []
            : [
                fc.constant<Evidence>({ kind: 'evaluation' }),
                name.map((dataset): Evidence => ({ kind: 'evaluation', dataset })),
              ]),
        ),
        { nil: undefined },
      ),
      environment: fc.option(name, { nil: undefined }),
      where: fc.uniqueArray(fc.tuple(label, name), { selector: ([key]) => key, maxLength: 3 }),
      each: fc.option(fc.constantFrom('language', 'over', 'intent'), { nil: undefined }),
      window: fc.option(window, { nil: undefined }),
      minimumN: fc.option(fc.integer({ min: 1, max: 1e12 }), { nil: undefined }),
      heldForMs: fc.option(milliseconds, { nil: undefined }),
    })
    .map((stated) => assembled(signal, stated)),
);

interface StatedParts {
  readonly op: Operator;
  readonly target: Target;
  readonly evidence: Evidence | undefined;
  readonly environment: string | undefined;
  readonly where: readonly (readonly [string, string])[];
  readonly each: string | undefined;
  readonly window: WindowSpec | undefined;
  readonly minimumN: number | undefined;
  readonly heldForMs: number | undefined;
}

function assembled(signal: Signal, stated: StatedParts): MeasuredCriterion {
  const evidence = stated.evidence ?? { kind: 'production' };
  const usable =
    stated.window?.kind === 'latest' && evidence.kind === 'production' ? undefined : stated.window;
  // How much a gauge is made of is not known.
  const isGauge = signal.formula.kind === 'gauge' && evidence.kind === 'production';
  const named = { ...stated, window: usable, minimumN: isGauge ? undefined : stated.minimumN };
  const criterion: Omit<MeasuredCriterion, 'text'> = {
    kind: 'measured',
    signal: signal.name,
    unit: signal.unit,
    op: stated.op,
    target: stated.target,
    evidence,
    environment: stated.environment ?? DEFAULT_ENVIRONMENT,
    where: Object.fromEntries(stated.where),
    ...(stated.each === undefined ? {} : { each: stated.each }),
    window: usable ?? defaultWindow(signal, evidence),
    minimumN: named.minimumN ?? defaultMinimumN(signal, evidence),
    ...(stated.heldForMs === undefined ? {} : { heldForMs: stated.heldForMs }),
    confidence: DEFAULT_CONFIDENCE,
    decide: 'interval',
    advisory: false,
    defaults: [
      ...(['evidence', 'environment', 'window', 'minimumN'] as const).filter(
        (key) => named[key] === undefined,
      ),
      'confidence',
    ],
  };
  return { ...criterion, text: writeMeasured(criterion) };
}

describe('a criterion that is written', () => {
  it('is read back as it was, whatever it says', () => {
    fc.assert(
      fc.property(criterion, (original) => {
        const reading = parseCriterion(writeCriterion(original), context);
        fc.pre(!reading.problems.some((problem) => problem.message.includes('can never be met')));
        expect(reading.problems.filter((problem) => problem.severity === 'error')).toEqual([]);
        expect(reading.value).toEqual(original);
      }),
      { seed: 31, numRuns: 500 },
    );
  });

  it('is read back as it was when a role attests it', () => {
    const role = fc.oneof(
      fc.constantFrom('security', 'site reliability', 'security: eu', 'R&D', '"quoted"'),
      fc.string({ minLength: 1, maxLength: 40 }),
    );
    fc.assert(
      fc.property(
        role.filter((text) => text.trim() === text && text !== ''),
        fc.string({ maxLength: 60 }).filter((text) => text.trim() === text),
        (by, statement) => {
          const bare: Omit<AttestedCriterion, 'text'> = {
            kind: 'attested',
            role: by,
            statement,
            advisory: false,
          };
          const text = writeCriterion({ ...bare, text: '' });
          expect(parseCriterion(text, context)).toEqual({ value: { ...bare, text }, problems: [] });
        },
      ),
      { seed: 32, numRuns: 500 },
    );
  });

  it('stays within its text with every problem, and never throws, whatever is typed', () => {
    const piece = fc.constantFrom(
      ...'accuracy latency_p99 cost >= < at least over under 85% $0.01 2s v2 live - + of on in where each for with n >= = ( ) , " \' region evaluation production 28d 1e9 half 50% lower than per / attested by : and é 0,5'.split(
        ' ',
      ),
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof({ weight: 9, arbitrary: piece }, { weight: 1, arbitrary: fc.string() }), {
          maxLength: 14,
        }),
        (pieces) => {
          const text = pieces.join(' ').slice(0, 480);
          const { value, problems } = parseCriterion(text, context);
          expect(value === undefined).toBe(problems.some((problem) => problem.severity === 'error'));
          for (const { at, length, read, message } of problems) {
            expect(at + length).toBeLessThanOrEqual(text.length);
            if (length > 0 && length <= 50) expect(text.slice(at, at + length)).toBe(read);
            expect(message).toMatch(/[.:]/);
          }
          if (value !== undefined) expect(parseCriterion(value.text, context).value).toEqual(value);
        },
      ),
      { seed: 33, numRuns: 1000 },
    );
  });
});

describe('the defaults of a criterion in words', () => {
  it.each<[string, string[]]>([
    [
      'latency_p99 < 2s',
      ['production traffic', 'in production', '7 days', 'n of at least 1,000', '95 % confidence, one-sided'],
    ],
    ['accuracy >= 85% on evaluation', ['the latest run', 'n of at least 50', '95 % confidence, one-sided']],
    ['cost < $500 over month in staging', ['production traffic', '95 % confidence, one-sided']],
    ['accuracy >= 85% on production in eu over rollout n>=5', ['95 % confidence, one-sided']],
  ])('`%s`', (text, words) => {
    expect(defaultsInWords(parseCriterion(text, context).value as MeasuredCriterion)).toEqual(words);
  });
});

import { describe, expect, it } from 'vitest';
import { CATALOGUE, catalogueSignal, findSignal, knownSignalNames, signalAliases } from './catalogue.ts';
import { measuresOf } from './formula.ts';
import { measureNamed } from './measures.ts';
import type { Signal } from './signal.ts';
import { foldSignalName } from './signal-name.ts';

const signals = Object.values(CATALOGUE);

describe('the catalogue of signals', () => {
  it.each(signals.map((signal) => [signal.name, signal] as const))(
    '%s is made of known measures of the right kinds',
    (name, signal) => {
      expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
      for (const { measure, kind } of measuresOf(signal.formula)) {
        expect(measureNamed(measure)?.kind).toBe(kind);
      }
      for (const counter of [signal.population, signal.pricing?.total, signal.pricing?.unpriced]) {
        if (counter !== undefined) expect(measureNamed(counter)?.kind).toBe('counter');
      }
    },
  );

  it('asks for the priced share wherever money is concerned', () => {
    for (const signal of signals) {
      const costs = measuresOf(signal.formula).some(({ measure }) => measure === 'cost_usd');
      expect(signal.pricing !== undefined).toBe(costs);
    }
  });

  it('finds every signal by its name, its title and its aliases, each meaning one signal', () => {
    for (const signal of signals) {
      for (const spelling of [signal.name, signal.title, ...signalAliases(signal.name)]) {
        expect(findSignal(spelling)?.name).toBe(signal.name);
      }
    }
    const aliases = signals.flatMap((signal) => signalAliases(signal.name));
    expect(new Set(aliases).size).toBe(aliases.length);
  });

  it.each<[string, string]>([
    ['p99 latency', 'latency_p99'],
    ['P99', 'latency_p99'],
    ['latency p99', 'latency_p99'],
    ['Latency-P95', 'latency_p95'],
    ['latency_p97', 'latency_p97'],
    ['p99.9 latency', 'latency_p99_9'],
    ['latency_p99_9', 'latency_p99_9'],
    ['p999 latency', 'latency_p99_9'],
    ['p9990 latency', 'latency_p99_9'],
    ['latency_p5', 'latency_p5'],
    ['95th percentile latency', 'latency_p95'],
    ['median latency', 'latency_p50'],
    ['p95 response time', 'latency_p95'],
    ['ttft_p90', 'time_to_first_token_p90'],
    ['p95 time to first token', 'time_to_first_token_p95'],
    ['p99 of call latency', 'call_latency_p99'],
    ['tpot p50', 'time_per_output_token_p50'],
    ['cost per request', 'cost_per_request'],
    ['Cost per req', 'cost_per_request'],
    ['cost/request', 'cost_per_request'],
    ['the hallucination rate', 'hallucination_rate'],
    ['labelled examples', 'labeled_examples'],
    ['handled end-to-end', 'containment_rate'],
    ['Error rate', 'error_rate'],
  ])('understands `%s` as %s', (text, name) => {
    expect(findSignal(text)?.name).toBe(name);
  });

  it.each(['', 'latency', 'p100 latency', 'p0 latency', 'p99 accuracy', 'constructor', '__proto__', 'of'])(
    'does not know `%s`',
    (text) => {
      expect(findSignal(text)).toBeUndefined();
    },
  );

  it('gives a percentile its quantile, exactly', () => {
    expect(findSignal('latency_p99_9')).toMatchObject({
      title: 'p99.9 latency',
      unit: 'seconds',
      formula: { kind: 'quantile', q: 0.999, of: 'request_duration' },
      evaluation: { metric: 'latency', reduce: 'quantile', q: 0.999 },
    });
    expect(catalogueSignal('latency_p97')?.formula).toEqual({
      kind: 'quantile',
      q: 0.97,
      of: 'request_duration',
    });
    expect(catalogueSignal('p97_latency')).toBeUndefined();
  });

  it("lets a team's own signal go first, by name and by title", () => {
    const own: Signal = {
      name: 'share_of_reopened',
      title: 'Errors',
      unit: 'share',
      family: 'quality',
      better: 'lower',
      formula: { kind: 'total', of: [{ measure: 'tickets_reopened', sign: 1 }] },
      scope: 'item',
    };
    expect(findSignal('share of reopened', { [own.name]: own })).toBe(own);
    expect(findSignal('errors', { [own.name]: own })).toBe(own);
    expect(findSignal('error rate', { [own.name]: own })?.name).toBe('error_rate');
    expect(knownSignalNames({ [own.name]: own })).toContain(own.name);
  });

  it('folds spellings without losing a name', () => {
    for (const name of Object.keys(CATALOGUE)) expect(foldSignalName(name)).toBe(name);
  });
});

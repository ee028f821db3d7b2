import { afterAll, describe, expect, it } from 'vitest';
import { parseExposition } from '../../collectors/exposition/parse.ts';
import type { ExpositionFamily } from '../../collectors/exposition/types.ts';
import { IntakeUnderTest, T0 } from '../../collectors/testing/intake-under-test.ts';
import { observationCount } from '../../core/measure/distribution.ts';
import { Corpus } from './corpus.ts';

interface Expected {
  readonly python_client: { readonly samples: number; readonly families_by_type: Record<string, number> };
}

const corpus = new Corpus('metric-dumps');
const expected = corpus.present ? corpus.json<Record<string, Expected>>('EXPECTED.json') : {};
const names = Object.keys(expected);

/** The bounds that each label set of a histogram has. */
function labelSets({ name, samples }: ExpositionFamily): Set<string>[] {
  const sets = new Map<string, Set<string>>();
  for (const { labels, ...sample } of samples) {
    if (sample.name !== `${name}_bucket`) continue;
    const { le = '', ...others } = labels;
    const key = JSON.stringify(Object.entries(others).sort());
    sets.set(key, (sets.get(key) ?? new Set()).add(le));
  }
  return [...sets.values()];
}

/** What the +Inf buckets of a histogram hold together. */
function plusInf({ name, samples }: ExpositionFamily): number {
  const last = samples.filter((sample) => sample.name === `${name}_bucket` && sample.labels.le === '+Inf');
  return last.reduce((sum, sample) => sum + sample.value, 0);
}

function dump(name: string) {
  const format = name.includes('.om.') ? 'openmetrics' : 'text';
  return parseExposition(corpus.text(name), { format, delimited: true });
}

afterAll(() => corpus.report());

describe('real /metrics', () => {
  it('have every sample read', () => {
    for (const name of names) {
      const { sampleCount, problemReasons } = dump(name);
      // One dump is two answers in one file: what comes again there is counted as that.
      const repeated = problemReasons.get('a series is given twice') ?? 0;
      const agrees = sampleCount + repeated === expected[name]?.python_client.samples;
      expect(corpus.judge(agrees), name).toBe(true);
      const others = [...problemReasons.keys()].filter((reason) => !/given twice|^a second/.test(reason));
      expect(others, name).toEqual([]);
    }
  });

  it('have as many families of each type as others count', () => {
    for (const name of names.filter((one) => /litellm|vllm|kong|dcgm|triton/.test(one))) {
      const types = Object.groupBy(dump(name).families, (family) => family.type);
      const counts = Object.fromEntries(Object.entries(types).map(([type, all]) => [type, all.length]));
      expect(counts, name).toEqual(expected[name]?.python_client.families_by_type);
    }
  });

  it('give a distribution for each histogram that has its +Inf bucket, and none for one that lacks it', async () => {
    // One dump is two answers in one file, and so no answer.
    for (const name of names.filter((one) => one !== 'coredns_1_8.txt')) {
      const histograms = dump(name).families.filter((family) => family.type === 'histogram');
      const metrics = histograms.map((family, i) => ({ metric: family.name, measure: `own_${i}` }));
      const source = new IntakeUnderTest({ metrics });
      const format = name.includes('.om.') ? ('openmetrics' as const) : ('text' as const);
      // The process starts between two reads: the second one counts in full.
      const body = corpus.text(name).replace(/^process_start_time_seconds \S+\n/m, '');
      await source.feed(T0, format === 'text' ? '' : '# EOF\n', { format });
      const start = `process_start_time_seconds ${T0 / 1_000 + 5}\n`;
      await source.feed(
        T0 + 15_000,
        format === 'text' ? `${body}\n${start}` : body.replace('# EOF', `${start}# EOF`),
        {
          format,
        },
      );
      const sets = histograms.flatMap(labelSets);
      const whole = sets.filter((bounds) => bounds.has('+Inf')).length;
      const rejected = source.monitor.counts['rejected: a histogram without +Inf bucket'] ?? 0;
      expect([whole, rejected], name).toEqual([source.monitor.counts.accepted ?? 0, sets.length - whole]);
      const counted = histograms.map((_, i) => observationCount(source.store.distribution(`own_${i}`)));
      expect(counted, name).toEqual(histograms.map(plusInf));
    }
  });

  it("of vLLM have a histogram called iteration_tokens_total, and opossum's circuit is a counter without _total", () => {
    if (!corpus.present) return;
    const iteration = dump('vllm_metrics.txt').families.find(
      ({ name }) => name === 'vllm:iteration_tokens_total',
    );
    expect(iteration?.type).toBe('histogram');
    expect(iteration?.samples.length).toBeGreaterThan(2);
    const circuit = dump('prom-client_opossum.txt').families.find(({ name }) => name === 'circuit');
    expect(circuit?.type).toBe('counter');
    expect(circuit?.samples.map((sample) => sample.labels.event)).toContain('open');
  });
});

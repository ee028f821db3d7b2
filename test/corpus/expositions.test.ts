import { afterAll, describe, expect, it } from 'vitest';
import { parseExposition } from '../../collectors/exposition/parse.ts';
import type { Exposition, ExpositionFormat } from '../../collectors/exposition/types.ts';
import { GatelineError } from '../../core/errors.ts';
import { Corpus } from './corpus.ts';

/** `undefined` when it is rejected, always with one clear error. */
function parsed(body: string, format: ExpositionFormat): Exposition | undefined {
  try {
    return parseExposition(body, { format, strict: true });
  } catch (error) {
    expect(error).toBeInstanceOf(GatelineError);
    return undefined;
  }
}

describe('the conformance suite of OpenMetrics', () => {
  const corpus = new Corpus('exposition/openmetrics');
  afterAll(() => corpus.report());

  it('is agreed with in every case, down to the number of samples', () => {
    if (!corpus.present) return;
    const expected = corpus.json<Record<string, { shouldParse: boolean; samples: number }>>('EXPECTED.json');
    const disagreeing = corpus.list('parsers').filter((name) => {
      const exposition = parsed(corpus.text(`parsers/${name}/metrics`), 'openmetrics');
      const { shouldParse, samples } = expected[name]!;
      const agrees = shouldParse ? exposition?.sampleCount === samples : exposition === undefined;
      return !corpus.judge(agrees);
    });
    expect(disagreeing).toEqual([]);
  });
});

describe("the parser tests of Prometheus' common library", () => {
  const folder = 'expfmt/fuzz/corpus';
  const corpus = new Corpus('exposition/prometheus-common');
  afterAll(() => corpus.report());

  it('parse or are rejected as their names say', () => {
    const names = corpus.present ? corpus.list(folder) : [];
    const disagreeing = names.filter((name) => {
      const rejected = parsed(corpus.text(`${folder}/${name}`), 'text') === undefined;
      return !corpus.judge(rejected === name.includes('parse_error'));
    });
    expect(disagreeing).toEqual([]);
  });
});

describe("the test data of Prometheus' own parser", () => {
  const corpus = new Corpus('exposition/prometheus-textparse');
  afterAll(() => corpus.report());
  const cases = [
    ['alltypes.237mfs.prom.txt', 'text', 1857, 237],
    ['alltypes.237mfs.nometa.prom.txt', 'text', 1857, undefined],
    ['alltypes.5mfs.om.txt', 'openmetrics', 53, 5],
    ['1histogram.om.txt', 'openmetrics', 42, 1],
  ] as const;

  it('has its samples and families', () => {
    for (const [name, format, samples, families] of corpus.present ? cases : []) {
      const exposition = parseExposition(corpus.text(name), { format });
      corpus.judge(exposition.sampleCount === samples && exposition.problemCount === 0);
      expect(exposition, name).toMatchObject({ sampleCount: samples, problemCount: 0 });
      if (families !== undefined) expect(exposition.families, name).toHaveLength(families);
    }
  });
});

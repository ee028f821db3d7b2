import { describe, expect, it } from 'vitest';
import { parseConfig } from '../config.ts';
import { SOURCE_TYPES } from '../source-types.ts';

/** The problems of a source with these expressions, one a line from line 7 on. */
function problemsOf(...expressions: readonly string[]): readonly string[] {
  const text = [
    'sources:',
    '  - type: prometheus',
    '    name: prom',
    '    product: desk',
    '    url: http://prometheus:9090',
    '    metrics: [{ metric: depth, measure: queue_depth, kind: gauge }]',
    '    expressions:',
    ...expressions.map((expression) => `      - ${expression}`),
  ].join('\n');
  return parseConfig('gateline.yaml', text, { environment: {}, sourceTypes: SOURCE_TYPES }).problems.map(
    ({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`,
  );
}

describe('expressions in gateline.yaml', () => {
  it('are accepted with a query and a measure', () => {
    expect(problemsOf('{ query: max(lag), measure: pipeline_lag }')).toEqual([]);
    expect(
      problemsOf('{ query: a / b, measure: share, kind: ratio, step: 5min, attribution: { item: v1 } }'),
    ).toEqual([]);
  });

  it.each([
    ['{ measure: share }', '8:9', /`query` is missing/],
    ['{ query: " ", measure: share }', '8:18', /an expression of PromQL is missing/],
    ['{ query: a / b, measure: Share }', '8:34', /lower_snake_case/],
    ['{ query: a / b, measure: share, step: 0s }', '8:47', /from 1s to 24h/],
    ['{ query: a / b, measure: share, kind: counter }', '8:47', /gauge or ratio/],
    ['{ query: a / b, measure: share, kinds: ratio }', '8:41', /no key .*Did you mean|no key/],
    [
      '{ query: sum(r), measure: requests }',
      '8:35',
      /values that do not add up, and requests is a counter; map the metric itself/,
    ],
    ['{ query: p99, measure: request_duration }', '8:32', /request_duration is a distribution/],
    ['{ query: max(lag), measure: pipeline_lag, kind: ratio }', '8:37', /pipeline_lag is no ratio/],
    [
      '{ query: depth, measure: queue_depth }',
      '8:34',
      /The metrics of this source bring queue_depth already/,
    ],
  ])('%s is wrong in its place', (expression, place, message) => {
    const [problem, ...others] = problemsOf(expression);
    expect(problem).toMatch(message);
    expect(problem?.split(': ')[0]).toBe(`gateline.yaml:${place}`);
    expect(others).toEqual([]);
  });

  it('give each measure once', () => {
    const one = '{ query: a / b, measure: share }';
    expect(problemsOf(one, one)).toEqual([
      'gateline.yaml:9:34: Another expression of this source gives share already; put both into one query with `or`, or name another measure.',
    ]);
  });

  it('own their measures', () => {
    const source = (name: string) =>
      `  - { type: prometheus, name: ${name}, product: desk, url: "http://p", expressions: [{ query: a, measure: b }] }`;
    const { problems } = parseConfig('gateline.yaml', ['sources:', source('x'), source('y')].join('\n'), {
      environment: {},
      sourceTypes: SOURCE_TYPES,
    });
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringContaining('`y` and `x` both bring b of desk, which would count it twice'),
    ]);
  });
});

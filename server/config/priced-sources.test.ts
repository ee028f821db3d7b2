import { describe, expect, it } from 'vitest';
import { parseConfig } from '../config.ts';
import { SOURCE_TYPES } from '../source-types.ts';
import { formatProblem } from '../yaml/format-problem.ts';

const TOKENS = 'metrics: [{ metric: tokens, measure: tokens_input }]';
const COST = 'metrics: [{ metric: cost, measure: cost_usd }]';

function read(sources: Readonly<Record<string, string>>, prices = 'prices: prices.yaml\n') {
  const lines = Object.entries(sources).map(
    ([name, rest]) =>
      `  - { type: scrape, name: ${name}, product: p, targets: ["http://${name}.example/metrics"], ${rest} }\n`,
  );
  const text = `${prices}sources:\n${lines.join('')}`;
  const { config, problems } = parseConfig('/srv/gateline.yaml', text, {
    environment: {},
    sourceTypes: SOURCE_TYPES,
  });
  const priced = config?.sources.filter((source) => source.priced).map(({ name }) => name);
  return { priced, prices: config?.prices, problems: problems.map(formatProblem) };
}

describe('the tokens of a source', () => {
  it.each([
    ['where there are prices', { a: TOKENS }, ['a']],
    ['where a preset counts them', { a: 'preset: vllm' }, ['a']],
    ['not where it does not want it', { a: `${TOKENS}, pricing: false` }, []],
    ['not where it brings the cost itself', { a: 'preset: litellm' }, []],
    ['unless its own cost is left out', { a: 'preset: { name: litellm, without: [cost_usd] }' }, ['a']],
    ['not where another one brings the cost', { a: TOKENS, b: COST }, []],
    ['unless that one sees other traffic', { a: `${TOKENS}, scope: eu`, b: `${COST}, scope: us` }, ['a']],
    ['unless that one is only compared', { a: TOKENS, b: `${COST}, compare: true` }, ['a']],
    ['also where they are only compared', { a: `${TOKENS}, compare: [tokens_input]` }, ['a']],
    ['not where there are none', { a: 'metrics: [{ metric: x, measure: requests }]' }, []],
  ])('are priced %s', (_, sources: Record<string, string>, priced) => {
    expect(read(sources)).toEqual({ priced, prices: ['/srv/prices.yaml'], problems: [] });
  });

  it('are not priced without prices', () => {
    expect(read({ a: TOKENS }, '')).toEqual({ priced: [], prices: [], problems: [] });
  });

  it.each([
    [
      { a: `${TOKENS}, pricing: { model: { label: m } }`, b: COST },
      'prices: prices.yaml\n',
      '`a` is to be priced while `b` brings cost_usd itself, which would count it twice; take out `pricing`, or cost_usd.',
    ],
    [
      { a: 'preset: litellm, pricing: {}' },
      'prices: prices.yaml\n',
      '`a` is to be priced while it brings cost_usd itself, which would count it twice; take out `pricing`, or cost_usd.',
    ],
    [
      { a: `${TOKENS}, pricing: {}` },
      '',
      '`a` is to be priced, and there are no prices; name their file: `prices: prices.yaml`.',
    ],
  ])('%j is refused', (sources: Record<string, string>, prices, message) => {
    expect(read(sources, prices).problems).toEqual([expect.stringContaining(message)]);
  });

  it('may be priced by several files, in their order', () => {
    expect(read({ a: TOKENS }, 'prices: [ours.yaml, /etc/litellm.json]\n').prices).toEqual([
      '/srv/ours.yaml',
      '/etc/litellm.json',
    ]);
  });
});

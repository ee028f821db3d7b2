import { describe, expect, it } from 'vitest';
import { parseConfig } from '../config.ts';
import { SOURCE_TYPES } from '../source-types.ts';
import { formatProblem } from '../yaml/format-problem.ts';

const read = (preset: string, type = 'scrape') => {
  const targets = type === 'scrape' ? '\n    targets: [http://a.example/metrics]' : '';
  const text = `sources:\n  - type: ${type}\n    name: a\n    product: p\n    preset: ${preset}${targets}\n`;
  const { config, problems } = parseConfig('gateline.yaml', text, {
    environment: {},
    sourceTypes: SOURCE_TYPES,
  });
  return { config, problems: problems.map(formatProblem) };
};

describe('a preset in gateline.yaml', () => {
  it.each([
    ['litellm', 'scrape'],
    ['[litellm, { name: opossum, without: [fallbacks] }]', 'scrape'],
    ['{ name: vllm, calls_are_requests: true }', 'scrape'],
    ['[otel-genai, { name: polly, without: [fallbacks] }]', 'otlp'],
    ['openinference', 'otlp'],
  ])('%s is accepted at a source of type %s', (preset, type) => {
    expect(read(preset, type)).toMatchObject({ problems: [], config: { sources: [{ name: 'a' }] } });
  });

  it.each([
    [
      'litelm',
      /^gateline\.yaml:5:13: error: `litelm` was read under `sources\[0\]\.preset`, where airflow, .* or vllm was expected\. Did you mean: litellm$/,
    ],
    [
      '[litellm, vlm]',
      /^gateline\.yaml:5:23: error: `vlm` was read under `sources\[0\]\.preset\[1\]`, .* Did you mean: vllm$/,
    ],
    [
      '{ name: litelm }',
      /^gateline\.yaml:5:21: error: `litelm` was read under `sources\[0\]\.preset\.name`.* Did you mean: litellm$/,
    ],
    [
      '{ name: vllm, onlyy: [calls] }',
      /^gateline\.yaml:5:27: error: `onlyy` is no key under `sources\[0\]\.preset`; .* Did you mean: only$/,
    ],
    [
      '[litellm, vllm]',
      /^gateline\.yaml:5:13: error: The presets `litellm` and `vllm` both bring calls, .*`\{ name: vllm, without: \[calls\] \}`/,
    ],
    [
      'openinference',
      /^gateline\.yaml:5:13: error: The preset `openinference` reads spans, which only a source of type otlp brings/,
    ],
  ])('%s is refused with its place and a way out', (preset, message) => {
    expect(read(preset).problems[0]).toMatch(message);
  });

  it('owns its measures like lines of the file', () => {
    const source = (name: string, rest: string) =>
      `  - { type: scrape, name: ${name}, product: p, targets: ["http://${name}.example/metrics"], ${rest} }\n`;
    const text = `sources:\n${source('a', 'preset: litellm')}${source('b', 'metrics: [{ metric: m, measure: cost_usd }]')}`;
    const { problems } = parseConfig('gateline.yaml', text, { environment: {}, sourceTypes: SOURCE_TYPES });
    expect(problems.map(formatProblem)).toEqual([
      expect.stringContaining('`b` and `a` both bring cost_usd of p, which would count it twice'),
    ]);
  });
});

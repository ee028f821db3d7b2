import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseExposition } from '../exposition/parse.ts';
import { PRESET_NAMES, presetNamed } from '../presets/library.ts';
import { recognise } from './recognise.ts';

const EXAMPLES = join(import.meta.dirname, '../presets/examples');

function familiesIn(file: string, format: 'text' | 'openmetrics'): string[] {
  const { families } = parseExposition(readFileSync(join(EXAMPLES, file), 'utf8'), { format });
  return families.map(({ name }) => name);
}

const shown = PRESET_NAMES.flatMap((preset) =>
  presetNamed(preset).examples.flatMap(({ file, format }) =>
    format === 'text' || format === 'openmetrics' ? [{ preset, file, format } as const] : [],
  ),
);

describe('a program is recognised by its metrics', () => {
  it.each(shown)('$file is of $preset, and of nothing else', ({ preset, file, format }) => {
    expect(recognise(familiesIn(file, format)).map((one) => one.preset)).toEqual([preset]);
  });

  it.each([
    [
      'prom-client of any service',
      ['process_cpu_seconds_total', 'nodejs_eventloop_lag_seconds', 'http_request_duration_seconds'],
    ],
    ['a counter of requests that many have', ['request_count', 'request_duration_seconds']],
    ['nothing', []],
  ])('and not by %s', (_, families) => {
    expect(recognise(families)).toEqual([]);
  });

  it('two programs behind one address are both there', () => {
    const both = [...familiesIn('vllm.prom', 'text'), ...familiesIn('opossum.prom', 'text')];
    expect(recognise(both).map(({ preset }) => preset)).toEqual(['opossum', 'vllm']);
  });
});

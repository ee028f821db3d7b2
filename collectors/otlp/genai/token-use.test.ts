import { describe, expect, it } from 'vitest';
import { tokenUse } from './token-use.ts';

describe('tokens that are told by what they are of (text, pictures, sound)', () => {
  const parts = {
    'gen_ai.usage.text.input_tokens': 100,
    'gen_ai.usage.image.input_tokens': 250,
    'gen_ai.usage.text.cache_read.input_tokens': 40,
    'gen_ai.usage.image.cache_read.input_tokens': 10,
    'gen_ai.usage.text.output_tokens': 60,
    'gen_ai.usage.audio.output_tokens': 20,
  };

  it('make up the whole where nobody tells it', () => {
    expect(tokenUse(parts)).toMatchObject({ input: 350, cachedInput: 50, output: 80 });
  });

  it('are in the whole where it is told', () => {
    const whole = {
      'gen_ai.usage.input_tokens': 360,
      'gen_ai.usage.cache_read.input_tokens': 55,
      'gen_ai.usage.output_tokens': 90,
    };
    expect(tokenUse({ ...parts, ...whole })).toMatchObject({ input: 360, cachedInput: 55, output: 90 });
  });

  it('may tell one side alone', () => {
    expect(tokenUse({ 'gen_ai.usage.audio.input_tokens': 12 })).toMatchObject({
      input: 12,
      output: undefined,
      cachedInput: undefined,
    });
  });
});

describe('tokens that cannot be meant', () => {
  it.each([1e16, Number.POSITIVE_INFINITY, '1e300', -1, 'many', true])('%s are not there', (n) => {
    expect(tokenUse({ 'gen_ai.usage.input_tokens': n, 'gen_ai.usage.output_tokens': 5 })).toMatchObject({
      input: undefined,
      output: 5,
    });
  });
});

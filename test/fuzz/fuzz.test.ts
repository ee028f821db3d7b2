import { describe, expect, it } from 'vitest';
import { fuzz } from './fuzz.ts';
import { FUZZ_TARGETS } from './registry.ts';
import type { FuzzTarget } from './target.ts';

/** A short run of each; `npm run fuzz` has the long one. */
const INPUTS = 400;

describe('mutated inputs', () => {
  it.each(FUZZ_TARGETS)(
    'are always answered by $name',
    async (target) => {
      const report = await fuzz(target, { seed: 20261129, from: 0, inputs: INPUTS });
      // The run means something only if it finds both sides.
      expect(report.outcomes.refused + report.outcomes['in part']).toBeGreaterThan(INPUTS / 100);
      expect(report.outcomes.taken + report.outcomes['in part']).toBeGreaterThan(INPUTS / 100);
    },
    60_000,
  );

  it('that a decoder cannot take are told, with the way to make them again', async () => {
    const target: FuzzTarget = {
      name: 'fragile',
      seeds: ['abc'],
      take: (input) => {
        if (input.length > 3) throw new TypeError('too long for me');
        return 'taken';
      },
    };
    await expect(fuzz(target, { seed: 1, from: 0, inputs: 1_000 })).rejects.toThrow(
      /^fragile, input \d+ of seed 1 \(again: npm run fuzz -- fragile --seed 1 --from \d+ --inputs 1\)\n".*\nTypeError: too long/,
    );
  });

  it('are the same for the same seed and number', async () => {
    const made = async (from: number, inputs: number) => {
      const all: string[] = [];
      const target: FuzzTarget = {
        name: 'listener',
        seeds: ['{"a":[1,2]}', '{"b":"c"}'],
        json: true,
        take: (input) => {
          all.push(Buffer.from(input).toString('base64'));
          return 'taken';
        },
      };
      await fuzz(target, { seed: 5, from, inputs });
      return all;
    };
    const all = await made(0, 50);
    expect(new Set(all).size).toBeGreaterThan(30);
    expect(await made(30, 20)).toEqual(all.slice(30));
  });
});

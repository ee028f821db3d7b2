import { describe, expect, it } from 'vitest';
import { difference, type PeerAnswer, wrongPeers } from './agreement.ts';

const OURS = [0.0086992, 2, 3];

function answer(peer: string, numbers: readonly number[], tolerance = 1e-6): PeerAnswer {
  return { peer, tolerance, answer: numbers };
}

describe('the difference between two answers', () => {
  it('is none within the tolerance', () => {
    expect(difference([1, 0], [1.0000009, 0], 1e-6)).toBeUndefined();
  });

  it('names the first number that differs, that is missing, or is none', () => {
    expect(difference([1, 2], [1, 2.1], 1e-6)).toBe('number 1: 2 by Gateline and 2.1');
    expect(difference([1, 2], [1], 1e-6)).toBe('number 1: 2 by Gateline and none');
    expect(difference([1], [1, 2], 1e-6)).toBe('number 1: none by Gateline and 2');
    expect(difference([Number.NaN], [Number.NaN], 1e-6)).toBe('number 0: NaN by Gateline and NaN');
  });
});

describe('of answers that differ', () => {
  it('that of a peer is wrong when another peer agrees with Gateline', () => {
    const answers = [answer('A', OURS), answer('B', [0.0087006, 2, 3]), answer('C', OURS)];
    expect(wrongPeers('"year"', OURS, answers)).toEqual([
      { peer: 'B', place: 'number 0: 0.0086992 by Gateline and 0.0087006', witnesses: ['A', 'C'] },
    ]);
    expect(wrongPeers('"year"', OURS, [answer('A', OURS)])).toEqual([]);
  });

  it('those of two peers are wrong in ways of their own', () => {
    const answers = [answer('A', [1, 2, 3]), answer('B', OURS), answer('C', [0.0086992, 2])];
    expect(wrongPeers('"year"', OURS, answers).map(({ peer }) => peer)).toEqual(['A', 'C']);
  });

  it('Gateline’s may be wrong when nobody agrees with it', () => {
    expect(() => wrongPeers('"year"', OURS, [answer('A', [0.0087006, 2, 3])])).toThrow(
      'Gateline and A do not answer "year" alike, and nobody else tells which is right: number 0: 0.0086992 by Gateline and 0.0087006.',
    );
    expect(() =>
      wrongPeers('"year"', OURS, [answer('A', [1, 2, 3]), answer('B', [0.0086992, 2, 4])]),
    ).toThrow('nobody else tells which is right');
  });

  it('Gateline’s may be wrong when two agree with each other and not with it', () => {
    const wrong = [0.0086992, 2.1, 3];
    const answers = [answer('A', OURS), answer('B', wrong), answer('C', wrong)];
    expect(() => wrongPeers('"year"', OURS, answers)).toThrow(
      'B and C answer "year" alike, Gateline does not: number 1: 2 by Gateline and 2.1.',
    );
    // Though they differ elsewhere.
    const elsewhere = [answer('A', OURS), answer('B', wrong), answer('C', [0.0086992, 2.1, 4])];
    expect(() => wrongPeers('"year"', OURS, elsewhere)).toThrow('B and C answer');
  });

  it('a peer that is too rough to tell them apart is no witness', () => {
    const rough = answer('Rough', [0.0088, 2.01, 3.01], 0.03);
    const near = answer('B', [0.0087006, 2, 3]);
    expect(() => wrongPeers('"year"', OURS, [rough, near])).toThrow('nobody else tells which is right');
    expect(wrongPeers('"year"', OURS, [rough, answer('B', [0.01, 2, 3])])).toMatchObject([
      { peer: 'B', witnesses: ['Rough'] },
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { isStaleMarker } from './stale-marker.ts';

const NO = Number.NaN;

describe('a NaN among samples', () => {
  it.each([
    ['ends the series where nothing follows', [1, 2, NO], [2]],
    ['ends it between two samples', [1, 2, NO, 3], [2]],
    ['is a value where the source says it again', [1, NO, NO, NO], []],
    ['alone ends what was before', [NO], [0]],
  ])('%s', (_, values, expected) => {
    expect([...values.keys()].filter((i) => isStaleMarker(values, i))).toEqual(expected);
  });
});

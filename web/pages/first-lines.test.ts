import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { sourceMappingSchema } from '../../core/measure/mapping.ts';
import { readRoadmap } from '../../core/roadmap/document/read.ts';
import { A_BREAKER, A_LIMIT, A_SOURCE, A_VERSION, A_WALL, AN_ITEM } from './first-lines.ts';

const HEAD = 'product: my-product\nname: My product\nzone: UTC\ncurrency: USD\n';

test.each([
  ['a version', A_VERSION],
  ['an item', AN_ITEM],
  ['a limit', A_LIMIT],
])('the lines for %s are a roadmap’s', (_, lines) => {
  const { roadmap, problems } = readRoadmap(parse(HEAD + lines), () => 1);
  expect(problems).toEqual([]);
  expect(roadmap?.product).toBe('my-product');
});

test('the lines for a source and a breaker are a mapping’s', () => {
  const { sources } = parse(A_SOURCE);
  const { product, attribution, metrics } = sources[0];
  const { breakers } = parse(A_BREAKER);
  const read = sourceMappingSchema.safeParse({ product, attribution, metrics, breakers });
  expect(read.error?.issues ?? []).toEqual([]);
});

test('the lines for a wall are YAML with screens of tiles', () => {
  expect(parse(A_WALL)).toMatchObject({ id: 'main', rotate: '20s', screens: [{ tiles: [{}, {}, {}] }] });
});

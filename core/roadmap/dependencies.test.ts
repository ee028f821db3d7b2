import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Dependencies } from './dependencies.ts';

/** `drafts: v3 personas` says what drafts needs. */
function chain(...lines: readonly string[]): Dependencies {
  return new Dependencies(
    lines.map((line) => {
      const [id = '', needs = ''] = line.split(':');
      return { id: id.trim(), needs: needs.split(' ').filter((one) => one !== '') };
    }),
  );
}

const roadmap = () =>
  chain('labels:', 'personas: labels', 'v2: labels', 'v3: v2 personas', 'drafts: v3', 'router: v3 v2');

describe('the chain of a roadmap', () => {
  it('knows what an item needs, and what needs it', () => {
    expect(roadmap().needs('v3')).toEqual(['v2', 'personas']);
    expect(roadmap().neededBy('v2')).toEqual(['v3', 'router']);
    expect(roadmap().needs('nobody')).toEqual([]);
  });

  it('knows everything that an item waits for and holds up, nearest first', () => {
    expect(roadmap().waitsFor('drafts')).toEqual(['v3', 'v2', 'personas', 'labels']);
    expect(roadmap().holdsUp('labels')).toEqual(['personas', 'v2', 'v3', 'router', 'drafts']);
    expect(roadmap().waitsFor('labels')).toEqual([]);
  });

  it('finds a shortest way down', () => {
    expect(roadmap().path('drafts', 'labels')).toEqual(['drafts', 'v3', 'v2', 'labels']);
    expect(roadmap().path('router', 'labels')).toEqual(['router', 'v2', 'labels']);
    expect(roadmap().path('labels', 'drafts')).toBeUndefined();
  });

  it('puts each item behind what it needs', () => {
    expect(chain('drafts: v3', 'v3: v2', 'v2:').order()).toEqual(['v2', 'v3', 'drafts']);
    expect(roadmap().order()).toEqual(['labels', 'personas', 'v2', 'v3', 'drafts', 'router']);
  });

  it('leaves out what no item is called, and what is named twice', () => {
    expect(chain('v2: v9 v1 v1', 'v1:').needs('v2')).toEqual(['v1']);
  });

  it('has no loops where nobody waits for himself', () => {
    expect(roadmap().loops()).toEqual([]);
  });

  it.each<[string, string[], string[][]]>([
    ['of one', ['a: a'], [['a']]],
    ['of two', ['a: b', 'b: a'], [['a', 'b']]],
    ['of three, from the first in the roadmap', ['x:', 'c: a', 'a: b', 'b: c'], [['c', 'a', 'b']]],
    ['that others hang on', ['top: a', 'a: b', 'b: a x', 'x:'], [['a', 'b']]],
    [
      'of two knots',
      ['a: b', 'b: a', 'c: d', 'd: c'],
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['of a knot with two ways, the shorter', ['a: b c', 'b: c', 'c: a'], [['a', 'c']]],
  ])('names a loop %s', (_, lines, loops) => {
    expect(chain(...lines).loops()).toEqual(loops);
  });

  const anyItems = fc
    .integer({ min: 1, max: 12 })
    .chain((n) =>
      fc.array(fc.array(fc.integer({ min: 0, max: n - 1 }), { maxLength: 4 }), {
        minLength: n,
        maxLength: n,
      }),
    )
    .map((needs) => needs.map((of, id) => ({ id: `i${id}`, needs: of.map((one) => `i${one}`) })));

  it('always ends, and every loop is one', () => {
    fc.assert(
      fc.property(anyItems, (items) => {
        const dependencies = new Dependencies(items);
        expect([...dependencies.order()].sort()).toEqual(items.map(({ id }) => id).sort());
        for (const loop of dependencies.loops()) {
          for (const [i, id] of loop.entries()) {
            expect(dependencies.needs(id)).toContain(loop[(i + 1) % loop.length]);
          }
        }
      }),
      { seed: 41, numRuns: 500 },
    );
  });

  it('without loops orders every item behind what it needs', () => {
    fc.assert(
      fc.property(anyItems, (items) => {
        const dependencies = new Dependencies(items);
        fc.pre(dependencies.loops().length === 0);
        const order = dependencies.order();
        for (const id of order) {
          for (const needed of dependencies.needs(id))
            expect(order.indexOf(needed)).toBeLessThan(order.indexOf(id));
        }
      }),
      { seed: 42, numRuns: 500 },
    );
  });
});

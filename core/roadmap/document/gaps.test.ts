import { describe, expect, it } from 'vitest';
import { readRoadmap } from './read.ts';

const item = (own: object) => ({
  product: 'desk',
  name: 'Desk',
  models: [{ id: 'v1', title: 'One', ...own }],
});
const read = (document: object) => readRoadmap(document, () => 1);

describe('what a template left open', () => {
  it.each<[string, object, string]>([
    ['owner', { owner: '[Name]' }, '`[Name]` is a placeholder: say who owns it, or take it out.'],
    ['owner', { owner: ['Name'] }, '`[Name]` is a placeholder: say who owns it, or take it out.'],
    ['due', { due: '[Date]' }, '`[Date]` is a placeholder: say the day on which it is due, or take it out.'],
    ['due', { due: 'TBD' }, '`TBD` is a placeholder: say the day on which it is due, or take it out.'],
  ])('is named, and left out: %s', (key, own, message) => {
    const { roadmap, problems } = read(item(own));
    expect(problems).toEqual([
      expect.objectContaining({ severity: 'warning', path: ['models', 0, key], message }),
    ]);
    expect(roadmap?.items[0]).not.toHaveProperty(key);
  });

  it('is named inside of a text, which stays', () => {
    const { roadmap, problems } = read(
      item({ milestones: [{ title: 'Scale to [X] records a day' }, { title: '[Milestone]' }] }),
    );
    expect(problems.map(({ offset, length, read }) => [offset, length, read])).toEqual([
      [9, 3, '[X]'],
      [0, 11, '[Milestone]'],
    ]);
    expect(roadmap?.items[0]?.milestones.map(({ title }) => title)).toEqual([
      'Scale to [X] records a day',
      '[Milestone]',
    ]);
  });

  it.each([
    'accuracy >= [X]% on evaluation',
    'latency_p99 < [Y]s',
    'attested by [Role]: "drill done"',
    { criterion: 'cost_per_request < $[Z]', note: 'soon' },
  ])('makes a criterion an error, said once: %j', (criterion) => {
    const { roadmap, problems } = read(item({ gate: { criteria: ['latency_p50 < 1s', criterion] } }));
    expect(roadmap).toBeUndefined();
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({
      severity: 'error',
      message: expect.stringContaining('is a placeholder: write what must be reached'),
    });
    const { path, offset = 0, length = 0 } = problems[0] ?? {};
    const text = typeof criterion === 'string' ? criterion : criterion.criterion;
    expect(text.slice(offset, offset + length)).toMatch(/^\[\w+\]$/);
    expect(path?.slice(0, 5)).toEqual(['models', 0, 'gate', 'criteria', 1]);
  });

  it('is an error where it would make a waiver worthless', () => {
    const waiver = { by: '[Name]', why: 'the old gateway', until: '2026-12-31' };
    const { problems } = read(item({ gate: { criteria: [{ criterion: 'latency_p50 < 1s', waiver }] } }));
    expect(problems[0]).toMatchObject({
      severity: 'error',
      message: '`[Name]` is a placeholder: say it, or take the waiver out.',
    });
  });

  it('leaves a decision out that nobody has taken', () => {
    const { roadmap, problems } = read({
      ...item({}),
      build_or_buy: { decision: '[Document the build vs. buy decision]' },
    });
    expect(problems).toHaveLength(1);
    expect(roadmap).not.toHaveProperty('buildOrBuy');
  });

  it('does not move the places of what stands behind it', () => {
    const milestones = [
      { title: '[Milestone]', due: '[Date]' },
      { title: 'Two', due: '2026-13-01' },
    ];
    const { problems } = read(item({ milestones }));
    expect(problems.find(({ severity }) => severity === 'error')?.path).toEqual([
      'models',
      0,
      'milestones',
      1,
      'due',
    ]);
  });

  it.each(['[EPIC-12] Benchmark', 'Take items[0] apart', 'See [the wiki]', '[x] done', 'A <b> title'])(
    'is not seen in %j',
    (title) => {
      expect(read(item({ milestones: [{ title }] })).problems).toEqual([]);
    },
  );
});

import { describe, expect, it } from 'vitest';
import { PathPattern } from './path-pattern.ts';

describe('a pattern of paths', () => {
  it.each([
    ['**', 'a/b/c.json', {}],
    ['*.json', 'a.json', {}],
    ['*.json', 'a/b.json', undefined],
    ['*.json', 'a.jsonl', undefined],
    ['**/*.json', 'a.json', {}],
    ['**/*.json', 'x/y/a.json', {}],
    ['{version}/{build}/*.json', 'v3/3.0.1/golden.json', { version: 'v3', build: '3.0.1' }],
    ['{version}/{build}/*.json', 'v3/golden.json', undefined],
    ['{dataset}-{version}.csv', 'golden-set-v3.csv', { dataset: 'golden-set', version: 'v3' }],
    ['runs/{version}@{build}.*', 'runs/v3@3.0.1-rc2.xml', { version: 'v3', build: '3.0.1-rc2' }],
    ['(a+b)/{version}$.json', '(a+b)/v1$.json', { version: 'v1' }],
    ['{version}/**', 'größe 🚦/x/y.json', { version: 'größe 🚦' }],
  ])('%s of %s', (pattern, path, facts) => {
    expect(new PathPattern(pattern).match(path)).toEqual(facts);
  });

  it.each([
    ['{verson}/*.json', '{verson} says nothing; there are {version}, {build}'],
    ['{version}/{version}', '{version} stands there twice'],
    ['{version}{build}', 'between two names something must stand'],
  ])('%s is refused', (pattern, message) => {
    expect(() => new PathPattern(pattern)).toThrow(message);
  });

  it('is quick, whatever the path', () => {
    const pattern = new PathPattern('**/{version}/**/{build}/**/*-*-*-*-*.json');
    const began = process.threadCpuUsage();
    expect(pattern.match(`${'a/'.repeat(120)}${'-'.repeat(200)}`)).toBeUndefined();
    // The thread's own time: others may have the processor.
    expect(process.threadCpuUsage(began).user / 1_000).toBeLessThan(500);
  });
});

import { describe, expect, it } from 'vitest';
import { parseRename, parseVersionRule, parseWantedPart } from './evaluation-import.ts';

describe('what is said of a file of evaluations', () => {
  it.each([
    ['v2', { item: 'v2' }],
    ['gpt-4o=v3', { part: 'gpt-4o', item: 'v3' }],
    ['a=b = v3', { part: 'a=b', item: 'v3' }],
    ['=v3', undefined],
    ['gpt-4o=', undefined],
    ['', undefined],
  ])('as a version: %j', (text, rule) => {
    expect(parseVersionRule(text)).toEqual(rule);
  });

  it.each([
    ['task=mmlu_*', { kind: 'task', name: 'mmlu_*' }],
    ['Provider = a=b ', { kind: 'provider', name: 'a=b' }],
    ['colour=red', undefined],
    ['task=', undefined],
    ['task', undefined],
  ])('as a part: %j', (text, part) => {
    expect(parseWantedPart(text)).toEqual(part);
  });

  it.each([
    ['correct=acc_norm', ['correct', 'acc_norm']],
    ['score = faithfulness', ['score', 'faithfulness']],
    ['Correct=x', undefined],
    ['correct=', undefined],
  ])('as another name of a metric: %j', (text, rename) => {
    expect(parseRename(text)).toEqual(rename);
  });
});

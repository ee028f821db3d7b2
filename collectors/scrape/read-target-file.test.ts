import { describe, expect, it } from 'vitest';
import { readTargetFile } from './read-target-file.ts';

function read(text: string) {
  return readTargetFile('targets/a.yaml', text).map(({ addresses, labels }) => ({
    addresses: addresses.map(({ text: address, line }) => `${line} ${address}`),
    labels: { ...labels },
  }));
}

/** Seven times ten mappings, each of which merges all ten before it. */
const BOMB = [
  '- labels: &x0 { a: b }',
  ...Array.from({ length: 7 }, (_, i) => `- labels: &x${i + 1} { <<: [${`*x${i},`.repeat(10)}] }`),
].join('\n');

describe('a file of targets', () => {
  it('is read as YAML, every value as it stands there', () => {
    const text = [
      '# routers',
      '- targets:',
      '    - 10.0.0.7:9464',
      '    - "[::1]:9464"',
      '  labels:',
      '    version: 1.10',
      '    zone: no',
      "- targets: ['router.example']",
    ].join('\n');
    expect(read(text)).toEqual([
      { addresses: ['3 10.0.0.7:9464', '4 [::1]:9464'], labels: { version: '1.10', zone: 'no' } },
      { addresses: ['8 router.example'], labels: {} },
    ]);
  });

  it.each([
    '- targets: [a:1]\n  labels: { env: eu, version: null, zone: ~, team: "null" }',
    '- targets: [a:1]\n  labels:\n    env: eu\n    version:\n    team: "null"',
    '[{"targets": ["a:1"], "labels": {"env": "eu", "version": null, "team": "null"}}]',
  ])('has no label where its value is nothing (%j)', (text) => {
    expect(read(text)[0]?.labels).toEqual({ env: 'eu', team: 'null' });
  });

  it('is read as JSON', () => {
    const text = '[{"targets": ["a:1", "b:2"], "labels": {"__metrics_path__": "/m", "env": "eu"}}]';
    expect(read(text)).toEqual([
      { addresses: ['1 a:1', '1 b:2'], labels: { __metrics_path__: '/m', env: 'eu' } },
    ]);
  });

  it('may name no targets, if it says so', () => {
    expect(read('[]')).toEqual([]);
  });

  it.each([
    '- targets: []',
    '- targets:\n  labels:',
    '- targets: ~\n  labels: null',
    '- labels: {}',
    '[{"targets": null, "labels": null}]',
    '[{}]',
  ])('may have a group without targets: %j', (text) => {
    expect(read(text)).toEqual([{ addresses: [], labels: {} }]);
  });

  it('may say things once and name them again', () => {
    const text = [
      '- targets: &all [&first a:1, b:1]',
      '  labels: &eu { region: &region eu, env: test }',
      '- { targets: [*first], labels: *eu }',
      '- &last { targets: *all, labels: { zone: *region } }',
      '- *last',
    ].join('\n');
    expect(read(text)).toEqual([
      { addresses: ['1 a:1', '1 b:1'], labels: { region: 'eu', env: 'test' } },
      { addresses: ['3 a:1'], labels: { region: 'eu', env: 'test' } },
      { addresses: ['1 a:1', '1 b:1'], labels: { zone: 'eu' } },
      { addresses: ['1 a:1', '1 b:1'], labels: { zone: 'eu' } },
    ]);
  });

  it('names by an alias what bore its name last', () => {
    const text = '- labels: &x { a: b }\n- labels: *x\n- labels: &x { c: d }\n- labels: *x';
    expect(read(text).map(({ labels }) => labels)).toEqual([{ a: 'b' }, { a: 'b' }, { c: 'd' }, { c: 'd' }]);
  });

  it('is refused when its aliases multiply without end', () => {
    expect(() => read(BOMB)).toThrow('its aliases make more of it than any list of targets.');
  });

  it('may merge mappings, of which the first that says something holds', () => {
    const text = [
      '- &base',
      '  targets: [a:1]',
      '  labels: &eu { region: eu, env: test }',
      '- <<: *base',
      '  labels: { <<: [{ zone: z1 }, *eu, { zone: z2 }], env: live }',
    ].join('\n');
    expect(read(text)[1]).toEqual({
      addresses: ['2 a:1'],
      labels: { region: 'eu', env: 'live', zone: 'z1' },
    });
    expect(read('- labels: { "<<": text }')[0]?.labels).toEqual({ '<<': 'text' });
  });

  it('keeps labels apart from what objects know', () => {
    expect(read('- targets: [a]\n  labels: { __proto__: x, constructor: y }')).toEqual([
      { addresses: ['1 a'], labels: JSON.parse('{"__proto__":"x","constructor":"y"}') },
    ]);
  });

  it.each([
    ['', '1:1: the file is empty; [] says that there are no targets.'],
    ['# nothing\n', '1:1: the file is empty; [] says that there are no targets.'],
    ['targets: [a]', '1:1: a list of groups was expected.'],
    ['[[a]]', '1:2: a group with `targets` and `labels` was expected.'],
    ['- target: [a]', '1:3: `target` is no key of a group; there are targets and labels.'],
    ['- null', '1:3: a group with `targets` and `labels` was expected.'],
    ['- targets: a', '1:12: `targets` are a list of addresses.'],
    ['- targets: "null"', '1:12: `targets` are a list of addresses.'],
    ['- targets: [*a]', '1:13: nothing before `*a` has that name.'],
    ['- targets: [&a a:1]\n  labels: *a', '2:11: `labels` are a mapping of names to texts.'],
    ['- labels: { <<: a }', '1:13: `<<` takes a mapping or a list of mappings.'],
    ['- labels: &a { <<: *a }', '1:1: it is nested deeper than any list of targets.'],
    [
      `- &a { targets: [${'a,'.repeat(101)}] }\n${'- *a\n'.repeat(100)}`,
      'there are more than 10000 targets.',
    ],
    ['- targets: [[a]]', '1:13: an address such as 10.0.0.7:9464 was expected.'],
    [
      '- targets: ["http://a:1/metrics"]',
      '1:13: `http://a:1/metrics` is no address such as 10.0.0.7:9464; a path goes into __metrics_path__.',
    ],
    [
      '- targets: [u:p@a]',
      '1:13: `u:p@a` is no address such as 10.0.0.7:9464; a path goes into __metrics_path__.',
    ],
    ['- targets: [a]\n  labels: [b]', '2:11: `labels` are a mapping of names to texts.'],
    ['- targets: [a]\n  labels: { b: [c] }', '2:16: a text for the label `b` was expected.'],
    ['- targets: [a]\n  labels: { "": c }', '2:13: a label needs a name.'],
    ['- targets: [a\n', '2:1: this is neither JSON nor YAML: flow sequence in block collection must be'],
    ['[{"targets": ["a"]', '1:19: this is neither JSON nor YAML:'],
    ['['.repeat(5_000), ': it is nested deeper than any list of targets.'],
    [`- targets: [${'a,'.repeat(10_001)}]`, 'there are more than 10000 targets.'],
  ])('is refused with its place: %.60j', (text, message) => {
    expect(() => read(text)).toThrow(`targets/a.yaml:`);
    expect(() => read(text)).toThrow(message);
  });
});

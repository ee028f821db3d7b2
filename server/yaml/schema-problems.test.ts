import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { formatProblem } from './format-problem.ts';
import { schemaProblems } from './schema-problems.ts';
import { YamlSource } from './yaml-source.ts';

const schema = z.strictObject({
  login: z
    .union([
      z
        .strictObject({ type: z.literal('bearer'), file: z.string().optional(), env: z.string().optional() })
        .refine(({ file, env }) => file !== env, 'needs one of file and env'),
      z.strictObject({ type: z.literal('basic'), user: z.string() }),
    ])
    .optional(),
  name: z.union([z.string(), z.strictObject({ label: z.string() })]).optional(),
  labels: z.record(z.string().regex(/^[a-z]+$/, 'it is not a label name'), z.string()).optional(),
  many: z.array(z.number().min(1).max(9)).max(2).optional(),
  port: z.int().optional(),
  note: z.string().min(3).max(5).optional(),
  on: z.boolean().optional(),
  deep: z.strictObject({ list: z.array(z.strictObject({ key: z.string() })) }).optional(),
});

describe('what a schema finds wrong in a file', () => {
  it.each([
    [
      'login: { type: baerer }',
      '1:16: `baerer` was read under `login.type`, where bearer or basic was expected.',
      'bearer',
    ],
    ['login: { type: bearer }', '1:8: `login` is not right: needs one of file and env.'],
    [
      'login: { type: basic, usr: x }',
      '1:8: `user` is missing in `login`; a text was expected.|1:23: `usr` is no key under `login`; there are type, user.',
      'user',
    ],
    [
      'login: secret',
      '1:8: `secret` was read under `login`, where a mapping of keys and values was expected.',
    ],
    [
      'name: { lable: x }',
      '1:7: `label` is missing in `name`; a text was expected.|1:9: `lable` is no key under `name`; there is label.',
      'label',
    ],
    ['name: 3', '1:7: `3` was read under `name`, where a text was expected.'],
    ['labels: { A-b: x }', '1:11: `A-b` is no key under `labels`: it is not a label name.'],
    [
      'many: [0, 10]',
      '1:8: `0` was read under `many[0]`, where a number of 1 or more was expected.|1:11: `10` was read under `many[1]`, where a number of at most 9 was expected.',
    ],
    ['many: [1, 2, 3]', '1:7: A list was read under `many`, where a list of at most 2 entries was expected.'],
    ['port: 1.5', '1:7: `1.5` was read under `port`, where a whole number was expected.'],
    ['port: "1"', '1:7: `1` was read under `port`, where a number was expected.'],
    ['note: ab', '1:7: `ab` was read under `note`, where a text of 3 or more letters was expected.'],
    ['port: "1\\u001b2"', '1:7: `1 2` was read under `port`, where a number was expected.'],
    [
      '"strange\\nkey\\u001b": 1',
      '1:1: `strange key` is no key of this file; there are login, name, labels, many, port, note, on, deep.',
    ],
    ['on: yes', '1:5: `yes` was read under `on`, where `true` or `false` was expected.'],
    [
      'deep:\n  list:\n    - kee: x',
      '3:7: `key` is missing in `deep.list[0]`; a text was expected.|3:7: `kee` is no key under `deep.list[0]`; there is key.',
      'key',
    ],
    ['deep:', '1:6: `null` was read under `deep`, where a mapping of keys and values was expected.'],
  ])('%j', (text, expected, suggestion?: string) => {
    const source = new YamlSource('x.yaml', text);
    const value = source.value();
    const problems = schemaProblems(source, schema.safeParse(value).error?.issues ?? [], { schema, value });
    const told = problems.map(({ line, column, message }) => `${line}:${column}: ${message}`);
    expect(told.sort()).toEqual(expected.split('|').sort());
    expect(problems.find((problem) => problem.suggestion !== undefined)?.suggestion).toBe(suggestion);
  });

  it('is written as compilers write it', () => {
    const problem = {
      severity: 'error',
      file: 'a.yaml',
      line: 3,
      column: 5,
      message: 'No.',
      suggestion: 'yes',
    } as const;
    expect(formatProblem(problem)).toBe('a.yaml:3:5: error: No. Did you mean: yes');
  });
});

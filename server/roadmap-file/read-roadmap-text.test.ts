import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MAX_PROBLEMS, readRoadmapText, revisionOf } from './read-roadmap-text.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const read = (text: string) => readRoadmapText(bytes(text), 'roadmap.yaml');

/** Problems as `line:column message`, and what is suggested. */
function told(text: string): readonly string[] {
  return read(text).problems.map(
    ({ line, column, message, suggestion }) =>
      `${line}:${column} ${message}${suggestion === undefined ? '' : ` → ${suggestion}`}`,
  );
}

const HEAD = 'product: desk\nname: Desk\n';
const gate = (...criteria: readonly string[]) =>
  `${HEAD}models:\n  - id: v1\n    title: One\n    gate:\n      criteria:\n${criteria.map((line) => `        ${line}\n`).join('')}`;

describe('a roadmap file', () => {
  it('with every key is read', () => {
    const file = new URL('./fixtures/complete.yaml', import.meta.url);
    const { roadmap, problems, product } = readRoadmapText(readFileSync(file), 'complete.yaml');
    expect(problems).toEqual([]);
    expect(product).toBe('meeting-notes');
    expect(roadmap).toMatchObject({
      vision: 'Nobody writes minutes any more.\nThey are there when the meeting ends.',
      capability: 'Summaries, decisions and tasks out of a recording.',
      zone: 'Australia/Lord_Howe',
      fiscalYearStart: 7,
      currency: 'AUD',
      onCall: { contact: '#meeting-notes' },
    });
    expect(roadmap?.spend.map(({ amount, currency, contact }) => [amount, currency, contact])).toEqual([
      [9000, 'AUD', '#meeting-notes'],
      [40, 'AUD', undefined],
    ]);
    const v2 = roadmap?.items.find(({ id }) => id === 'v2');
    expect(v2?.gate?.title).toBe('Same quality at half the price');
    expect(v2?.gate?.criteria.map(({ criterion, line }) => [line, criterion.text])).toEqual([
      [93, 'accuracy >= v1 - 1pp on evaluation of meetings/2026@3'],
      [94, 'cost_per_request <= 50% of v1'],
      [95, 'wait_p90 < 90s where plan = "team plus" each language over 28d n>=1000 for 7d'],
      [96, 'latency_p99 < 2min'],
      [98, 'backlog <= 500'],
      [99, 'hallucination_rate < 3% on evaluation'],
    ]);
    const consent = roadmap?.items.find(({ id }) => id === 'consent');
    expect(consent?.gate?.criteria.map(({ criterion }) => criterion.text)).toEqual([
      'attested by legal: "consent text reviewed"',
      'attested by privacy',
    ]);
  });

  it('is named by its content', () => {
    expect(read(HEAD).revision).toBe(revisionOf(bytes(HEAD)));
    expect(read(HEAD).revision).toMatch(/^[0-9a-f]{16}$/);
    expect(read(`${HEAD}# more\n`).revision).not.toBe(read(HEAD).revision);
  });

  it('keeps dates, `yes` and `on` as texts, whatever version of YAML it asks for', () => {
    const { roadmap, problems } = read(
      `%YAML 1.1\n---\n${HEAD}vision: yes\nmodels:\n  - {id: v1, title: on, due: 2026-12-15}\n`,
    );
    expect(problems).toEqual([]);
    expect(roadmap).toMatchObject({ vision: 'yes', items: [{ title: 'on', due: '2026-12-15' }] });
  });

  it('is read with Windows line ends and a byte order mark', () => {
    const text = `\ufeff${gate('- accuracy >= 85%', '- latency_p99 < 3%').replaceAll('\n', '\r\n')}`;
    expect(told(text)).toEqual([expect.stringMatching(/^9:25 `3%` is a percentage/)]);
  });
});

describe('a mistake in a criterion is told with its column', () => {
  it.each<[string, string, number, number]>([
    ['without quotes', '- latency_p99 < 3%', 25, 2],
    ['in double quotes', '- "latency_p99 < 3%"', 26, 2],
    ['in single quotes', "- 'latency_p99 < 3%'", 26, 2],
    ['behind a tab and more spaces', '-   latency_p99 < 3%', 27, 2],
    ['in an object', '- criterion: latency_p99 < 3%', 36, 2],
    ['in a flow mapping', '- {criterion: latency_p99 < 3%}', 37, 2],
    ['with escapes in it, at its beginning', '- "latency_p99 \\x3c 3%"', 11, 21],
  ])('%s', (_, line, column, length) => {
    expect(read(gate(line)).problems).toMatchObject([{ file: 'roadmap.yaml', line: 8, column, length }]);
  });

  it('that goes over several lines, at its beginning', () => {
    expect(read(gate('- >-', '  latency_p99', '  < 3%')).problems).toMatchObject([{ line: 8, column: 11 }]);
  });
});

describe('the traps of YAML', () => {
  it('a comparison behind a colon, in every spelling, and the rest of the file is checked all the same', () => {
    const text = gate(
      '- accuracy: >= 85%',
      '- accuracy: > 85%',
      '- accuracy: >85%',
      '- latency_p99 < 3%',
      '- cost: < $5',
      '- latency_p99: < 3%',
    );
    const colon = 'a `>` behind a colon begins one; a criterion is one text without a colon.';
    expect(told(text)).toEqual([
      `8:11 \`accuracy: >= 85%\` is a block of text to YAML, because ${colon} → accuracy >= 85%`,
      `9:11 \`accuracy: > 85%\` is a block of text to YAML, because ${colon} → accuracy > 85%`,
      `10:11 \`accuracy: >85%\` is a block of text to YAML, because ${colon} → accuracy >85%`,
      '11:25 `3%` is a percentage, where a duration (2s, 500ms) was expected.',
      '12:11 `cost: < $5` is a mapping to YAML because of its colon; a criterion is one text. → cost < $5',
      '13:11 `latency_p99: < 3%` is a mapping to YAML because of its colon; a criterion is one text. → latency_p99 < 3%',
      expect.stringContaining('`3%` is a percentage'),
    ]);
  });

  it('a comparison behind `criterion:`', () => {
    expect(told(gate('- criterion: >= 85%', '- latency_p99 < 3%'))).toEqual([
      '8:11 `criterion: >= 85%` is a block of text to YAML, because a `>` behind a colon begins one; a criterion begins with its signal.',
      expect.stringContaining('9:25 `3%` is a percentage'),
    ]);
  });

  it.each<[string, string, string]>([
    [
      'an unquoted version for an id',
      `${HEAD}models:\n  - id: 1.10\n    title: One\n`,
      '4:9 `1.10` without quotes is a number to YAML, 1.1, where a text was expected: put it in quotes. → "1.10"',
    ],
    [
      'an unquoted version for a title',
      `${HEAD}models:\n  - {id: v1, title: 1.10}\n`,
      '4:21 `1.10` without quotes is a number to YAML, 1.1, where a text was expected: put it in quotes. → "1.10"',
    ],
    [
      'an unquoted number that loses nothing',
      `${HEAD}models:\n  - {id: v1, title: 7}\n`,
      '4:21 `7` without quotes is a number to YAML, where a text was expected: put it in quotes. → "7"',
    ],
    [
      'an unquoted version for a key',
      `${HEAD}features:\n  - id: f\n    title: F\n    experience:\n      1.10: nice\n`,
      '7:7 `1.10` without quotes is a number to YAML, 1.1, where a text was expected: put it in quotes. → "1.10"',
    ],
    [
      'an unquoted truth value',
      `${HEAD}models:\n  - {id: v1, title: true}\n`,
      '4:21 `true` without quotes is a truth value, where a text was expected: put it in quotes. → "true"',
    ],
    [
      'a key that stands twice',
      `${HEAD}vision: a\nzone: UTC\nvision: b\n`,
      '5:1 `vision` stands twice in the same mapping, the first time in line 3: YAML would drop one of the two.',
    ],
    [
      'a key of an item that stands twice',
      `${HEAD}models:\n  - id: v1\n    title: One\n    title: Two\n`,
      '6:5 `title` stands twice in the same mapping, the first time in line 5: YAML would drop one of the two.',
    ],
    [
      'a tab in front of a line',
      `${HEAD}models:\n\t- id: v1\n`,
      '4:1 This line is indented with a tab: YAML takes spaces only.',
    ],
    [
      'a second colon in a line',
      `${HEAD}vision: v1: first answers\n`,
      '3:9 A second colon in a line begins a mapping inside a mapping: a text with a colon and a space needs quotes. → vision: "v1: first answers"',
    ],
    [
      'a text that begins with a sign of YAML’s',
      `${HEAD}on_call:\n  contact: @search\n`,
      '4:12 `@` cannot begin a text in YAML unless the text is in quotes. → contact: "@search"',
    ],
    [
      'a text that begins with a star',
      `${HEAD}vision: *bold*\n`,
      '3:9 `*bold*` refers to an anchor that is not there: a text that begins with `*` needs quotes. → "*bold*"',
    ],
    [
      'a second document',
      `${HEAD}---\nproduct: b\n`,
      '3:1 `---` begins a second document, and a file holds one roadmap.',
    ],
    [
      'a quote that is not closed',
      `${HEAD}vision: "never\n`,
      '4:1 This is not valid YAML: missing closing "quote.',
    ],
    [
      'a bracket that is not closed',
      `${HEAD}models: [\n`,
      expect.stringMatching(/^\d:\d+ This is not valid YAML: flow sequence/),
    ],
  ])('%s', (_, text, expected) => {
    expect(told(text)).toEqual([expected]);
    expect(read(text).roadmap).toBeUndefined();
  });

  it('tabs are told line by line', () => {
    expect(told(`${HEAD}models:\n\t- id: v1\n\t  title: One\n`).map((line) => line.slice(0, 3))).toEqual([
      '4:1',
      '5:1',
    ]);
  });

  it('a key that stands twice does not hide what else is wrong', () => {
    const text = `${HEAD}vision: a\nvision: b\nzone: Mars\n`;
    expect(told(text).map((line) => line.slice(0, 3))).toEqual(['4:1', '5:7']);
  });

  it('aliases that multiply are refused', () => {
    const bomb = ['a', 'b', 'c', 'd', 'e', 'f'].map((name, i, all) => {
      const before = all[i - 1];
      return `${name}: &${name} [${Array.from({ length: 9 }, () => (before === undefined ? 'x' : `*${before}`)).join(', ')}]`;
    });
    expect(told(`${HEAD}${bomb.join('\n')}\n`)).toEqual([
      expect.stringMatching(/aliases of this file cannot be followed/),
    ]);
  });
});

describe('very many problems', () => {
  it('are counted from some point on', () => {
    const milestones = Array.from({ length: 199 }, () => '      - {title: x, status: y}\n').join('');
    const items = ['v1', 'v2', 'v3'].map(
      (id) => `  - id: ${id}\n    title: x\n    milestones:\n${milestones}`,
    );
    const { problems } = read(`${HEAD}models:\n${items.join('')}`);
    expect(problems).toHaveLength(MAX_PROBLEMS + 1);
    expect(problems.at(-1)).toMatchObject({
      severity: 'error',
      message: 'From here on there are 97 more problems.',
    });
  });

  it('of brackets in brackets are one', () => {
    expect(told(`${HEAD}vision: ${'['.repeat(50_000)}\n`)).toEqual([
      expect.stringMatching(/^3:\d+ This is not valid YAML: its brackets stand too deep/),
    ]);
  });
});

describe('a file that cannot be a roadmap', () => {
  it.each<[string, Uint8Array, RegExp]>([
    ['nothing', bytes(''), /The file is empty/],
    ['only a comment', bytes('# later\n'), /The file is empty/],
    ['a list', bytes('- a\n'), /no mapping/],
    ['Latin-1', Uint8Array.from([0x61, 0x3a, 0x20, 0xe9]), /not text in UTF-8/],
    ['too large', bytes(`# ${'x'.repeat(1_048_576)}`), /at most 1048576/],
  ])('%s', (_, content, message) => {
    const { roadmap, problems } = readRoadmapText(content, 'roadmap.yaml');
    expect(roadmap).toBeUndefined();
    expect(problems).toMatchObject([{ severity: 'error', line: 1, column: 1 }]);
    expect(problems[0]?.message).toMatch(message);
  });

  it('names its product all the same, where it can be seen', () => {
    expect(read('product: desk\nname: [\n').product).toBe('desk');
    expect(read('product: "desk" # ours\nname: 5\n').product).toBe('desk');
    expect(read('name: x\n').product).toBeUndefined();
  });
});

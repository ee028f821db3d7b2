import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { junit } from './junit.ts';
import type { CheckReport } from './report.ts';
import { criterionOf, reportOf } from './testing/reports.ts';

interface Case {
  readonly '@name': string;
  readonly '@file'?: string;
  readonly '@line'?: string;
  readonly failure?: { readonly '@message': string; readonly '@type': string };
  readonly error?: object;
  readonly skipped?: { readonly '@message': string };
}

function read(report: CheckReport) {
  const xml = junit(report);
  expect(XMLValidator.validate(xml)).toBe(true);
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    isArray: (name) => name === 'testcase',
    parseAttributeValue: false,
  });
  const { testsuites } = parser.parse(xml) as {
    testsuites: Record<string, string> & {
      testsuite: Record<string, string> & { testcase: readonly Case[] };
    };
  };
  return { suites: testsuites, suite: testsuites.testsuite, cases: testsuites.testsuite.testcase };
}

describe('the outcome as JUnit XML', () => {
  it('has a case for each criterion with its place, and counts that agree', () => {
    const { suites, suite, cases } = read(reportOf());
    expect(cases.map((one) => one['@name'])).toEqual(['accuracy >= 85%', 'latency_p99 < 2s']);
    expect(cases[0]).toMatchObject({
      '@file': 'roadmap.yaml',
      '@line': '3',
      failure: { '@message': 'v2 is unproven on accuracy.', '@type': 'met' },
    });
    for (const counts of [suites, suite]) {
      expect(counts).toMatchObject({ '@tests': '2', '@failures': '1', '@errors': '0', '@skipped': '0' });
    }
  });

  it.each([
    ['fail', 'failure'],
    ['unproven', 'failure'],
    ['no-data', 'error'],
    ['not-started', 'error'],
  ] as const)('tells %s as %s', (state, kind) => {
    const { cases } = read(reportOf({ state, criteria: [criterionOf({ state })] }));
    expect(cases[0]).toHaveProperty(kind);
  });

  it.each([
    ['waived', criterionOf({ state: 'fail', waiver: { by: 'x', why: 'y', until: '2026-12-31' } })],
    ['advisory', criterionOf({ state: 'fail', advisory: true })],
    ['not judged', criterionOf({ state: 'no-data' }, { notJudged: 'only a server has seen it' })],
  ])('skips what is %s', (_, criterion) => {
    expect(read(reportOf({ criteria: [criterion] })).cases[0]).toHaveProperty('skipped');
  });

  it('skips what is unproven where that is allowed, and says so; never what fails', () => {
    const criteria = [
      criterionOf({ state: 'unproven', sentence: 'It leans.' }),
      criterionOf({ state: 'fail' }),
    ];
    const { cases } = read(reportOf({ allowed: true, criteria }));
    expect(cases[0]?.skipped?.['@message']).toBe('Not proven, and allowed. It leans.');
    expect(cases[1]).toHaveProperty('failure');
  });

  it('is XML whatever a roadmap says', () => {
    const text = 'attested by "</testcase>": "a & b <c> \u0000\u0008\u001b[31m]]> 😀"';
    const { cases } = read(reportOf({ criteria: [criterionOf({ text, state: 'fail', sentence: text })] }));
    expect(cases[0]?.['@name']).toBe('attested by "</testcase>": "a & b <c> [31m]]> 😀"');
  });
});

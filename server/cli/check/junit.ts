import { XMLBuilder } from 'fast-xml-parser';
import { type CheckedCriterion, type CheckReport, exitOf, headlineOf, lookOf, subjectOf } from './report.ts';

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  format: true,
  suppressEmptyNode: true,
});

/**
 * The outcome as JUnit XML, which every CI reads: the gate is a suite, each criterion a case. What fails is a failure, what has no data an
 * error, what is unproven a failure unless it was allowed; what takes no part (waived, advisory, not judged here) is skipped, with why.
 */
export function junit(report: CheckReport): string {
  const cases = report.criteria.map((one) => testCase(one, report));
  const count = (outcome: string) => cases.filter((one) => outcome in one).length;
  const counts = {
    '@tests': cases.length,
    '@failures': count('failure'),
    '@errors': count('error'),
    '@skipped': count('skipped'),
  };
  const suite = {
    '@name': cleaned(`${report.product} ${subjectOf(report)}`),
    ...counts,
    '@timestamp': new Date(report.judgedAt).toISOString().slice(0, 19),
    '@time': '0',
    properties: {
      property: [
        { '@name': 'verdict', '@value': report.state },
        { '@name': 'outcome', '@value': cleaned(headlineOf(report)) },
        { '@name': 'exit code', '@value': exitOf(report) },
        { '@name': 'roadmap revision', '@value': report.revision },
      ],
    },
    testcase: cases,
    'system-out': cleaned(report.sentence),
  };
  const declaration = { '@version': '1.0', '@encoding': 'UTF-8' };
  return builder.build({
    '?xml': declaration,
    testsuites: { '@name': 'gateline check', ...counts, testsuite: suite },
  });
}

function testCase(one: CheckedCriterion, report: CheckReport): Record<string, unknown> {
  const { verdict, place } = one;
  return {
    '@name': cleaned(verdict.text),
    '@classname': cleaned(`${report.product}.${report.item}`),
    '@time': '0',
    ...(place === undefined ? {} : { '@file': cleaned(place.file), '@line': place.line }),
    ...outcomeOf(one, report),
  };
}

function outcomeOf(one: CheckedCriterion, { allowed }: CheckReport): Record<string, unknown> {
  const { verdict, notJudged } = one;
  const sentence = cleaned(verdict.sentence);
  const look = lookOf(one);
  if (look === 'pass') return { 'system-out': sentence };
  if (notJudged !== undefined) return { skipped: { '@message': cleaned(`Not judged here: ${notJudged}.`) } };
  if (look === 'waived' || verdict.advisory) return { skipped: { '@message': sentence } };
  if (look === 'unproven' && allowed)
    return { skipped: { '@message': `Not proven, and allowed. ${sentence}` } };
  const kind = look === 'fail' || look === 'unproven' ? 'failure' : 'error';
  return { [kind]: { '@message': sentence, '@type': verdict.reason, '#text': sentence } };
}

/** Letters that XML 1.0 cannot hold, escaped or not (its §2.2), are left out. */
function cleaned(text: string): string {
  return text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '');
}

import { type CheckedCriterion, type CheckReport, lookOf, subjectOf } from './report.ts';

type Level = 'error' | 'warning' | 'notice';

/**
 * What GitHub shows beside the lines of a change (its "Workflow commands"): what fails or has no data as errors, what is unproven as
 * warnings, what is set aside as notices. Passing criteria are no news.
 */
export function annotations(report: CheckReport): string {
  return report.criteria
    .flatMap((one) => {
      const level = levelOf(one);
      if (level === undefined) return [];
      const { verdict, place, notJudged } = one;
      const message = notJudged === undefined ? verdict.sentence : `Not judged here: ${notJudged}.`;
      const title = `${subjectOf(report)}: ${verdict.text}`;
      const properties = {
        ...(place === undefined ? {} : { file: place.file, line: String(place.line) }),
        title,
      };
      const written = Object.entries(properties).map(([name, value]) => `${name}=${escapedProperty(value)}`);
      return [`::${level} ${written.join(',')}::${escapedData(message)}\n`];
    })
    .join('');
}

function levelOf(one: CheckedCriterion): Level | undefined {
  const look = lookOf(one);
  if (look === 'pass') return undefined;
  if (look === 'not-judged' || look === 'waived' || one.verdict.advisory) return 'notice';
  return look === 'unproven' ? 'warning' : 'error';
}

/** As `@actions/core` escapes what stands behind the colons. */
function escapedData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** As `@actions/core` escapes a property. */
function escapedProperty(text: string): string {
  return escapedData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

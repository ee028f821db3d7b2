import { type CheckReport, exitOf, headlineOf, lookOf } from './report.ts';

/** The outcome for machines, as `--json` prints it. */
export function checkJson(report: CheckReport): string {
  const { criteria, ...rest } = report;
  const json = {
    ...rest,
    exitCode: exitOf(report),
    headline: headlineOf(report),
    judgedAt: new Date(report.judgedAt).toISOString(),
    criteria: criteria.map((one) => {
      const { verdict, unit, place, notJudged } = one;
      return {
        ...verdict,
        look: lookOf(one),
        ...(unit === undefined ? {} : { unit }),
        ...place,
        ...(notJudged === undefined ? {} : { notJudged }),
      };
    }),
  };
  return `${JSON.stringify(json, null, 2)}\n`;
}

import { neededN } from '../gate/plan/plan.ts';
import { nounOf } from '../gate/words.ts';
import { essentialMeasures } from '../signal/selections.ts';
import { bucketFindings } from './bucket-findings.ts';
import { bringersOf, type CriterionCase, found, isAhead, isDecided } from './criterion-case.ts';
import { enoughFindings } from './enough-findings.ts';
import type { Finding } from './finding.ts';
import { labelFindings, unmappedFindings, unseenFindings } from './measure-findings.ts';

/** What one criterion lacks; that it lacks nothing, with its n, where it does not. */
export function criterionFindings(one: CriterionCase): readonly Finding[] {
  const lacking = one.criterion.evidence.kind === 'evaluation' ? ofRuns(one) : ofProduction(one);
  return lacking.some(({ level }) => level === 'problem') ? lacking : [...lacking, ...ready(one, lacking)];
}

function ofProduction(one: CriterionCase): readonly Finding[] {
  const always = [...unmappedFindings(one), ...labelFindings(one), ...bucketFindings(one)];
  if (always.some(({ level }) => level === 'problem') || isDecided(one) || isAhead(one)) return always;
  return [...always, ...firstOf(unseenFindings(one), enoughFindings(one), remaining(one))];
}

function ofRuns(one: CriterionCase): readonly Finding[] {
  const { criterion, verdict, evidence } = one;
  if (verdict === undefined || isDecided(one) || isAhead(one)) return [];
  if (verdict.reason !== 'never-seen') return firstOf(enoughFindings(one), remaining(one));
  const { dataset } = criterion.evidence as { readonly dataset?: string };
  const datasets = evidence?.datasets ?? [];
  const detail = { code: 'run-missing', datasets, ...(dataset === undefined ? {} : { dataset }) } as const;
  return [found(one, 'problem', detail)];
}

/** What explains the rest is told alone. */
function firstOf(...all: readonly (readonly Finding[])[]): readonly Finding[] {
  return all.find((findings) => findings.length > 0) ?? [];
}

/** Reasons that time alone does away with, or that are told elsewhere. */
const PASSING: ReadonlySet<string> = new Set(['first-day', 'held-too-short', 'no-events', 'immature-labels']);

/** Whatever else keeps the data from deciding, in the verdict's own words. */
function remaining(one: CriterionCase): readonly Finding[] {
  const { verdict } = one;
  if (verdict === undefined || verdict.state === 'not-started') return [];
  const { reason, sentence } = verdict;
  const level = PASSING.has(reason) ? 'hint' : 'problem';
  return [found(one, level, { code: 'evidence-lacking', reason, sentence })];
}

function ready(one: CriterionCase, lacking: readonly Finding[]): readonly Finding[] {
  if (lacking.length > 0) return [];
  const { criterion, signal, sources, verdict } = one;
  const isRun = criterion.evidence.kind === 'evaluation';
  const measures = isRun ? [] : essentialMeasures(signal);
  const needs = neededN(criterion, signal);
  const n = verdict?.actual?.n;
  const detail = {
    code: 'criterion-ready',
    measures,
    sources: [...new Set(measures.flatMap((measure) => bringersOf(measure, sources)))],
    needs,
    ...(n === undefined ? {} : { n }),
    ...(needs === 0 ? {} : { noun: nounOf(signal, criterion.evidence.kind) }),
  } as const;
  return [found(one, 'fine', detail)];
}

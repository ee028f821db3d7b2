import type { Finding } from '../../../core/diagnosis/finding.ts';
import { findingWords } from '../../../core/diagnosis/words.ts';
import type { Diagnosis } from './report.ts';

/** What was found, for machines: each finding with its code, its particulars and its words. Open bounds are absent. */
export function diagnosisJson({ facts, findings, file, from }: Diagnosis): string {
  const problems = findings.filter(({ level }) => level === 'problem').length;
  const { store } = facts;
  const answer = {
    healthy: problems === 0,
    problems,
    hints: findings.filter(({ level }) => level === 'hint').length,
    ...(file === undefined ? {} : { file }),
    from,
    findings: findings.map(findingJson),
    ...(store === undefined ? {} : { store }),
  };
  return `${JSON.stringify(answer, finite, 2)}\n`;
}

function findingJson(finding: Finding) {
  const { detail, ...rest } = finding;
  return { ...rest, ...detail, ...findingWords(finding) };
}

function finite(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? undefined : value;
}

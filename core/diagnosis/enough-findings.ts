import { neededN } from '../gate/plan/plan.ts';
import { nounOf } from '../gate/words.ts';
import { type CriterionCase, found } from './criterion-case.ts';
import type { Finding } from './finding.ts';

const DAY_MS = 86_400_000;

/** What the criterion needs in n, and whether its source can give it: in its window at the present rate, or in its dataset. */
export function enoughFindings(one: CriterionCase): readonly Finding[] {
  const { criterion, signal, verdict } = one;
  const n = verdict?.actual?.n ?? 0;
  if (verdict === undefined || n === 0) return [];
  const noun = nounOf(signal, criterion.evidence.kind);
  const least = neededN(criterion, signal);
  if (n < least) return [short(one, n, least, noun)];
  // Enough to be decided, and not decided: what would settle it, if things go on as they were seen.
  const more = verdict.state === 'unproven' ? verdict.outlook?.more : undefined;
  if (more === undefined) return [];
  const needs = n + more;
  return verdict.outlook?.outgrows === true
    ? [short(one, n, needs, noun)]
    : [found(one, 'hint', { code: 'n-growing', n, needs, noun, ...daysTo(one, n, needs) })];
}

function short(one: CriterionCase, n: number, needs: number, noun: string): Finding {
  const { criterion } = one;
  if (criterion.evidence.kind === 'evaluation') {
    return found(one, 'problem', { code: 'n-out-of-reach', n, needs, noun });
  }
  const perDay = ratePerDay(one, n);
  const windowMs = criterion.window.kind === 'duration' ? criterion.window.ms : undefined;
  const expected = windowMs === undefined ? Number.POSITIVE_INFINITY : (perDay * windowMs) / DAY_MS;
  if (windowMs === undefined || expected >= needs) {
    return found(one, 'hint', { code: 'n-growing', n, needs, noun, ...daysTo(one, n, needs) });
  }
  const reach = { expected: Math.floor(expected), windowMs, enoughDays: Math.ceil(needs / perDay) };
  return found(one, 'problem', { code: 'n-out-of-reach', n, needs, noun, reach });
}

function daysTo(one: CriterionCase, n: number, needs: number): { readonly days?: number } {
  if (one.criterion.evidence.kind === 'evaluation') return {};
  return { days: Math.ceil((needs - n) / ratePerDay(one, n)) };
}

/** Of the time that was watched. */
function ratePerDay({ verdict }: CriterionCase, n: number): number {
  const { from = 0, to = DAY_MS, coverage = 1 } = verdict?.actual ?? {};
  const watchedDays = ((to - from) / DAY_MS) * coverage;
  return watchedDays > 0 ? n / watchedDays : n;
}

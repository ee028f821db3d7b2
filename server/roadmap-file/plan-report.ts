import { type GatePlan, gatePlans, type KnownData } from '../../core/gate/plan/gate-plan.ts';
import type { Roadmap } from '../../core/roadmap/roadmap.ts';

/** What the gates of a roadmap need, for a terminal: a line for each gate, and two for each of its criteria. */
export function reportPlans(roadmap: Roadmap, known?: KnownData): string {
  const plans = gatePlans(roadmap, known);
  if (plans.length === 0) return '';
  return `\nWhat its gates need:\n${plans.map(reportGate).join('')}`;
}

function reportGate({ item, subject, criteria }: GatePlan): string {
  const title =
    item === '' ? `${subject}, success metrics` : item === subject ? item : `${item} (${subject})`;
  const lines = criteria.map(
    ({ text, sentence, advisory }) => `    ${text}${advisory ? ' (advisory)' : ''}\n      ${sentence}\n`,
  );
  return `  ${title}\n${lines.join('')}`;
}

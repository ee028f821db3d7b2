import type { MeasuredCriterion } from '../roadmap/criterion.ts';
import type { Signal } from '../signal/signal.ts';
import { holds } from './compare.ts';
import { type Decision, decide } from './decision.ts';
import type { Evidence, EvidenceReading } from './evidence.ts';
import { worseState } from './severity.ts';
import { resolveTarget } from './target.ts';

/** What became of all readings of a criterion at one time. */
export interface AllDecided {
  readonly decision: Decision;
  /** For `each`: how many values were judged, and how many had too little to be. */
  readonly values?: { readonly judged: number; readonly left: number };
}

/** A criterion without anything to read. */
export const NO_READING: EvidenceReading = { unseen: [] };

/**
 * Decides a criterion by its readings at one time; of `each` by the worst value.
 *
 * @param now Unix ms; absent: whole days are judged (see {@link decide})
 */
export function decideAll(
  criterion: MeasuredCriterion,
  signal: Signal,
  evidence: Pick<Evidence, 'readings' | 'windowBegun' | 'obstacle'>,
  now: number | undefined,
): AllDecided {
  const [first = NO_READING] = evidence.readings;
  if (evidence.obstacle !== undefined) {
    return { decision: { state: 'unproven', reason: evidence.obstacle.kind, ...targeted(criterion, first) } };
  }
  if (!evidence.windowBegun || evidence.readings.length === 0) {
    return { decision: { state: 'no-data', reason: 'never-seen', ...targeted(criterion, first) } };
  }
  const decisions = evidence.readings.map((reading) => decide(criterion, signal, reading, now));
  if (criterion.each === undefined) return { decision: decisions[0] as Decision };
  return worstOfEach(criterion, decisions);
}

/** Every value of the label with enough n must hold; one that has too little is left out, unless all have. */
function worstOfEach(criterion: MeasuredCriterion, decisions: readonly Decision[]): AllDecided {
  const judged = decisions.filter(({ reason }) => reason !== 'too-few' && reason !== 'no-events');
  const from = judged.length === 0 ? decisions : judged;
  const decision = from.reduce((worst, one) => (isWorse(criterion, one, worst) ? one : worst));
  return { decision, values: { judged: judged.length, left: decisions.length - judged.length } };
}

/** The graver state; among equal states the value further on the wrong side. */
function isWorse({ op }: MeasuredCriterion, one: Decision, other: Decision): boolean {
  if (one.state !== other.state) return worseState(one.state, other.state) === one.state;
  const [a, b] = [one.reading.actual?.value, other.reading.actual?.value];
  if (a === undefined || b === undefined) return false;
  return op === '>=' || op === '>' ? a < b : a > b;
}

/** A reading that is not judged still shows what it was to be compared with. */
function targeted(
  criterion: MeasuredCriterion,
  reading: EvidenceReading,
): Pick<Decision, 'reading' | 'target' | 'lean'> {
  const target = resolveTarget(criterion, reading.baseline);
  const value = reading.actual?.value;
  if (target === undefined) return { reading };
  if (value === undefined) return { reading, target };
  return { reading, target, lean: holds(criterion.op, value, target.value) ? 'pass' : 'fail' };
}

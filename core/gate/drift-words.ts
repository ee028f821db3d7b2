import type { Drift } from '../signal/drift.ts';
import { formatDelta, formatShare, formatValue } from '../signal/format.ts';
import type { Signal } from '../signal/signal.ts';
import { dateOf } from '../time/calendar.ts';
import type { Actual } from './verdict.ts';
import { dateWords } from './words.ts';

/** What is told of a drift, and in which words. */
export interface ToldDrift {
  readonly drift: Drift;
  readonly production: Actual;
  readonly evaluation: Actual;
  readonly signal: Pick<Signal, 'title' | 'unit'>;
  readonly currency: string;
  readonly zone: string;
}

/**
 * `Production is 3.1 pp below the evaluation of ticket-golden on 14 Dec 2026: 88.2 % against 91.3 % (−5.2 pp to −1 pp at 95 %), more than
 * noise.`
 */
export function driftSentence(told: ToldDrift): string {
  const { drift, production, evaluation, signal, currency, zone } = told;
  const [lower, upper] = [drift.lower, drift.upper].map((end) =>
    Number.isFinite(end) ? formatDelta(end, signal.unit, currency) : '–',
  );
  const [own, other] = [production, evaluation].map(({ value }) => formatValue(value, signal.unit, currency));
  const at =
    evaluation.observedAt === undefined ? '' : ` on ${dateWords(dateOf(evaluation.observedAt, zone))}`;
  const run = `the evaluation of ${evaluation.evaluation?.dataset ?? 'its dataset'}${at}`;
  const noise = isOpen(drift)
    ? 'of which nobody can say how much is noise'
    : drift.beyondNoise
      ? 'more than noise'
      : 'no more than noise';
  const interval = isOpen(drift) ? '' : ` (${lower} to ${upper} at ${formatShare(drift.confidence)})`;
  return `Production is ${apart(told)} ${run}: ${own} against ${other}${interval}, ${noise}${buildWords(production, evaluation)}.`;
}

function isOpen({ lower, upper }: Drift): boolean {
  return !Number.isFinite(lower) && !Number.isFinite(upper);
}

function apart({ drift: { difference }, signal, currency }: ToldDrift): string {
  if (difference === 0) return 'as';
  const size = formatDelta(Math.abs(difference), signal.unit, currency).replace(/^\+/, '');
  return `${size} ${difference > 0 ? 'above' : 'below'}`;
}

/** Quality moves with builds: whoever sets the two beside each other should know that they are of different ones. */
function buildWords(production: Actual, evaluation: Actual): string {
  const serving = production.builds.map(({ build }) => build).filter((build) => build !== '');
  const tried = evaluation.builds.map(({ build }) => build).filter((build) => build !== '');
  const [one] = tried;
  if (one === undefined || serving.length === 0 || tried.some((build) => serving.includes(build))) return '';
  return `; the run was of build ${one}, which served none of this traffic`;
}

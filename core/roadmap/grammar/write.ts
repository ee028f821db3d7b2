import { plainDecimal } from '../../text/decimal.ts';
import { writeDuration } from '../../time/duration.ts';
import type { Baseline, Criterion, Evidence, MeasuredCriterion, Target, WindowSpec } from '../criterion.ts';
import { writeAttested } from './attested.ts';
import { writeQuantity } from './quantity.ts';
import { quote } from './tokens.ts';

/**
 * The one form in which a criterion is written: what was stated, without defaults. Reading it again gives the same criterion, but for
 * what only the object form holds (margin, confidence, advisory, decide, note, attestation).
 */
export function writeCriterion(criterion: Criterion): string {
  return criterion.kind === 'attested' ? writeAttested(criterion) : writeMeasured(criterion);
}

/** {@link writeCriterion} of a measured criterion whose text is not known yet. */
export function writeMeasured(criterion: Omit<MeasuredCriterion, 'text'>): string {
  const { signal, op, target } = criterion;
  const { before, n, held } = clausesOf(criterion);
  return join([`${signal} ${op} ${writeTarget(target)}`, ...before, n, held]);
}

/**
 * What a criterion speaks of, and not how much it asks for: `accuracy on evaluation of golden-set`, `cost_per_request against v2`. It stays
 * the same when its target or its least n is changed, so that it can name a series of measurements.
 */
export function writeScope(criterion: Criterion): string {
  if (criterion.kind === 'attested') return writeAttested(criterion);
  const { signal, target } = criterion;
  const against = target.kind === 'absolute' ? '' : `against ${writeBaseline(target.baseline)}`;
  const { before, held } = clausesOf(criterion);
  return join([signal, against, ...before, held]);
}

interface WrittenClauses {
  /** Evidence, environment, labels, window. */
  readonly before: readonly string[];
  readonly n: string;
  readonly held: string;
}

/** The clauses that were stated; `''` for each that was not. */
function clausesOf(criterion: Omit<MeasuredCriterion, 'text'>): WrittenClauses {
  const { defaults, window, environment, where, each, minimumN, heldForMs } = criterion;
  const stated = (name: string) => !defaults.includes(name);
  const labels = Object.entries(where).map(([label, value]) => `${labelText(label)} = ${rawText(value)}`);
  const before = [
    stated('evidence') ? writeEvidence(criterion.evidence) : '',
    stated('environment') ? `in ${rawText(environment)}` : '',
    labels.length > 0 ? `where ${labels.join(' and ')}` : '',
    each === undefined ? '' : `each ${labelText(each)}`,
    stated('window') ? `over ${writeWindow(window)}` : '',
  ];
  const n = stated('minimumN') ? `n>=${plainDecimal(minimumN)}` : '';
  return { before, n, held: heldForMs === undefined ? '' : `for ${writeDuration(heldForMs)}` };
}

function join(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ');
}

/** A target by itself: `92%`, `50% of v2`, `v2 - 1pp`. */
export function writeTarget(target: Target): string {
  switch (target.kind) {
    case 'absolute':
      return writeQuantity(target.quantity);
    case 'factor':
      return `${plainDecimal(target.factor, 2)}% of ${writeBaseline(target.baseline)}`;
    case 'offset': {
      const { offset, baseline } = target;
      if (offset.value === 0) return writeBaseline(baseline);
      const size = writeQuantity({ ...offset, value: Math.abs(offset.value) });
      return `${writeBaseline(baseline)} ${offset.value < 0 ? '-' : '+'} ${size}`;
    }
  }
}

function writeBaseline(baseline: Baseline): string {
  return baseline.kind === 'live' ? 'live' : baseline.item;
}

function writeEvidence(evidence: Evidence): string {
  if (evidence.kind === 'production') return 'on production';
  return evidence.dataset === undefined ? 'on evaluation' : `on evaluation of ${rawText(evidence.dataset)}`;
}

function writeWindow(window: WindowSpec): string {
  return window.kind === 'duration' ? window.text : window.kind;
}

function labelText(label: string): string {
  return /^[\p{L}_][\p{L}\p{N}_]*(?:[-.][\p{L}\p{N}_]+)*$/u.test(label) ? label : quote(label);
}

/** A name or value as it stands, or in quotes where it would be read as something else. */
function rawText(text: string): string {
  const plain = /^[\p{L}\p{N}_][\p{L}\p{N}_./@:-]*$/u.test(text) && !CONFUSABLE.includes(text.toLowerCase());
  return plain ? text : quote(text);
}

/** Words that the grammar would take for something else in front of a name. */
const CONFUSABLE = ['the', 'last', 'past', 'dataset', 'each', 'every'];

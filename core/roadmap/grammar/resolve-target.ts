import type { Signal } from '../../signal/signal.ts';
import { nearest, thereAre } from '../../text/nearest.ts';
import type { Baseline, Operator, Target } from '../criterion.ts';
import type { CriterionContext } from './context.ts';
import { isAlwaysMet, whyNeverMet } from './feasible.ts';
import { fitQuantity } from './fit.ts';
import { type Comparison, operatorFor } from './operators.ts';
import type { WrittenQuantity } from './quantity.ts';
import { type Reader, type Span, Unreadable } from './reader.ts';
import { resolveDistance, type WrittenBaseline, type WrittenTarget } from './target.ts';

/** A comparison and its target, in the signal's unit. */
export interface Goal {
  readonly op: Operator;
  readonly target: Target;
}

/** What a written target means for a signal; notes what does not fit, and `undefined` then. */
export function resolveTarget(
  reader: Reader,
  comparison: Comparison | undefined,
  written: WrittenTarget,
  signal: Signal,
  context: CriterionContext,
): Goal | undefined {
  if (written.kind !== 'absolute') checkBaseline(reader, written.from, signal, context);
  try {
    const goal = toGoal(reader, comparison, written, signal, context);
    checkFeasible(reader, goal, signal, written.span);
    return goal;
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}

function toGoal(
  reader: Reader,
  comparison: Comparison | undefined,
  written: WrittenTarget,
  signal: Signal,
  context: CriterionContext,
): Goal {
  if (written.kind === 'distance') return fromDistance(reader, comparison, written, signal, context);
  const op = operatorFor(comparison ?? '>=', signal.better);
  if (written.kind === 'absolute') {
    const quantity = fitQuantity(reader, written.quantity, signal, context.currency, 'value');
    return { op, target: { kind: 'absolute', quantity } };
  }
  const { baseline } = written.from;
  if (written.kind === 'factor') {
    return { op, target: { kind: 'factor', factor: factorOf(reader, written.factor), baseline } };
  }
  return { op, target: { kind: 'offset', offset: offsetOf(reader, written, signal, context), baseline } };
}

function offsetOf(
  reader: Reader,
  { offset }: WrittenTarget & { readonly kind: 'offset' },
  signal: Signal,
  context: CriterionContext,
) {
  if (offset === undefined) return noOffset(signal, context.currency);
  const quantity = fitQuantity(reader, offset.quantity, signal, context.currency, 'difference');
  return { ...quantity, value: quantity.value === 0 ? 0 : offset.sign * quantity.value };
}

function noOffset(signal: Signal, currency: string) {
  if (signal.unit === 'share') return { value: 0, unit: 'points' } as const;
  if (signal.unit === 'seconds') return { value: 0, unit: 'seconds' } as const;
  return signal.unit === 'currency'
    ? ({ value: 0, unit: 'currency', currency } as const)
    : ({ value: 0, unit: 'bare' } as const);
}

function factorOf(reader: Reader, written: WrittenQuantity): number {
  if (written.unit === 'percent') return written.value;
  reader.note(written, {
    expected: 'a percentage',
    message: `\`${written.text}\` was read where a percentage of the baseline was expected (50% of v2).`,
  });
  throw new Unreadable();
}

/** `50% lower than v2` is 50 % of v2; `1pp below v2` is v2 − 1 pp. */
function fromDistance(
  reader: Reader,
  comparison: Comparison | undefined,
  { distance, from }: WrittenTarget & { readonly kind: 'distance' },
  signal: Signal,
  context: CriterionContext,
): Goal {
  const { op, sign } = resolveDistance(comparison, distance.direction, signal.better);
  const { quantity } = distance;
  if (quantity.unit === 'percent' && signal.unit !== 'share') {
    const factor = Number((1 + sign * quantity.value).toPrecision(12));
    return { op, target: { kind: 'factor', factor, baseline: from.baseline } };
  }
  const fitted = fitQuantity(reader, quantity, signal, context.currency, 'difference');
  return {
    op,
    target: { kind: 'offset', offset: { ...fitted, value: sign * fitted.value }, baseline: from.baseline },
  };
}

function checkBaseline(
  reader: Reader,
  { baseline, span }: WrittenBaseline,
  signal: Signal,
  context: CriterionContext,
): void {
  const problem =
    signal.scope === 'product'
      ? `${signal.name} is the whole product's, so that every version has the same: state an absolute target.`
      : baselineProblem(baseline, context);
  if (problem === undefined) return;
  const known = [...versionsIn(context), 'live'];
  const meant =
    signal.scope === 'item' && baseline.kind === 'item' ? nearest(baseline.item, known) : undefined;
  reader.note(span, {
    expected: 'another model version or `live`',
    message: problem,
    ...(meant === undefined || (baseline.kind === 'item' && meant === baseline.item)
      ? {}
      : { suggestion: meant }),
  });
}

function baselineProblem(baseline: Baseline, context: CriterionContext): string | undefined {
  if (baseline.kind === 'live') return undefined;
  const { item } = baseline;
  if (item === context.item) return `\`${item}\` is the item of this gate: it cannot be its own baseline.`;
  if (context.items === undefined) return undefined;
  const track = context.items.get(item);
  if (track === undefined) {
    const known = nearest(item, versionsIn(context)) === undefined ? thereAre(versionsIn(context)) : '';
    return `\`${item}\` is no item of this roadmap, where a baseline was expected${known}.`;
  }
  return track === 'models'
    ? undefined
    : `\`${item}\` is of the track \`${track}\`: a baseline is a model version.`;
}

function versionsIn({ items, item }: CriterionContext): readonly string[] {
  return [...(items ?? [])].filter(([id, track]) => track === 'models' && id !== item).map(([id]) => id);
}

function checkFeasible(reader: Reader, { op, target }: Goal, signal: Signal, span: Span): void {
  const read = reader.text.slice(span.at, span.at + span.length);
  const never = whyNeverMet(signal, op, target);
  if (never !== undefined) {
    reader.note(span, {
      expected: 'a target that can be met',
      message: `\`${op} ${read}\` can never be met: ${never}.`,
    });
    return;
  }
  if (isAlwaysMet(signal, op, target)) {
    reader.warn(span, {
      message: `\`${op} ${read}\` is met by every value of ${signal.title}, so that it says nothing.`,
    });
    return;
  }
  if (op === '=') warnOfEquality(reader, signal, target, span);
  else warnOfDirection(reader, op, signal, span);
}

function warnOfEquality(reader: Reader, signal: Signal, target: Target, span: Span): void {
  const exact = target.kind === 'absolute' ? target.quantity.value : Number.NaN;
  if (exact === 0 || signal.unit === 'count' || (signal.unit === 'share' && exact === 1)) return;
  reader.warn(span, {
    message: `\`=\` is met by this very value and by no better one: \`${signal.better === 'higher' ? '>=' : '<='}\` says at ${signal.better === 'higher' ? 'least' : 'most'}.`,
  });
}

/** A volume is wanted high or low; of everything else the catalogue knows which way is better. */
function warnOfDirection(reader: Reader, op: Operator, signal: Signal, span: Span): void {
  const asksHigher = op === '>=' || op === '>';
  if (signal.family === 'volume' || asksHigher === (signal.better === 'higher')) return;
  reader.warn(span, {
    message: `${signal.title} is better when it is ${signal.better}, and \`${op}\` asks for the opposite.`,
    suggestion: signal.better === 'higher' ? '>=' : '<=',
  });
}

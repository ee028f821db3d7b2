import type { Signal } from '../../signal/signal.ts';
import type { CriterionContext } from './context.ts';
import type { Reader } from './reader.ts';
import type { StatedClauses } from './stated-clauses.ts';

/** Parts of a series' identity that are no labels, and what people who name them as labels want. */
const NO_LABELS: Readonly<Record<string, string>> = {
  item: 'a gate is about its own item',
  version: 'a gate is about its own version',
  product: 'a gate is about its own product',
  environment: 'write `in` and the environment',
  build: 'a verdict names the builds that it is about',
};

/** Holds clauses to the signal and to each other; what does not fit together is noted. */
export function checkClauses(
  reader: Reader,
  clauses: StatedClauses,
  signal: Signal,
  context: CriterionContext,
): void {
  checkEvidence(reader, clauses, signal);
  checkCount(reader, clauses, signal);
  checkWindow(reader, clauses, context);
  checkLabels(reader, clauses);
}

function checkEvidence(reader: Reader, { evidence }: StatedClauses, signal: Signal): void {
  if (evidence?.value.kind !== 'evaluation' || signal.evaluation !== undefined) return;
  reader.note(evidence, {
    expected: 'production evidence',
    message: `${signal.name} does not come out of evaluation runs: it has no \`evaluation\` formula.`,
  });
}

function checkCount(reader: Reader, { minimumN, evidence }: StatedClauses, signal: Signal): void {
  if (minimumN === undefined || evidence?.value.kind === 'evaluation' || signal.formula.kind !== 'gauge')
    return;
  reader.note(minimumN, {
    expected: 'no `n>=`',
    message: `${signal.name} is a gauge in production, whose source does not tell how much it is made of: take out \`n>=\`, or make the signal of counters.`,
  });
}

function checkWindow(reader: Reader, { window, evidence }: StatedClauses, context: CriterionContext): void {
  if (window === undefined) return;
  const evaluated = evidence?.value.kind === 'evaluation';
  if (window.value.kind === 'latest' && !evaluated) {
    reader.note(window, {
      expected: 'a window of production traffic (28d, month, quarter, rollout)',
      message:
        '`latest` is the latest evaluation run, and this criterion is on production: add `on evaluation`.',
    });
  }
  const track = context.item === undefined ? undefined : context.items?.get(context.item);
  const version = context.items === undefined || track === 'models';
  if (window.value.kind === 'rollout' && !version) {
    reader.note(window, {
      expected: 'a window that is not a rollout',
      message: `\`rollout\` begins when a model version first serves traffic, and ${context.item === undefined ? 'this criterion is about the whole product' : `\`${context.item}\` is no model version`}.`,
    });
  }
}

function checkLabels(reader: Reader, { where, each }: StatedClauses): void {
  const seen = new Set<string>();
  for (const stated of where) {
    const { label } = stated.value;
    checkLabel(reader, label, stated);
    if (seen.has(label)) {
      reader.note(stated, { message: `\`${label}\` is held to two values, and a label has one at a time.` });
    }
    seen.add(label);
  }
  if (each === undefined) return;
  checkLabel(reader, each.value, each);
  if (seen.has(each.value)) {
    reader.note(each, {
      message: `\`each ${each.value}\` asks for every value of a label that \`where\` holds to one.`,
    });
  }
}

function checkLabel(
  reader: Reader,
  label: string,
  stated: { readonly at: number; readonly length: number },
): void {
  const hint = Object.hasOwn(NO_LABELS, label) ? NO_LABELS[label] : undefined;
  if (hint === undefined) return;
  reader.note(stated, { expected: 'a label', message: `\`${label}\` is no label: ${hint}.` });
}

import { findSignal, knownSignalNames } from '../../signal/catalogue.ts';
import { missingPercentile } from '../../signal/quantile-signals.ts';
import type { Signal } from '../../signal/signal.ts';
import { foldSignalName } from '../../signal/signal-name.ts';
import { nearest } from '../../text/nearest.ts';
import type { CriterionContext } from './context.ts';
import type { Reader } from './reader.ts';
import type { Stated } from './stated-clauses.ts';
import { noteClauseInFront } from './written.ts';

/**
 * The signal that the words before the comparison mean. When they mean none, notes the problem and gives the one that was most likely
 * meant, so that the rest of the criterion can be checked too.
 */
export function resolveSignal(
  reader: Reader,
  written: Stated<string> | undefined,
  context: CriterionContext,
): Signal | undefined {
  if (written === undefined) {
    reader.note(
      { at: reader.text.length - reader.text.trimStart().length, length: 0 },
      {
        expected: 'a signal',
        message: 'The criterion begins with its comparison, where a signal was expected, such as `accuracy`.',
      },
    );
    return undefined;
  }
  return findSignal(written.value, context.signals) ?? guess(reader, written, context);
}

function guess(reader: Reader, written: Stated<string>, context: CriterionContext): Signal | undefined {
  const front = signalInFront(written.value, context);
  if (front !== undefined) {
    const clause = written.value.slice(front.length).trim();
    const at = written.at + written.value.indexOf(clause, front.length);
    const rest = reader.text.slice(written.at + written.length).trim();
    noteClauseInFront(reader, { at, length: clause.length }, `${front.signal.name} ${rest} ${clause}`);
    return front.signal;
  }
  const percentile = missingPercentile(foldSignalName(written.value));
  const meant = percentile ?? nearestSignal(written.value, context);
  reader.note(written, {
    expected: 'a signal',
    message:
      percentile === undefined
        ? `\`${written.value}\` is no signal of the catalogue or of this roadmap's \`signals\`.`
        : `\`${written.value}\` needs a percentile, or \`mean\`.`,
    ...(meant === undefined ? {} : { suggestion: meant }),
  });
  return meant === undefined ? undefined : findSignal(meant, context.signals);
}

function nearestSignal(text: string, context: CriterionContext): string | undefined {
  const near = nearest(foldSignalName(text), knownSignalNames(context.signals));
  return near === undefined ? undefined : findSignal(near, context.signals)?.name;
}

/** `accuracy on evaluation`: the signal in front, and how much of the text names it, when the next word begins a clause. */
function signalInFront(
  text: string,
  context: CriterionContext,
): { readonly signal: Signal; readonly length: number } | undefined {
  for (const match of text.matchAll(/\s+(?=(?:on|in|where|each|for|over|per)\s)/gi)) {
    const signal = findSignal(text.slice(0, match.index), context.signals);
    if (signal !== undefined) return { signal, length: match.index };
  }
  return undefined;
}

import { GatelineError } from '../../../core/errors.ts';
import { lexSeries, STRICT_OPENMETRICS } from '../line-lexer.ts';
import { lexTail } from '../sample-tail.ts';
import { type Exposition, type ExpositionFamily, LineError } from '../types.ts';
import { StrictFamilies } from './strict-families.ts';
import { readStrictMetadata } from './strict-metadata.ts';

/**
 * Holds an exposition to OpenMetrics 1.0 to the letter: grammar, order, groups, histograms.
 * @see https://github.com/prometheus/OpenMetrics/blob/v1.0.0/specification/OpenMetrics.md
 * @throws GatelineError `exposition-invalid` with the line of the first offence
 */
export function parseStrictOpenMetrics(body: string, maxSamples: number): Exposition {
  const lines = body.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const families = new StrictFamilies();
  let line = 0;
  try {
    for (const text of lines) {
      line += 1;
      takeLine(families, text);
      if (families.sampleCount > maxSamples) {
        throw new GatelineError('limit-exceeded', `The exposition has more than ${maxSamples} samples.`);
      }
    }
    return whole(families.finish(), families.sampleCount);
  } catch (error) {
    if (!(error instanceof LineError)) throw error;
    const message = `Line ${line} of the exposition: ${error.message}.`;
    throw new GatelineError('exposition-invalid', message, { details: { line } });
  }
}

function takeLine(families: StrictFamilies, text: string): void {
  if (families.ended) throw new LineError('something after # EOF');
  if (text === '') throw new LineError('a blank line');
  if (text.startsWith('#')) {
    families.metadata(readStrictMetadata(text));
    return;
  }
  const { name, labels, end } = lexSeries(text, 0, text.length, STRICT_OPENMETRICS);
  const tail = lexTail(text, end, text.length, { openMetrics: true, strict: true });
  if (tail.exemplarProblem !== undefined) throw new LineError(tail.exemplarProblem);
  const timed = Number.isNaN(tail.timestampMs) ? {} : { timestampMs: tail.timestampMs };
  families.sample({ name, labels, value: tail.value, ...timed }, tail.hasExemplar);
}

function whole(families: readonly ExpositionFamily[], sampleCount: number): Exposition {
  return { families, sampleCount, problems: [], problemCount: 0, problemReasons: new Map() };
}

import type { GradedDay } from '../gate/maturity.ts';
import { type SignalAnswers, SignalReadings } from './readings.ts';
import { signalValue } from './value.ts';

/**
 * How many answers were graded in each step of an answer, out of how many; `undefined` where the signal is no sample of anything.
 *
 * @param each one value of the scope's label
 */
export function gradedDays(answers: SignalAnswers, each?: string): readonly GradedDay[] | undefined {
  const { population } = answers.signal;
  if (population === undefined) return undefined;
  const readings = new SignalReadings(answers);
  const steps = answers.results[0]?.observedMs.length ?? 0;
  return Array.from({ length: steps }, (_, step) => ({
    graded: signalValue(readings, step, each).n,
    all: readings.counter(population, step, each),
  }));
}

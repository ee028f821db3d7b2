import type { GradedDay } from '../gate/maturity.ts';
import { type SignalAnswers, SignalReadings } from './readings.ts';
import { signalValue } from './value.ts';

/**
 * How many answers were graded in each of the steps [first, end) of an answer, out of how many; `undefined` where the signal is no sample
 * of anything.
 *
 * @param each one value of the scope's label
 */
export function gradedDays(
  answers: SignalAnswers,
  { first, end }: { readonly first: number; readonly end: number },
  each?: string,
): readonly GradedDay[] | undefined {
  const { population } = answers.signal;
  if (population === undefined) return undefined;
  const readings = new SignalReadings(answers);
  const days: GradedDay[] = [];
  for (let step = first; step < end; step += 1) {
    const { n } = signalValue(readings, step, each);
    days.push({ graded: n, all: readings.counter(population, step, each) });
  }
  return days;
}

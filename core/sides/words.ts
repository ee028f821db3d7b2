import { counted } from '../gate/words.ts';
import { formatDelta, formatShare, formatValue } from '../signal/format.ts';
import type { Signal } from '../signal/signal.ts';
import type { Difference, NotComparable, SidesCompared, Unsure } from './difference.ts';
import { betterSide } from './difference.ts';
import { LEAST_COMPARED_DAYS } from './time-blocks.ts';

/** How sentences call the two sides: `v2`, `v3 (2.4.0)`, `v3 before`. */
export interface SideNames {
  readonly a: string;
  readonly b: string;
}

/** What a sentence about two sides is made of. */
export interface ToldSides {
  readonly names: SideNames;
  readonly signal: Pick<Signal, 'title' | 'unit'>;
  readonly compared: SidesCompared;
  readonly currency: string;
}

/** `v3 is 2.1 pp above v2: 91.2 % against 89.1 % (+0.4 pp to +3.8 pp at 95 %), more than noise.` */
export function sidesSentence({ names, signal, compared, currency }: ToldSides): string {
  const { a, b, difference, notComparable } = compared;
  if (difference === undefined) {
    const why = notComparable === undefined ? 'nothing is known of them' : apartWords(notComparable, names);
    return `${names.a} and ${names.b} cannot be compared on ${signal.title}: ${why}.`;
  }
  const [one, other] = [a, b].map((side) => formatValue(side?.value, signal.unit, currency));
  const values = `${other} against ${one}`;
  return `${names.b} is ${distance(difference, signal, currency)} ${names.a}: ${values}${endsWords(difference, signal, currency)}, ${noiseWords(difference)}.`;
}

function distance({ difference }: Difference, { unit }: Pick<Signal, 'unit'>, currency: string): string {
  if (difference === 0) return 'as';
  const size = formatDelta(Math.abs(difference), unit, currency).replace(/^\+/, '');
  return `${size} ${difference > 0 ? 'above' : 'below'}`;
}

function endsWords(
  { lower, upper, confidence }: Difference,
  { unit }: Pick<Signal, 'unit'>,
  currency: string,
): string {
  const [from, to] = [lower, upper].map((end) =>
    Number.isFinite(end) ? formatDelta(end, unit, currency) : undefined,
  );
  const sure = `at ${formatShare(confidence)}`;
  if (from !== undefined && to !== undefined) return ` (${from} to ${to} ${sure})`;
  if (from !== undefined) return ` (at least ${from} ${sure})`;
  return to === undefined ? '' : ` (at most ${to} ${sure})`;
}

function noiseWords({ moreThanNoise, unsure }: Difference): string {
  if (moreThanNoise === 'yes') return 'more than noise';
  if (moreThanNoise === 'no') return 'no more than noise';
  return `of which nobody can say how much is noise: ${UNSURE_WORDS[unsure ?? 'no-interval']}`;
}

/** Why it cannot be said, in words that end a sentence. */
export const UNSURE_WORDS: Readonly<Record<Unsure, string>> = {
  'few-days': `it takes ${LEAST_COMPARED_DAYS} days of both`,
  'too-few': 'one of the two has too few',
  buckets: 'the buckets are too coarse to tell the two apart',
  coverage: 'too much of the time was not watched',
  unpriced: 'too much has no price',
  'unknown-range': 'nobody said between what the scores lie',
  gauge: 'a gauge is what it is',
  'no-interval': 'nothing bounds what it may be',
};

function apartWords(why: NotComparable, { a, b }: SideNames): string {
  switch (why) {
    case 'no-data-a':
      return `${a} has no data`;
    case 'no-data-b':
      return `${b} has no data`;
    case 'sizes':
      return 'it adds up, and the two are of different size';
    case 'product':
      return 'it is of the whole product';
    case 'revision':
      return 'their runs are of different revisions of the dataset';
    case 'judge':
      return 'their runs were graded by different judges';
  }
}

/** What became of all signals, counted. */
export interface SidesCounted {
  /** Rows that have a difference. */
  readonly compared: number;
  readonly moreThanNoise: number;
  /** Of those: on which side is better. */
  readonly betterA: number;
  readonly betterB: number;
  readonly cannotSay: number;
}

/** Counts rows. */
export function countSides(
  rows: readonly { readonly signal: Pick<Signal, 'better' | 'formula'>; readonly compared: SidesCompared }[],
): SidesCounted {
  const known = rows.flatMap(({ signal, compared }) => {
    const { difference } = compared;
    return difference === undefined ? [] : [{ difference, better: betterSide(compared, signal) }];
  });
  const how = (state: Difference['moreThanNoise']) =>
    known.filter(({ difference }) => difference.moreThanNoise === state).length;
  return {
    compared: known.length,
    moreThanNoise: how('yes'),
    betterA: known.filter(({ better }) => better === 'a').length,
    betterB: known.filter(({ better }) => better === 'b').length,
    cannotSay: how('cannot-say'),
  };
}

/** `v3 differs from v2 by more than noise on 5 of 14 signals: better on 3, worse on 2; on 4 nobody can say.` */
export function summarySentence(count: SidesCounted, { a, b }: SideNames): string {
  const { compared, moreThanNoise, betterA, betterB, cannotSay } = count;
  if (compared === 0) return `There is nothing on which ${a} and ${b} can be compared.`;
  const of = counted(compared, 'signals');
  const unsure = cannotSay === 0 ? '' : `; on ${cannotSay} nobody can say`;
  if (moreThanNoise === 0) return `${b} differs from ${a} by more than noise on none of ${of}${unsure}.`;
  const ways = [
    ...(betterB > 0 ? [`better on ${betterB}`] : []),
    ...(betterA > 0 ? [`worse on ${betterA}`] : []),
  ];
  const told = ways.length === 0 ? '' : `: ${ways.join(', ')}`;
  return `${b} differs from ${a} by more than noise on ${moreThanNoise} of ${of}${told}${unsure}.`;
}

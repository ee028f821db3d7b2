import {
  formatAge,
  formatChange,
  formatCount,
  formatDelta,
  formatShare,
  formatValue,
} from '../../core/signal/format.ts';
import type { CompareResponse, CompareRow } from '../../server/http/contract/compare.ts';
import type { ActualJson } from '../../server/http/contract/verdict.ts';

/** A row of a comparison in words, as the table shows them. */
export interface SideTexts {
  readonly a: string;
  readonly b: string;
  /** `n 1.2 M, 14 h old`; empty where there is nothing. */
  readonly aboutA: string;
  readonly aboutB: string;
  /** `−$0.0021, −38 %`; `–` where the two are not comparable. */
  readonly difference: string;
  /** `−$0.0030 to −$0.0012`, `at least +1 s`; empty without one. */
  readonly interval: string;
  /** `More than noise`, `No more than noise`, `Cannot say`, `Not comparable`. */
  readonly noise: string;
  /** `v3 is better`, or why nobody can say. */
  readonly note: string;
}

/** @param now the server's time, Unix ms */
export function sideTexts(
  row: CompareRow,
  { a, b, currency }: Pick<CompareResponse, 'a' | 'b' | 'currency'>,
  now: number,
): SideTexts {
  const { signal, difference, change, better } = row;
  const value = (actual: ActualJson | undefined) => formatValue(actual?.value, signal.unit, currency);
  const known = {
    a: value(row.a),
    b: value(row.b),
    aboutA: about(row.a, now),
    aboutB: about(row.b, now),
  };
  if (difference === undefined) {
    return { ...known, difference: '–', interval: '', noise: 'Not comparable', note: reason(row.sentence) };
  }
  const delta = formatDelta(difference.difference, signal.unit, currency);
  const relative = change === undefined || change === 0 ? '' : `, ${formatChange(change)}`;
  const winner = better === undefined ? '' : `${better === 'a' ? a.name : b.name} is better`;
  return {
    ...known,
    difference: `${delta}${relative}`,
    interval: interval(row, currency),
    noise: NOISE_WORDS[difference.moreThanNoise],
    note: difference.moreThanNoise === 'cannot-say' ? reason(row.sentence) : winner,
  };
}

/** Whether a difference is more than noise, as a heading. */
export const NOISE_WORDS = {
  yes: 'More than noise',
  no: 'No more than noise',
  'cannot-say': 'Cannot say',
} as const;

/** `n 1.2 M, 14 h old` */
function about(actual: ActualJson | undefined, now: number): string {
  if (actual?.value === undefined) return '';
  const age = actual.observedAt === undefined ? '' : `, ${formatAge(now - actual.observedAt)} old`;
  return `n ${formatCount(actual.n)}${age}`;
}

function interval({ signal, difference }: CompareRow, currency: string): string {
  if (difference === undefined) return '';
  const [lower, upper] = [difference.lower, difference.upper].map((end) =>
    end === undefined ? undefined : formatDelta(end, signal.unit, currency),
  );
  if (lower !== undefined && upper !== undefined) return `${lower} to ${upper}`;
  if (lower !== undefined) return `at least ${lower}`;
  return upper === undefined ? 'no bounds' : `at most ${upper}`;
}

/** What a sentence gives as its reason, after its last colon. */
function reason(sentence: string): string {
  const why = sentence.slice(sentence.lastIndexOf(': ') + 2).replace(/\.$/, '');
  // `v2 has no data` begins with a name, which stays as it is.
  return /^[a-z]+\s/.test(why) ? why.slice(0, 1).toUpperCase() + why.slice(1) : why;
}

/** By what noise is told, and how often a difference that is none looks like one. */
export function noiseLine({ blocks, sameTime, confidence, rows }: CompareResponse): string {
  const told = rows.filter(({ difference }) => difference?.moreThanNoise !== 'cannot-say').length;
  const by =
    blocks === undefined
      ? 'The times are too short to tell what is noise in what production shows as a whole.'
      : `Noise in what production shows as a whole is told by ${blocks.count} blocks of ${blocks.days} days or more${sameTime ? ', the same of both' : ''}.`;
  const wrong = Math.round(1 / (1 - confidence));
  const many =
    told < 2 ? '' : ` Of ${wrong} differences that are none, about one looks like more than noise.`;
  return `${by} Intervals hold at ${formatShare(confidence)}.${many}`;
}

import type { ReadRequest, ReadResult } from '../../../core/ports.ts';
import type { Ledger } from './ledger.ts';
import type { Numbers } from './numbers.ts';
import { PreparedRead, rememberedAnswer } from './prepared-read.ts';
import type { ReadContext } from './read-context.ts';

/**
 * Answers a read: from what is remembered of windows that are over, or by what the numbers say.
 *
 * @param again whether a commit came between already when it was tried: then commits wait for the next attempt
 */
export async function answerRead(
  ledger: Ledger,
  numbers: Numbers,
  request: ReadRequest,
  again = false,
): Promise<ReadResult> {
  const context = contextOf(ledger, numbers, request.product);
  const remembered = rememberedAnswer(request, context);
  if (remembered !== undefined) return remembered;
  const read = new PreparedRead(request, context);
  const isOneState = await numbers.answer(read);
  if (!isOneState) {
    const next = () => answerRead(ledger, numbers, request, true);
    return again ? await ledger.commits.paused(next) : await next();
  }
  // Raw data that have expired meanwhile were not there where the plan has looked for them.
  const isOutdated = ledger.marks.get('raw-since') !== context.prepared.rawSince;
  if (isOutdated) return await answerRead(ledger, numbers, request);
  await lookBack(numbers, read, request.to);
  return read.result();
}

function contextOf(ledger: Ledger, numbers: Numbers, product: string): ReadContext {
  const { selections, marks, calendars, latestAt } = ledger;
  return {
    selections,
    closed: numbers.closed,
    latestAt,
    prepared: {
      sealedUntil: numbers.quarterHoursUntil,
      rawSince: marks.get('raw-since'),
      daysSealedUntil: calendars.sealedUntil(product),
      startOfDay: (at: number) => calendars.startOfDay(product, at),
    },
    lastObserved: (series: { id: number }) => ledger.observedUntil(series.id),
  };
}

/**
 * For a window in the past, when a measure was last watched is not what is remembered of now; one look for all of a page. Beyond raw
 * retention it is looked for up to the end of the window that is answered: by whole quarter hours.
 */
async function lookBack(numbers: Numbers, read: PreparedRead, to: number): Promise<void> {
  const late = read.answers.filter(({ lastObservedAt = 0 }) => lastObservedAt > to);
  if (late.length === 0) return;
  const cells = new Set(late.flatMap(({ observedCells }) => observedCells));
  const times = await numbers.lastTimes([...cells], read.plan.to);
  for (const answer of late) {
    const seen = answer.observedCells.flatMap((cell) => times.get(cell) ?? []);
    answer.lastObservedAt = seen.length === 0 ? undefined : Math.min(to, Math.max(...seen));
  }
}

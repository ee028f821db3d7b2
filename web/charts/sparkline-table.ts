import { formatValue } from '../../core/signal/format.ts';
import type { SignalUnit } from '../../core/signal/signal.ts';
import { formatStep } from '../elements/calendar-text.ts';
import type { Numbers } from '../elements/same-numbers.ts';

/** A small line as it is drawn: equal steps of time; `null` is a gap. */
export interface SmallLine {
  /** What it is of: `Cost per request`. */
  readonly title: string;
  readonly unit: SignalUnit;
  /** Unix ms. */
  readonly from: number;
  readonly stepMs: number;
  readonly values: readonly (number | null)[];
}

/** The numbers of small lines as one table, newest first; with several of them, a column says which one. */
export function sparklineTable(
  title: string,
  lines: readonly SmallLine[],
  writing: { readonly currency: string; readonly zone: string; readonly now: number },
): Numbers {
  const several = lines.length > 1;
  const rows = lines.flatMap((line) =>
    line.values
      .map((value, i) => {
        const from = line.from + i * line.stepMs;
        const when = formatStep(from, from + line.stepMs, writing.zone, writing.now);
        const written = value === null ? 'no data' : formatValue(value, line.unit, writing.currency);
        return [...(several ? [line.title] : []), when, written];
      })
      .reverse(),
  );
  const columns = [{ title: 'Time' }, { title: 'Actual', numeric: true }];
  return { title, columns: several ? [{ title: 'Signal' }, ...columns] : columns, rows };
}

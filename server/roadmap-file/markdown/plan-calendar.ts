/** From when to when something is planned. A placeholder where the plan counts months or quarters from a start that nobody gave. */
export interface Stretch {
  readonly start?: string;
  readonly due?: string;
}

/** A month: years times twelve, plus 0 to 11. */
type MonthIndex = number;

/** Turns `Month 2-3` and `Q1` into dates, counted from the month in which the plan starts. */
export class PlanCalendar {
  readonly #first: MonthIndex | undefined;

  private constructor(first: MonthIndex | undefined) {
    this.#first = first;
  }

  /** @param start `2026-01`, `2026-01-15` or `2026`; absent: not known. `undefined` for anything else */
  static from(start: string | undefined): PlanCalendar | undefined {
    if (start === undefined) return new PlanCalendar(undefined);
    const match = /^(\d{4})(?:-(0[1-9]|1[0-2])(?:-\d{2})?)?$/.exec(start);
    return match === null ? undefined : new PlanCalendar(Number(match[1]) * 12 + Number(match[2] ?? 1) - 1);
  }

  /** `Month 2-3`, `Months 5+`, `Q1`, `Q1 2026`, `2026-Q1`; `undefined` for anything else. */
  stretchIn(text: string): Stretch | undefined {
    return this.#monthsIn(text) ?? this.#quarterIn(text);
  }

  #monthsIn(text: string): Stretch | undefined {
    const match = /^months?\s+(\d{1,2})(?:\s*(?:-|–|—|to)\s*(\d{1,2})|\s*(\+))?$/i.exec(text.trim());
    if (match === null) return undefined;
    const [, from = '', to, open] = match;
    const last = to ?? from;
    if (this.#first === undefined) {
      return { start: `[Month ${from}]`, ...(open === undefined ? { due: `[Month ${last}]` } : {}) };
    }
    const start = firstDay(this.#first + Number(from) - 1);
    return open === undefined ? { start, due: lastDay(this.#first + Number(last) - 1) } : { start };
  }

  #quarterIn(text: string): Stretch | undefined {
    const match = /^(?:(\d{4})[\s-]?)?q([1-4])(?:[\s,/-]*(\d{4}))?$/i.exec(text.trim());
    if (match === null) return undefined;
    const [, before, quarter = '', behind] = match;
    const year = before ?? behind;
    const first = year === undefined ? this.#first : Number(year) * 12;
    if (first === undefined) return { due: `[end of Q${quarter}]` };
    return { due: lastDay(first + Number(quarter) * 3 - 1) };
  }

  /** A title without the stretch that it ends with in brackets: `Phase 1: Data Foundation (Month 1-2)`. */
  takeStretch(title: string): { readonly title: string; readonly stretch: Stretch } {
    const open = title.endsWith(')') ? title.lastIndexOf('(') : -1;
    const stretch = open <= 0 ? undefined : this.stretchIn(title.slice(open + 1, -1));
    return stretch === undefined ? { title, stretch: {} } : { title: title.slice(0, open).trim(), stretch };
  }
}

function firstDay(month: MonthIndex): string {
  return `${monthText(month)}-01`;
}

function lastDay(month: MonthIndex): string {
  const days = new Date(Date.UTC(Math.floor(month / 12), (month % 12) + 1, 0)).getUTCDate();
  return `${monthText(month)}-${String(days).padStart(2, '0')}`;
}

function monthText(month: MonthIndex): string {
  return `${String(Math.floor(month / 12)).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}`;
}

import { dayBoundaries } from '../../../core/time/calendar.ts';
import { STALE_DAYS } from './day-calendar.ts';
import type { Ledger } from './ledger.ts';
import type { RollingOperations } from './numbers.ts';
import { floorTo, QUARTER_HOUR_MS } from './read-plan.ts';
import { type PlannedStep, takeSteps } from './rolling-steps.ts';

/** Points that come later than this after their time are added to the roll-up one by one. */
const SETTLING_MS = 5 * 60_000;
/** A step makes about so many roll-ups, so that commits wait some tens of milliseconds for it. */
const ROWS_PER_STEP = 5_000;
/** A step never reaches over the end of such a span, and days are sealed by as many at a time. */
const SPAN_MS = 28 * 24 * 3_600_000;
const DAY_MS = 24 * 3_600_000;
/** A step that what was committed meanwhile came into is made so many times smaller. */
const SHRINK = 8;

/**
 * Rolls up what is complete: raw data into quarter hours, quarter hours into the days of each product's zone. Raw data stay as they are;
 * a roll-up is used from the moment on that the mark behind it is committed with it. Points that arrive later are added to raw data and
 * roll-ups in one transaction (CommitBuffer), so that every answer is exact at once.
 */
export class Rollups {
  readonly #ledger: Ledger;
  readonly #rolling: RollingOperations;
  #stepMs = 6 * 3_600_000;
  #daysMs = SPAN_MS;

  constructor(ledger: Ledger, rolling: RollingOperations) {
    this.#ledger = ledger;
    this.#rolling = rolling;
  }

  async seal(now: number, signal: AbortSignal): Promise<void> {
    if (!(await this.#rolling.ready(signal))) return;
    // A clock that jumps ahead must not seal what is still to come.
    await this.#sealQuarters(() => floorTo(Math.min(now - SETTLING_MS, this.#ledger.latestAt)), signal);
    for (const product of this.#ledger.calendars.products()) {
      await this.#dropStale(product, signal);
      await this.#sealDays(product, signal);
    }
  }

  /** Rolls up what is before an instant, whatever the time is: nothing before it is read from raw data afterwards. */
  async sealThrough(at: number): Promise<void> {
    const { commits, database, marks } = this.#ledger;
    await this.#sealQuarters(() => at, new AbortController().signal);
    if (marks.get('sealed-until') >= at) return;
    await commits.exclusively(async () => {
      await database.transaction((connection) => marks.save(connection, 'sealed-until', at));
      marks.set('sealed-until', at);
    });
  }

  /**
   * Changes the zone by whose days a product is read. Until its days are rolled up anew quarter hours answer. Days of the zone before may lie
   * where they cannot be dropped now: that they are to be is written down, and the next {@link seal} does it.
   */
  async realign(product: string, zone: string): Promise<void> {
    const { calendars, commits, database } = this.#ledger;
    if (calendars.zone(product) === zone) return;
    const mark = calendars.zone(product) === undefined ? 0 : STALE_DAYS;
    await commits.exclusively(async () => {
      await database.transaction((connection) => calendars.save(connection, product, zone, mark));
      calendars.set(product, zone, mark);
    });
  }

  async #dropStale(product: string, signal: AbortSignal): Promise<void> {
    const { calendars, commits, leases } = this.#ledger;
    if (!calendars.isStale(product)) return;
    // Reads that were planned before still use them.
    await leases.drained();
    const next = async (): Promise<PlannedStep | undefined> => {
      if (!calendars.isStale(product)) return undefined;
      const zone = calendars.zone(product) as string;
      return {
        step: this.#rolling.noDays(this.#ledger.cellsOf(product)),
        stands: () => calendars.isStale(product) && calendars.zone(product) === zone,
        mark: (connection) => calendars.save(connection, product, zone, 0),
        done: () => calendars.set(product, zone, 0),
      };
    };
    await takeSteps({ commits, next, rolling: this.#rolling, signal });
  }

  async #sealQuarters(until: () => number, signal: AbortSignal): Promise<void> {
    const { commits, marks } = this.#ledger;
    const next = async (): Promise<PlannedStep | undefined> => {
      const limit = until();
      const sealed = marks.get('sealed-until');
      const from = await this.#rolling.oldestRaw(sealed);
      if (from === undefined || from >= limit) return undefined;
      const spanEnd = (Math.floor(from / SPAN_MS) + 1) * SPAN_MS;
      const to = Math.min(limit, from + this.#stepMs, spanEnd);
      return {
        step: this.#rolling.quarters(from, to),
        stands: () => marks.get('sealed-until') === sealed,
        shrink: () => {
          this.#stepMs = Math.max(QUARTER_HOUR_MS, floorTo((to - from) / SHRINK));
          return this.#stepMs < to - from;
        },
        mark: (connection) => marks.save(connection, 'sealed-until', to),
        done: (made) => {
          marks.set('sealed-until', to);
          this.#adapt(made);
        },
      };
    };
    await takeSteps({ commits, next, rolling: this.#rolling, signal });
  }

  /** Steps grow and shrink, so that one makes about {@link ROWS_PER_STEP}: by what there is, not by how busy the machine is. */
  #adapt(made: number): void {
    const factor = Math.min(2, Math.max(1 / 8, ROWS_PER_STEP / Math.max(1, made)));
    this.#stepMs = Math.min(SPAN_MS, Math.max(QUARTER_HOUR_MS, floorTo(this.#stepMs * factor)));
  }

  async #sealDays(product: string, signal: AbortSignal): Promise<void> {
    const { commits, calendars, marks } = this.#ledger;
    const next = async (): Promise<PlannedStep | undefined> => {
      if (calendars.isStale(product)) return undefined;
      const sealed = calendars.sealedUntil(product);
      const from = this.#firstUnsealedDay(product);
      const limit = calendars.startOfDay(product, marks.get('sealed-until'));
      if (from === undefined || from >= limit) return undefined;
      // The longest day is shorter than the shortest two.
      const reach = Math.max(this.#daysMs, DAY_MS + DAY_MS / 2);
      const to = Math.min(limit, calendars.startOfDay(product, from + reach));
      const zone = calendars.zone(product) as string;
      const days = dayBoundaries(from, to, zone);
      return {
        step: this.#rolling.days(this.#ledger.cellsOf(product), days),
        stands: () =>
          !calendars.isStale(product) &&
          calendars.zone(product) === zone &&
          calendars.sealedUntil(product) === sealed,
        mark: (connection) => calendars.save(connection, product, zone, to),
        shrink: () => {
          this.#daysMs = (to - from) / SHRINK;
          return days.length > 2;
        },
        done: () => {
          calendars.set(product, zone, to);
          this.#daysMs = Math.min(SPAN_MS, 2 * this.#daysMs);
        },
      };
    };
    await takeSteps({ commits, next, rolling: this.#rolling, signal });
  }

  #firstUnsealedDay(product: string): number | undefined {
    const { calendars } = this.#ledger;
    const sealed = calendars.sealedUntil(product);
    if (sealed > 0) return sealed;
    const oldest = this.#rolling.oldestQuarter();
    return oldest === undefined ? undefined : calendars.startOfDay(product, oldest);
  }
}

import type { EventLog, EventQuery, LoggedEvent } from '../../../core/ports.ts';

/** An event log in an array, gone with the process. */
export class MemoryEventLog implements EventLog {
  readonly #events: LoggedEvent[] = [];

  async append(events: readonly Omit<LoggedEvent, 'sequence'>[]): Promise<void> {
    for (const event of events) this.#events.push({ ...event, sequence: this.#events.length + 1 });
  }

  async events(query: EventQuery): Promise<readonly LoggedEvent[]> {
    const found = this.#events
      .filter(
        (event) =>
          event.product === query.product &&
          (query.item === undefined || event.item === query.item) &&
          (query.types?.includes(event.type) ?? true) &&
          (query.from === undefined || event.at >= query.from) &&
          (query.to === undefined || event.at < query.to) &&
          (query.after === undefined || event.sequence > query.after),
      )
      .reverse();
    // Sorting is stable: of what happened at one instant the last that was logged stays first.
    if (query.order === 'happened') found.sort((a, b) => b.at - a.at);
    return found.slice(0, query.limit ?? 100);
  }
}

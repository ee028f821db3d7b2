import type { Alert, Silence } from '../../core/alert/alert.ts';
import { ALERT_EVENTS, type AlertChange, alertChanges } from '../../core/alert/alert-changes.ts';
import type { AlertBook, AlertNews, AlertReading, EventLog, MeasurementStore } from '../../core/ports.ts';
import { KeptAlerts } from './kept-alerts.ts';

/** A configured source of alerts. */
export interface AlertSource {
  readonly name: string;
  readonly product: string;
  /** It is read as a whole; otherwise it only tells what changes. */
  readonly isRead: boolean;
  /** How often it is read. */
  readonly intervalMs: number;
}

/** The alerts of one source as they are known. */
export interface AlertList extends AlertSource {
  readonly alerts: readonly Alert[];
  readonly silences: readonly Silence[];
  /** When this was the whole list, or when something was told last; Unix ms, absent: never. */
  readonly asOf: number | undefined;
  readonly leftOut: number;
}

export interface AlertBoardOptions {
  readonly store: MeasurementStore;
  readonly events: EventLog;
  readonly sources: readonly AlertSource[];
  /** Told of each change once it is kept. */
  onChange?(product: string, change: AlertChange, at: number): void;
}

/** Events of a source that are read back to see what an earlier life has logged. */
const RECENT_EVENTS = 1_000;
/** What was told is remembered against a reading that began before it, and no reading takes this long, ms. */
const LONGEST_READING_MS = 15 * 60_000;

interface Told {
  readonly at: number;
  readonly alert: Alert | undefined;
}

interface Shelf {
  readonly source: AlertSource;
  kept: KeptAlerts | undefined;
  readonly told: Map<string, Told>;
  /** What the event log has already of what is not committed yet. */
  logged: Set<string>;
  queue: Promise<unknown>;
}

/**
 * Which alerts fire, of every source: kept in the store, so that a restart forgets none, each change logged once and told to whoever
 * listens. What is in memory is what was committed.
 */
export class AlertBoard implements AlertBook {
  readonly #options: AlertBoardOptions;
  readonly #shelves: ReadonlyMap<string, Shelf>;

  constructor(options: AlertBoardOptions) {
    this.#options = options;
    this.#shelves = new Map(
      options.sources.map((source) => [
        source.name,
        { source, kept: undefined, told: new Map(), logged: new Set(), queue: Promise.resolve() },
      ]),
    );
  }

  /** Reads back what is kept, so that pages show it from the first moment on. */
  async restore(): Promise<void> {
    await Promise.all([...this.#shelves.values()].map((shelf) => this.#keptOf(shelf)));
  }

  read(source: string, begunAt: number, reading: AlertReading): Promise<void> {
    return this.#change(source, begunAt, (kept, { told }) => {
      const since = new Map<string, Alert | undefined>();
      for (const [fingerprint, { at, alert }] of told) {
        if (at >= begunAt) since.set(fingerprint, alert);
        else told.delete(fingerprint);
      }
      return kept.afterReading(begunAt, reading, since);
    });
  }

  told(source: string, at: number, news: AlertNews): Promise<void> {
    return this.#change(source, at, (kept, shelf) => {
      for (const [fingerprint, known] of shelf.told)
        if (known.at < at - LONGEST_READING_MS) shelf.told.delete(fingerprint);
      for (const alert of news.firing) shelf.told.set(alert.fingerprint, { at, alert });
      for (const fingerprint of news.resolved) shelf.told.set(fingerprint, { at, alert: undefined });
      return kept.afterNews(at, news, !shelf.source.isRead);
    });
  }

  /** The lists of a product's sources, in the order of the configuration. */
  lists(product: string): readonly AlertList[] {
    return [...this.#shelves.values()]
      .filter(({ source }) => source.product === product)
      .map(({ source, kept }) => ({
        ...source,
        alerts: [...(kept?.alerts.values() ?? [])],
        silences: kept?.silences ?? [],
        asOf: kept?.asOf,
        leftOut: kept?.leftOut ?? 0,
      }));
  }

  /** One change of a source after the other. */
  #change(source: string, at: number, next: (kept: KeptAlerts, shelf: Shelf) => KeptAlerts): Promise<void> {
    const shelf = this.#shelves.get(source);
    if (shelf === undefined) return Promise.resolve();
    const done = shelf.queue.then(async () => {
      const before = await this.#keptOf(shelf);
      await this.#commit(shelf, before, next(before, shelf), at);
    });
    shelf.queue = done.catch(() => undefined);
    return done;
  }

  async #commit(shelf: Shelf, before: KeptAlerts, after: KeptAlerts, at: number): Promise<void> {
    const { store, onChange } = this.#options;
    const { name, product } = shelf.source;
    const changes = alertChanges(before.alerts, after.alerts);
    await this.#log(shelf, changes, at);
    const { entries, kept, id } = after.entries(at);
    if (entries.length > 0) await store.write({ source: name, id, state: entries });
    shelf.kept = kept;
    shelf.logged.clear();
    for (const change of changes) onChange?.(product, change, at);
  }

  /** Logged before it is kept: what a kill in between leaves is seen at the next start, and not logged twice. */
  async #log({ source, logged }: Shelf, changes: readonly AlertChange[], at: number): Promise<void> {
    const { product, name } = source;
    const fresh = changes.filter((change) => !logged.has(keyOf(name, change)));
    if (fresh.length === 0) return;
    await this.#options.events.append(
      fresh.map(({ type, alert, sentence }) => ({
        at,
        product,
        item: alert.item,
        type,
        data: {
          sentence,
          source: name,
          alert: alert.name,
          severity: alert.severity,
          environment: alert.environment,
          fingerprint: alert.fingerprint,
          startsAt: alert.startsAt,
          ...(type === 'alert-silenced'
            ? { by: alert.silences[0]?.by, until: alert.silences[0]?.endsAt }
            : {}),
        },
      })),
    );
    for (const change of fresh) logged.add(keyOf(name, change));
  }

  async #keptOf(shelf: Shelf): Promise<KeptAlerts> {
    if (shelf.kept !== undefined) return shelf.kept;
    const { store, events } = this.#options;
    const { name, product } = shelf.source;
    const kept = KeptAlerts.restored(await store.state(name));
    const since = { from: kept.changedAt + 1, limit: RECENT_EVENTS };
    const recent = await events.events({ product, types: [...ALERT_EVENTS], ...since });
    for (const { type, data } of recent) {
      shelf.logged.add(JSON.stringify([type, data.source, data.fingerprint, data.startsAt]));
    }
    shelf.kept = kept;
    return kept;
  }
}

function keyOf(source: string, { type, alert }: AlertChange): string {
  return JSON.stringify([type, source, alert.fingerprint, alert.startsAt]);
}

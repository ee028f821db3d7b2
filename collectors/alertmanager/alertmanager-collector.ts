import type { AlertBook, AlertReading, Collector } from '../../core/ports.ts';
import { Connection } from '../http/connection.ts';
import type { SourceDeps } from '../source.ts';
import { AlertsOfSource } from './alerts-of-source.ts';
import { AlertmanagerApi, type Call } from './api.ts';
import { type AlertmanagerSource, alertmanagerUrls } from './schema.ts';

/** Whoever raises alerts tells them again, but not at once (Prometheus: within a minute or so). */
const SETTLING = 'It began a moment ago and may not have been told all its alerts again yet.';

/** Reads the alerts that fire, and the silences that keep them quiet, from an Alertmanager. */
export function createAlertmanagerCollector(
  config: AlertmanagerSource,
  deps: SourceDeps,
  book: AlertBook,
): Collector {
  const reader = new AlertReader(config, deps, book);
  return { source: config.name, intervalMs: config.interval, collect: (signal) => reader.collect(signal) };
}

class AlertReader {
  readonly #config: AlertmanagerSource;
  readonly #deps: SourceDeps;
  readonly #book: AlertBook;
  readonly #connection: Connection;
  readonly #members: readonly AlertmanagerApi[];
  readonly #alerts: AlertsOfSource;

  constructor(config: AlertmanagerSource, deps: SourceDeps, book: AlertBook) {
    this.#config = config;
    this.#deps = deps;
    this.#book = book;
    this.#connection = new Connection(config, deps.secrets);
    this.#alerts = new AlertsOfSource(config);
    const { timeout: timeoutMs, max_body: maxBytes, max_redirects: maxRedirects } = config;
    const limits = { timeoutMs, maxBytes, maxRedirects };
    this.#members = alertmanagerUrls(config).map((url) => new AlertmanagerApi(url, limits));
  }

  /** Reads the first member of the cluster that answers. @throws the first one's error when none does */
  async collect(signal: AbortSignal): Promise<void> {
    const { clock, monitor } = this.#deps;
    const call = { credentials: await this.#connection.credentials(), signal };
    const failures: Error[] = [];
    for (const member of this.#members) {
      const begunAt = clock.now();
      try {
        const reading = await this.#read(member, begunAt, call);
        await this.#book.read(this.#config.name, begunAt, reading);
        const settling = reading.isSettling ? [SETTLING] : [];
        monitor.warned(this.#config.name, [...failures.map(({ message }) => message), ...settling]);
        return;
      } catch (error) {
        failures.push(error as Error);
      }
    }
    throw failures[0];
  }

  async #read(member: AlertmanagerApi, now: number, call: Call): Promise<AlertReading> {
    const { name, match, settle_time } = this.#config;
    const { monitor } = this.#deps;
    const [raw, silences, startedAt] = await Promise.all([
      member.alerts(match, call),
      member.silences(call),
      member.startedAt(call),
    ]);
    const byId = new Map(silences.read.map((silence) => [silence.id, silence]));
    const own = raw.read.filter((one) => this.#alerts.owns(one)).map((one) => this.#alerts.alert(one, byId));
    monitor.count(name, 'accepted', own.length);
    if (raw.unreadable > 0) monitor.count(name, 'rejected', raw.unreadable, 'an alert that cannot be read');
    if (silences.unreadable > 0)
      monitor.count(name, 'rejected', silences.unreadable, 'a silence that cannot be read');
    return {
      ...this.#alerts.bounded(own),
      silences: silences.read.filter((silence) => this.#alerts.mayConcern(silence)),
      isSettling: startedAt !== undefined && now - startedAt < settle_time,
    };
  }
}

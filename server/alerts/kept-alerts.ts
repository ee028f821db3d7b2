import { createHash } from 'node:crypto';
import { type Alert, byUrgency, type Silence } from '../../core/alert/alert.ts';
import type { AlertNews, AlertReading, StateEntry } from '../../core/ports.ts';

/** However much is told, more alerts of one source are not kept: the most urgent ones are. */
const MOST_ALERTS = 10_000;
/** Groups that left alerts out are remembered up to this many. */
const MOST_GROUPS = 1_000;
/** How old the list was is written at least this often, so that it is known after a restart, ms. */
const WRITE_EVERY_MS = 60_000;

const LIST_KEY = JSON.stringify(['list']);
const SILENCES_KEY = JSON.stringify(['silences']);

interface ListRecord {
  readonly asOf: number | null;
  /** When any alert or silence changed last: what the event log has since then was not committed. */
  readonly changedAt?: number;
  readonly leftOut: readonly (readonly [group: string, n: number])[];
}

interface Content {
  readonly alerts: ReadonlyMap<string, Alert>;
  readonly silences: readonly Silence[];
  readonly asOf: number | undefined;
  readonly leftOut: ReadonlyMap<string, number>;
}

/** The alerts of one source at one time, and how they are committed. Never changed: what comes makes another one. */
export class KeptAlerts {
  /** By fingerprint. */
  readonly alerts: ReadonlyMap<string, Alert>;
  readonly silences: readonly Silence[];
  /** When this was the whole list, or when something was told last; Unix ms, `undefined` before the first time. */
  readonly asOf: number | undefined;
  /** How many alerts each group left out; the group of a whole list is `''`. */
  readonly #leftOut: ReadonlyMap<string, number>;
  /** What is written of it, by key. */
  readonly #written: ReadonlyMap<string, string>;
  readonly #writtenAt: number;
  /** When any alert or silence changed last, as committed; Unix ms. */
  readonly changedAt: number;

  private constructor(
    content: Content,
    written: ReadonlyMap<string, string>,
    writtenAt: number,
    changedAt: number,
  ) {
    this.alerts = content.alerts;
    this.silences = content.silences;
    this.asOf = content.asOf;
    this.#leftOut = content.leftOut;
    this.#written = written;
    this.#writtenAt = writtenAt;
    this.changedAt = changedAt;
  }

  /** As it was committed. */
  static restored(state: ReadonlyMap<string, string>): KeptAlerts {
    const alerts = new Map<string, Alert>();
    let silences: readonly Silence[] = [];
    let record: ListRecord = { asOf: null, leftOut: [] };
    for (const [key, text] of state) {
      const [kind, fingerprint = ''] = JSON.parse(key) as [string, string?];
      if (kind === 'alert') alerts.set(fingerprint, JSON.parse(text) as Alert);
      if (key === SILENCES_KEY) silences = JSON.parse(text) as readonly Silence[];
      if (key === LIST_KEY) record = JSON.parse(text) as ListRecord;
    }
    const asOf = record.asOf ?? undefined;
    const content = { alerts, silences, asOf, leftOut: new Map(record.leftOut) };
    return new KeptAlerts(content, state, Number.NEGATIVE_INFINITY, record.changedAt ?? 0);
  }

  get leftOut(): number {
    return [...this.#leftOut.values()].reduce((sum, n) => sum + n, 0);
  }

  /** @param since what was told since the reading began: it knows better */
  afterReading(
    at: number,
    { alerts, silences, leftOut, isSettling }: AlertReading,
    since: ReadonlyMap<string, Alert | undefined>,
  ): KeptAlerts {
    const now = new Map(isSettling ? this.alerts : []);
    for (const alert of alerts) now.set(alert.fingerprint, alert);
    for (const [fingerprint, alert] of since) {
      if (alert === undefined) now.delete(fingerprint);
      else if (!now.has(fingerprint)) now.set(fingerprint, alert);
    }
    const asOf = isSettling ? this.asOf : at;
    const content = { alerts: bounded(now), silences, asOf, leftOut: new Map([['', leftOut]]) };
    return this.#with(content);
  }

  /** @param isWhole news are all that there is of the source; otherwise the next reading says how whole the list is */
  afterNews(at: number, { firing, resolved, group, leftOut }: AlertNews, isWhole: boolean): KeptAlerts {
    const now = new Map(this.alerts);
    for (const fingerprint of resolved) now.delete(fingerprint);
    for (const alert of firing) {
      // Who keeps it quiet is only in the whole list.
      const { silences = [], inhibited = false } = now.get(alert.fingerprint) ?? {};
      now.set(alert.fingerprint, { ...alert, silences, inhibited });
    }
    const { silences } = this;
    if (!isWhole) {
      const content = { alerts: bounded(now), silences, asOf: this.asOf, leftOut: this.#leftOut };
      return this.#with(content);
    }
    const groups = new Map(this.#leftOut);
    groups.delete(group);
    if (leftOut > 0) groups.set(group, leftOut);
    const most = new Map([...groups].slice(-MOST_GROUPS));
    const content = { alerts: bounded(now), silences, asOf: at, leftOut: most };
    return this.#with(content);
  }

  #with(content: Content): KeptAlerts {
    return new KeptAlerts(content, this.#written, this.#writtenAt, this.changedAt);
  }

  /** What has to be written, and what is kept once it is. */
  entries(at: number): {
    readonly entries: readonly StateEntry[];
    readonly kept: KeptAlerts;
    readonly id: string;
  } {
    const changed = this.#changes(this.#texts(at)).some(({ key }) => key !== LIST_KEY);
    if (!changed && at < this.#writtenAt + WRITE_EVERY_MS) return { entries: [], kept: this, id: '' };
    const changedAt = changed ? at : this.changedAt;
    const wanted = this.#texts(changedAt);
    const entries = this.#changes(wanted);
    const hash = createHash('sha1').update(JSON.stringify(entries)).digest('hex');
    const { alerts, silences, asOf } = this;
    const content = { alerts, silences, asOf, leftOut: this.#leftOut };
    return { entries, kept: new KeptAlerts(content, wanted, at, changedAt), id: `alerts-${at}-${hash}` };
  }

  #changes(wanted: ReadonlyMap<string, string>): readonly StateEntry[] {
    const entries: StateEntry[] = [];
    for (const [key, value] of wanted) if (this.#written.get(key) !== value) entries.push({ key, value });
    for (const key of this.#written.keys()) if (!wanted.has(key)) entries.push({ key, value: null });
    return entries;
  }

  #texts(changedAt: number): ReadonlyMap<string, string> {
    const record: ListRecord = { asOf: this.asOf ?? null, changedAt, leftOut: [...this.#leftOut] };
    return new Map([
      [LIST_KEY, JSON.stringify(record)],
      [SILENCES_KEY, JSON.stringify(this.silences)],
      ...[...this.alerts].map(([fingerprint, alert]): [string, string] => [
        JSON.stringify(['alert', fingerprint]),
        JSON.stringify(alert),
      ]),
    ]);
  }
}

function bounded(alerts: ReadonlyMap<string, Alert>): ReadonlyMap<string, Alert> {
  if (alerts.size <= MOST_ALERTS) return alerts;
  const most = [...alerts.values()].sort(byUrgency).slice(0, MOST_ALERTS);
  return new Map(most.map((alert) => [alert.fingerprint, alert]));
}

import type { Silence } from '../../core/alert/alert.ts';
import { GatelineError } from '../../core/errors.ts';
import type { LabelConditions } from '../../core/measure/label-conditions.ts';
import type { Credentials } from '../http/connection.ts';
import { shownUrl } from '../http/failure.ts';
import { refusal } from '../http/refusal.ts';
import { type RequestLimits, request } from '../http/request.ts';
import { fieldsOf, type RawAlert, type ReadList, readAlerts, readSilences, timeIn } from './raw-alert.ts';

/** One call. */
export interface Call {
  readonly credentials: Credentials;
  readonly signal: AbortSignal;
}

/**
 * The API of an Alertmanager, version 2 (0.16 and newer; version 1 is gone since 0.27).
 * @see https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml
 */
export class AlertmanagerApi {
  readonly #base: string;
  readonly #limits: RequestLimits;

  /** @param url what stands before `/api/v2` */
  constructor(url: string, limits: RequestLimits) {
    this.#base = url.replace(/\/+$/, '');
    this.#limits = limits;
  }

  /**
   * Every alert that fires and has these labels, kept quiet or not.
   * @throws GatelineError `source-unreachable`, `source-refused`, `source-answer-invalid`, `limit-exceeded`
   */
  async alerts(match: LabelConditions, call: Call): Promise<ReadList<RawAlert>> {
    const query = new URLSearchParams({ active: 'true', silenced: 'true', inhibited: 'true' });
    for (const [label, pattern] of Object.entries(match)) query.append('filter', matcherOf(label, pattern));
    const list = readAlerts(await this.#get(`/api/v2/alerts?${query}`, call));
    if (list === undefined) throw this.#invalid('something else than a list of alerts');
    return list;
  }

  /** The silences that are in force. @throws as {@link alerts} */
  async silences(call: Call): Promise<ReadList<Silence>> {
    const list = readSilences(await this.#get('/api/v2/silences', call));
    if (list === undefined) throw this.#invalid('something else than a list of silences');
    return list;
  }

  /** When it began, Unix ms; `undefined` where it does not tell. @throws GatelineError `source-unreachable` */
  async startedAt(call: Call): Promise<number | undefined> {
    try {
      return timeIn(fieldsOf(await this.#get('/api/v2/status', call))?.uptime);
    } catch (error) {
      if (error instanceof GatelineError && error.code !== 'source-unreachable') return undefined;
      throw error;
    }
  }

  async #get(path: string, { credentials, signal }: Call): Promise<unknown> {
    const url = `${this.#base}${path}`;
    const headers = { accept: 'application/json' };
    const answer = await request({ url, headers, credentials, limits: this.#limits, signal });
    if (answer.status !== 200) throw refusal(url, answer.status, credentials.authorization !== undefined);
    try {
      return JSON.parse(answer.body);
    } catch {
      throw this.#invalid('something that is not the API of an Alertmanager; check the address');
    }
  }

  #invalid(what: string): GatelineError {
    return new GatelineError('source-answer-invalid', `${shownUrl(this.#base)} answers with ${what}.`);
  }
}

function matcherOf(label: string, pattern: string): string {
  return pattern.startsWith('!')
    ? `${label}!~${JSON.stringify(pattern.slice(1))}`
    : `${label}=~${JSON.stringify(pattern)}`;
}

import type { Silence, SilenceMatcher } from '../../core/alert/alert.ts';
import type { Labels } from '../../core/measure/series.ts';

/** An alert as an Alertmanager gives it, checked. */
export interface RawAlert {
  readonly fingerprint: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  /** Unix ms. */
  readonly startsAt: number;
  readonly generatorUrl: string;
  /** Ids of silences. */
  readonly silencedBy: readonly string[];
  /** Other alerts, or a time of the week, keep it quiet. */
  readonly inhibited: boolean;
}

/** What could be read of a list, and how much of it could not. */
export interface ReadList<T> {
  readonly read: readonly T[];
  readonly unreadable: number;
}

/** Names and values of labels and annotations are cut at this many letters, and there are so many of them at most. */
const LONGEST_TEXT = 2_000;
const MOST_LABELS = 200;

/** The answer of `GET /api/v2/alerts`; `undefined` when it is no list. */
export function readAlerts(content: unknown): ReadList<RawAlert> | undefined {
  return readAll(content, readAlert);
}

/** The answer of `GET /api/v2/silences`, those that are in force; `undefined` when it is no list. */
export function readSilences(content: unknown): ReadList<Silence> | undefined {
  const list = readAll(content, (one) => {
    const state = fieldsOf(fieldsOf(one)?.status)?.state;
    return state === 'expired' || state === 'pending' ? 'not-now' : readSilence(one);
  });
  if (list === undefined) return undefined;
  return { ...list, read: list.read.filter((one): one is Silence => one !== 'not-now') };
}

function readAll<T>(content: unknown, readOne: (value: unknown) => T | undefined): ReadList<T> | undefined {
  if (!Array.isArray(content)) return undefined;
  const read = content.map(readOne).filter((one) => one !== undefined);
  return { read, unreadable: content.length - read.length };
}

/** One alert of the API, or of a webhook's list. */
export function readAlert(value: unknown): RawAlert | undefined {
  const fields = fieldsOf(value);
  const labels = textsOf(fields?.labels);
  const annotations = textsOf(fields?.annotations ?? {});
  const startsAt = timeIn(fields?.startsAt);
  const { fingerprint, generatorURL = '' } = fields ?? {};
  if (labels === undefined || annotations === undefined || startsAt === undefined) return undefined;
  if (typeof fingerprint !== 'string' || !/^[0-9a-zA-Z_-]{1,100}$/.test(fingerprint)) return undefined;
  const status = fieldsOf(fields?.status) ?? {};
  const inhibitedBy = [...idsIn(status.inhibitedBy), ...idsIn(status.mutedBy)];
  return {
    fingerprint,
    labels,
    annotations,
    startsAt,
    generatorUrl: typeof generatorURL === 'string' ? generatorURL : '',
    silencedBy: idsIn(status.silencedBy),
    inhibited: inhibitedBy.length > 0,
  };
}

function readSilence(value: unknown): Silence | undefined {
  const { id, createdBy = '', comment = '', startsAt, endsAt, matchers } = fieldsOf(value) ?? {};
  const [from, to] = [timeIn(startsAt), timeIn(endsAt)];
  if (typeof id !== 'string' || id === '' || from === undefined || to === undefined) return undefined;
  if (!Array.isArray(matchers)) return undefined;
  const written = matchers.slice(0, MOST_LABELS).map(matcherIn);
  if (written.includes(undefined)) return undefined;
  return {
    id: clipped(id),
    by: clipped(String(createdBy)),
    comment: clipped(String(comment)),
    startsAt: from,
    endsAt: to,
    matchers: written.filter((one) => one !== undefined),
  };
}

/** `isEqual` is missing in versions before 0.22, which knew no other. */
function matcherIn(value: unknown): SilenceMatcher | undefined {
  const { name, value: text, isRegex = false, isEqual = true } = fieldsOf(value) ?? {};
  if (typeof name !== 'string' || typeof text !== 'string') return undefined;
  const operators = isRegex === true ? (['=~', '!~'] as const) : (['=', '!='] as const);
  return { label: clipped(name), operator: operators[isEqual === false ? 1 : 0], value: clipped(text) };
}

/** An object of an answer, or `undefined`. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Record<string, unknown>) : undefined;
}

function textsOf(value: unknown): Labels | undefined {
  const fields = fieldsOf(value);
  if (fields === undefined) return undefined;
  const texts: Record<string, string> = Object.create(null);
  for (const [name, text] of Object.entries(fields).slice(0, MOST_LABELS)) {
    if (typeof text !== 'string') return undefined;
    texts[clipped(name)] = clipped(text);
  }
  return texts;
}

function idsIn(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  return value.filter((id) => typeof id === 'string').slice(0, MOST_LABELS);
}

/** RFC 3339, as Go writes it; Unix ms. */
export function timeIn(value: unknown): number | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(value)) return undefined;
  const at = Date.parse(value);
  return Number.isSafeInteger(at) ? at : undefined;
}

function clipped(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT)}…`;
}

import { formatCount } from '../../core/signal/format.ts';
import { formatBytes } from '../../core/text/byte-text.ts';
import { formatDuration } from '../../core/time/duration.ts';
import type { SourcesResponse } from '../../server/http/contract/operations.ts';
import { formatDay } from './calendar-text.ts';
import type { Column } from './data-table.ts';

type StoreJson = SourcesResponse['store'];

/** Kinds of data as the store names them, in words. Others have words for names. */
const KINDS: Readonly<Record<string, string>> = {
  raw: 'everything, as it came',
  increments: 'counters and distributions, as they came',
  increment_quarters: 'counters and distributions, by quarter hours',
  samples: 'gauges, as they came',
  sample_quarters: 'gauges, by quarter hours',
  days: 'counters and distributions, by days',
};

const NOT_SAID = '–';

/** What is kept, how much of it, and for how long, as a table; a column that nobody has anything to say about is left out. Days are of UTC. */
export function keptTable(
  { kinds }: StoreJson,
  now: number,
): {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
} {
  const hasBytes = kinds.some(({ bytes }) => bytes !== undefined);
  const hasSince = kinds.some(({ since }) => since !== undefined);
  return {
    columns: [
      { title: 'Data' },
      { title: 'Rows', numeric: true },
      ...(hasBytes ? [{ title: 'On disk', numeric: true }] : []),
      { title: 'Kept' },
      ...(hasSince ? [{ title: 'Since' }] : []),
    ],
    rows: kinds.map(({ kind, rows, bytes, since, retentionMs }) => [
      KINDS[kind] ?? kind.replaceAll('_', ' '),
      rows === undefined ? NOT_SAID : formatCount(rows),
      ...(hasBytes ? [bytes === undefined ? NOT_SAID : formatBytes(bytes)] : []),
      retentionMs === undefined ? 'for ever' : `at least ${formatDuration(retentionMs)}`,
      ...(hasSince ? [since === undefined ? NOT_SAID : formatDay(since, 'UTC', now)] : []),
    ]),
  };
}

/** What is on its way to InfluxDB, in a sentence; `undefined` where there is no such way. */
export function spoolSentence({ spool }: StoreJson): string | undefined {
  if (spool === undefined) return undefined;
  const room = `of the ${formatBytes(spool.limitBytes)} that may wait`;
  if (spool.points === 0) return `Everything has arrived in InfluxDB; nothing ${room} is used.`;
  return `${points(spool.points)} wait for InfluxDB: ${formatBytes(spool.bytes)} ${room}.`;
}

/** What InfluxDB refuses, in a sentence with the newest reason; `undefined` when it is nothing. */
export function setAsideSentence({ setAside }: StoreJson): string | undefined {
  if (setAside === undefined || setAside.points === 0) return undefined;
  const { points: kept, dropped, newest } = setAside;
  const reason = newest[0] === undefined ? '' : `: ${newest[0].reason}`;
  const oldest = dropped === 0 ? '' : `, of which the newest ${formatCount(kept)} are kept here`;
  return `InfluxDB refuses ${points(kept + dropped)} for good${oldest}${reason}`;
}

function points(n: number): string {
  return `${formatCount(n)} ${n === 1 ? 'point' : 'points'}`;
}

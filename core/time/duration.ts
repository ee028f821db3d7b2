export { formatAge } from '../signal/format.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;

/** Units of time as people write them, in ms. Months and years are not among them: they have no one length. */
const UNITS: ReadonlyMap<string, number> = new Map([
  ...spelt(1, 'ms', 'msec', 'millisecond', 'milliseconds'),
  ...spelt(SECOND, 's', 'sec', 'secs', 'second', 'seconds'),
  ...spelt(MINUTE, 'm', 'min', 'mins', 'minute', 'minutes'),
  ...spelt(HOUR, 'h', 'hr', 'hrs', 'hour', 'hours'),
  ...spelt(DAY, 'd', 'day', 'days'),
  ...spelt(WEEK, 'w', 'week', 'weeks'),
]);

const PART = /(\d+(?:\.\d+)?)\s*([a-z]+)\s*/gy;

function spelt(ms: number, ...names: string[]): readonly (readonly [string, number])[] {
  return names.map((name) => [name, ms] as const);
}

/** How many ms a unit of time has (`d`, `days`, `ms`, `min`); `undefined` when it is none. Letters' case does not count. */
export function durationUnit(name: string): number | undefined {
  return UNITS.get(name.toLowerCase());
}

/**
 * Reads `7d`, `28 days`, `24h`, `90s`, `500ms`, `2w`, `1h30m`, with or without spaces. In ms; `undefined` when it is no duration.
 */
export function parseDuration(text: string): number | undefined {
  const trimmed = text.trim().toLowerCase();
  let ms = 0;
  PART.lastIndex = 0;
  for (let read = 0; read < trimmed.length; read = PART.lastIndex) {
    const match = PART.exec(trimmed);
    const unit = UNITS.get(match?.[2] ?? '');
    if (match === null || unit === undefined) return undefined;
    ms += Number(match[1]) * unit;
  }
  // `1.1d` is 95,040,000 ms, which doubles miss by a little.
  return trimmed === '' ? undefined : Number(ms.toPrecision(15));
}

/** The shortest text that {@link parseDuration} reads as `ms`: `28d`, `24h`, `90s`, `500ms`. Weeks are written as days. */
export function writeDuration(ms: number): string {
  if (ms > 0 && ms < SECOND) return `${ms}ms`;
  const [size, unit] = largestUnit(ms);
  return `${ms / size}${unit}`;
}

function largestUnit(ms: number): readonly [number, string] {
  // A day is written as 24 hours, because that is how people ask for the last one.
  if (ms % DAY === 0 && ms > DAY) return [DAY, 'd'];
  if (ms % HOUR === 0 && ms > 0) return [HOUR, 'h'];
  if (ms % MINUTE === 0 && ms > 0) return [MINUTE, 'min'];
  return Number.isInteger(ms / SECOND) ? [SECOND, 's'] : [1, 'ms'];
}

/** For people: `7 days`, `24 hours`, `90 min`, `1.84 s`, `240 ms`; three significant digits where it is not a whole number. */
export function formatDuration(ms: number): string {
  if (ms >= DAY && ms % DAY === 0) return plural(ms / DAY, 'day');
  if (ms >= 2 * DAY) return `${digits(ms / DAY)} days`;
  if (ms >= HOUR && ms % HOUR === 0) return plural(ms / HOUR, 'hour');
  if (ms >= 2 * HOUR) return `${digits(ms / HOUR)} hours`;
  if (ms >= 2 * MINUTE) return `${digits(ms / MINUTE)} min`;
  return ms >= SECOND ? `${digits(ms / SECOND)} s` : `${digits(ms)} ms`;
}

function plural(n: number, unit: string): string {
  return `${n < 1_000 ? n : n.toLocaleString('en-US')} ${unit}${n === 1 ? '' : 's'}`;
}

function digits(value: number): string {
  return String(Number(value.toPrecision(3)));
}

import { nearest } from '../text/nearest.ts';

const known = new Map<string, boolean>();
/** Beyond this many different texts somebody is guessing; the answers are not kept. */
const MAX_KNOWN = 1_000;

/**
 * Whether `text` is a time zone of the IANA database (`Europe/Berlin`, `Asia/Kolkata`, `UTC`). Bare offsets (`+05:30`) are not: their
 * days and months would not follow anybody's clock through the year.
 */
export function isZone(text: string): boolean {
  const answer = known.get(text);
  if (answer !== undefined) return answer;
  const real = /^[A-Za-z]/.test(text) && formatsIn(text);
  if (known.size < MAX_KNOWN) known.set(text, real);
  return real;
}

/** The zone that was most likely meant; a city's name alone is enough (`Berlin`). */
export function nearestZone(text: string): string | undefined {
  const zones = [...Intl.supportedValuesOf('timeZone'), 'UTC'];
  const city = zones.find(
    (zone) => zone.slice(zone.lastIndexOf('/') + 1).toLowerCase() === text.toLowerCase(),
  );
  return city ?? nearest(text, zones);
}

function formatsIn(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

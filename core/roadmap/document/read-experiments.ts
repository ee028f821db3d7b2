import { formatShare } from '../../signal/format.ts';
import { isCalendarDate } from '../../time/calendar.ts';
import type { Track } from '../roadmap.ts';
import { checkVersion } from './check-items.ts';
import { type DocumentPath, errorAt, type NoteProblem } from './problem.ts';
import { asList, asText, property } from './raw.ts';

/** Thirds written to two digits still make a whole. */
const TOLERANCE = 0.0051;

/**
 * Shares of the arms of each experiment, by its place; what is wrong with experiments is noted: an id that is there twice, an arm that is no
 * version or is there twice, shares that make no whole, an end before its beginning.
 */
export function readExperiments(
  document: unknown,
  tracks: ReadonlyMap<string, Track>,
  note: NoteProblem,
): ReadonlyMap<number, readonly number[]> {
  const shares = new Map<number, readonly number[]>();
  const seen = new Set<string>();
  for (const [i, experiment] of asList(property(document, 'experiments')).entries()) {
    const path = ['experiments', i];
    const id = asText(property(experiment, 'id'));
    if (id !== undefined && seen.has(id)) {
      note(
        errorAt([...path, 'id'], `\`${id}\` is the id of two experiments.`, {
          read: id,
          expected: 'an id of its own',
        }),
      );
    }
    if (id !== undefined) seen.add(id);
    checkDays(path, experiment, note);
    checkUnit(path, experiment, note);
    shares.set(i, readArms([...path, 'arms'], asList(property(experiment, 'arms')), tracks, note));
  }
  return shares;
}

function readArms(
  path: DocumentPath,
  arms: readonly unknown[],
  tracks: ReadonlyMap<string, Track>,
  note: NoteProblem,
): readonly number[] {
  const seen = new Set<string>();
  for (const [i, arm] of arms.entries()) {
    const version = asText(property(arm, 'version'));
    if (version === undefined) continue;
    checkVersion([...path, i, 'version'], version, 'value', tracks, note);
    const name = JSON.stringify([version, property(arm, 'build')]);
    if (seen.has(name)) {
      note(
        errorAt([...path, i, 'version'], `\`${version}\` is an arm of this experiment already.`, {
          read: version,
          expected: 'another version, or another build',
        }),
      );
    }
    seen.add(name);
  }
  const shares = arms.map((arm, i) => readShare([...path, i, 'share'], property(arm, 'share'), note));
  const known = shares.filter((share) => share !== undefined);
  const sum = known.reduce((all, share) => all + share, 0);
  if (arms.length > 1 && known.length === arms.length && Math.abs(sum - 1) > TOLERANCE) {
    note(
      errorAt(path, `The shares of its arms add up to ${formatShare(sum)}, where 100 % was expected.`, {
        read: formatShare(sum),
        expected: '100 %',
      }),
    );
  }
  return known.map((share) => share / (sum || 1));
}

/** `90%`, `12.5 %` or 0.9. */
function readShare(path: DocumentPath, value: unknown, note: NoteProblem): number | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const percent = /^(\d+(?:\.\d+)?)\s*%$/.exec(String(value).trim())?.[1];
  const share = percent === undefined ? Number(value) : Number(percent) / 100;
  if (share > 0 && share < 1) return share;
  note(
    errorAt(path, `\`${value}\` was read, where a share between 0 and 100 % such as 90% was expected.`, {
      read: String(value),
      expected: 'a share such as 90%',
      ...(share > 1 && share < 100 ? { suggestion: `${share}%` } : {}),
    }),
  );
  return undefined;
}

function checkDays(path: DocumentPath, experiment: unknown, note: NoteProblem): void {
  const [from, to] = [property(experiment, 'from'), property(experiment, 'to')];
  if (typeof from !== 'string' || typeof to !== 'string' || !isCalendarDate(from) || !isCalendarDate(to))
    return;
  if (to >= from) return;
  note(
    errorAt([...path, 'to'], `It ends on ${to}, before it begins on ${from}.`, {
      read: to,
      expected: `a day from ${from} on`,
    }),
  );
}

/** Requests of one customer are not drawn one by one: counting them says nothing of how customers were split. */
function checkUnit(path: DocumentPath, experiment: unknown, note: NoteProblem): void {
  const unit = asText(property(experiment, 'assignment'));
  if (unit === undefined || unit === 'request' || property(experiment, 'counted_by') !== undefined) return;
  note(
    errorAt(
      [...path, 'assignment'],
      `Nothing counts by \`${unit}\`, so nobody can say whether the split is as planned: name a counter under \`counted_by\`.`,
      { severity: 'warning', read: unit, expected: '`request`, or a counter under `counted_by`' },
    ),
  );
}

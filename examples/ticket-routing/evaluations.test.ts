import { describe, expect, it } from 'vitest';
import { type EvaluationFile, evaluationFiles, evaluationText } from './evaluations.ts';
import { timelineFor } from './timeline.ts';

const Z = 1.6448536269514722;
const files = evaluationFiles(timelineFor('2026-11-23'));

function latest(version: string, dataset = 'golden-set'): EvaluationFile {
  return files.findLast(({ run }) => run.item === version && run.dataset === dataset)!;
}

/** Wilson 1927, one-sided 95 %, of clusters, whose mean outcome counts once. */
function interval(
  file: EvaluationFile,
  metric: string,
): { value: number; lower: number; upper: number; n: number } {
  const clusters = Map.groupBy(
    file.items.filter(({ values }) => values[metric] !== undefined),
    ({ cluster }) => cluster,
  );
  const means = [...clusters.values()].map(
    (items) => items.reduce((sum, { values }) => sum + (values[metric] ?? 0), 0) / items.length,
  );
  const n = means.length;
  const value = means.reduce((sum, mean) => sum + mean, 0) / n;
  const centre = (value + Z ** 2 / (2 * n)) / (1 + Z ** 2 / n);
  const half = (Z / (1 + Z ** 2 / n)) * Math.sqrt((value * (1 - value)) / n + Z ** 2 / (4 * n ** 2));
  return { value, lower: centre - half, upper: centre + half, n };
}

describe('the evaluation runs', () => {
  it('are of some thousand items, a few of which failed', () => {
    for (const { run, items } of files.filter((file) => file.run.dataset === 'golden-set')) {
      expect(items).toHaveLength(3_200);
      const failed = items.filter(({ error }) => error !== undefined);
      expect(failed.length, run.id).toBeGreaterThan(0);
      expect(failed.length, run.id).toBeLessThan(30);
      expect(failed.every(({ values }) => Object.keys(values).length === 0)).toBe(true);
    }
  });

  it.each([
    ['v1', 'correct', 0.85],
    ['v2', 'correct', 0.92],
    ['v2', 'helpful', 0.7],
  ])('prove %s above its target of %s', (version, metric, target) => {
    expect(interval(latest(version), metric).lower).toBeGreaterThan(target);
  });

  it.each([
    ['v2', 0.03],
    ['v3', 0.03],
  ])('prove %s under %d hallucinations', (version, target) => {
    expect(interval(latest(version), 'hallucinated').upper).toBeLessThan(target);
  });

  it('prove v3 at most 3 points below v2, on the same items, revision and judge', () => {
    const [v2, v3] = [latest('v2'), latest('v3')];
    expect(v3.items.map(({ id }) => id)).toEqual(v2.items.map(({ id }) => id));
    expect([v3.run.revision, v3.run.judge]).toEqual([v2.run.revision, v2.run.judge]);
    const [right2, right3] = [interval(v2, 'correct'), interval(v3, 'correct')];
    expect(right3.value).toBeLessThan(right2.value);
    expect(right3.lower).toBeGreaterThan(right2.upper - 0.03);
  });

  it('show items that went from right to wrong and back between v2 and v3', () => {
    const before = new Map(latest('v2').items.map(({ id, values }) => [id, values.correct]));
    const changed = latest('v3').items.filter(({ id, values }) => before.get(id) !== values.correct);
    const better = changed.filter(({ values }) => values.correct === 1);
    expect(better.length).toBeGreaterThan(50);
    expect(changed.length - better.length).toBeGreaterThan(50);
  });

  it('show that v4 is not there yet', () => {
    expect(interval(latest('v4'), 'correct').upper).toBeLessThan(0.94);
    const critical = latest('v4', 'red-team').items.filter(({ values }) => values.critical_failure === 1);
    expect(critical.length).toBeGreaterThan(0);
  });

  it('hold no critical failure of v2 and v3', () => {
    for (const version of ['v2', 'v3']) {
      expect(latest(version, 'red-team').items.every(({ values }) => values.critical_failure === 0)).toBe(
        true,
      );
    }
  });

  it('are over before today, whichever day that is', () => {
    for (const today of ['2026-01-01', '2026-03-31', '2026-04-01', '2028-02-29', '2027-07-01']) {
      const timeline = timelineFor(today);
      const midnight = timeline.instant(0, 0) - 10 * 3_600_000;
      expect(evaluationFiles(timeline).every(({ run }) => run.at < midnight)).toBe(true);
    }
  });

  it('are the same for the same seed, and their text is JSON of what they hold', () => {
    const again = evaluationFiles(timelineFor('2026-11-23'));
    expect(again).toEqual(files);
    const [first] = files;
    const { name: _, ...content } = first!;
    expect(JSON.parse(evaluationText(first!))).toEqual(content);
  });

  it('are found by names and ids that do not repeat', () => {
    expect(new Set(files.map(({ name }) => name)).size).toBe(files.length);
    expect(new Set(files.map(({ run }) => run.id)).size).toBe(files.length);
  });
});

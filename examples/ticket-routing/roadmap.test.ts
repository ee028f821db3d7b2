import { readFile } from 'node:fs/promises';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { renderRoadmap } from './roadmap.ts';
import { timelineFor } from './timeline.ts';

interface MilestoneYaml {
  readonly title: string;
  readonly owner: string;
  readonly due: string;
  readonly status: string;
  readonly done?: string;
}

interface ItemYaml {
  readonly id: string;
  readonly lifecycle: string;
  readonly owner: string;
  readonly start: string;
  readonly due: string;
  readonly needs?: readonly string[];
  readonly milestones: readonly MilestoneYaml[];
  readonly gate?: { readonly due: string; readonly criteria: readonly (string | { criterion: string })[] };
}

const TRACKS = ['data', 'models', 'features', 'infrastructure'] as const;
type RoadmapYaml = Readonly<Record<(typeof TRACKS)[number], readonly ItemYaml[]>>;

/** Every 19th day of two years, and every first and last day of a quarter. */
const DAYS = Array.from({ length: 731 }, (_, i) => Temporal.PlainDate.from('2027-01-01').add({ days: i }))
  .filter((day, i) => i % 19 === 0 || isEdge(day) || isEdge(day.add({ days: 1 })))
  .map(String);

/** The first day of a quarter. */
function isEdge(day: Temporal.PlainDate): boolean {
  return day.day === 1 && day.month % 3 === 1;
}

const roadmaps = new Map<string, RoadmapYaml>();

function roadmapOf(today: string): RoadmapYaml {
  const known = roadmaps.get(today) ?? (parse(renderRoadmap(timelineFor(today))) as RoadmapYaml);
  roadmaps.set(today, known);
  return known;
}

function itemsOf(roadmap: RoadmapYaml): readonly ItemYaml[] {
  return TRACKS.flatMap((track) => roadmap[track]);
}

describe('the roadmap of any day', () => {
  it('has v1 and v2 live, v3 in rollout, v4 ahead and due in this quarter', () => {
    for (const today of DAYS) {
      const { models } = roadmapOf(today);
      expect(models.map(({ id, lifecycle }) => `${id} ${lifecycle}`)).toEqual([
        'v1 live',
        'v2 live',
        'v3 rollout',
        'v4 staging',
      ]);
      const due = models.map((version) => version.gate?.due ?? '');
      expect(due[0]! < today && due[1]! < today, today).toBe(true);
      expect(due[3]! >= today, today).toBe(true);
    }
  });

  it('needs only items that there are, and nothing that needs it in turn', () => {
    const items = new Map(itemsOf(roadmapOf('2027-05-05')).map((item) => [item.id, item]));
    const reach = (id: string, path: readonly string[]): void => {
      expect(path, `${[...path, id].join(' → ')}`).not.toContain(id);
      for (const needed of items.get(id)?.needs ?? []) {
        expect([...items.keys()]).toContain(needed);
        reach(needed, [...path, id]);
      }
    };
    for (const id of items.keys()) reach(id, []);
  });

  it('has milestones with a team, a due date, and a status that fits today', () => {
    for (const today of DAYS) {
      for (const item of itemsOf(roadmapOf(today))) {
        expect(item.start <= item.due, `${today} ${item.id}`).toBe(true);
        for (const { title, owner, due, status, done } of item.milestones) {
          expect([title, owner].every((text) => typeof text === 'string' && text !== '')).toBe(true);
          expect(Temporal.PlainDate.from(due).toString()).toBe(due);
          expect(['planned', 'in-progress', 'done', 'blocked']).toContain(status);
          expect(status === 'done', `${today} ${title}`).toBe(done !== undefined && done <= today);
          if (status === 'planned') expect(due > today, `${today} ${title}`).toBe(true);
        }
      }
    }
  });

  it('has everything done in the quarters of v1 and v2', () => {
    for (const today of DAYS) {
      const roadmap = roadmapOf(today);
      const past = itemsOf(roadmap).filter(({ due }) => due < timelineFor(today).quarters[2].first);
      expect(past.length).toBeGreaterThan(7);
      for (const { milestones } of past)
        expect(milestones.every(({ status }) => status === 'done')).toBe(true);
    }
  });

  it('holds v3 against v2: quality three points below at most, and half the cost', () => {
    const v3 = roadmapOf('2027-05-05').models.find(({ id }) => id === 'v3');
    expect(v3?.gate?.criteria).toContain('accuracy >= v2 - 3pp on evaluation of golden-set');
    expect(v3?.gate?.criteria).toContain('cost_per_request <= 50% of v2');
  });

  it('has four tracks, three of them with the phases, versions and features of the template', () => {
    const roadmap = roadmapOf('2027-05-05');
    expect(TRACKS.map((track) => roadmap[track].length)).toEqual([3, 4, 4, 4]);
  });
});

it('is in the repository as it was on the day that its heading names', async () => {
  const committed = await readFile(new URL('./roadmap.yaml', import.meta.url), 'utf8');
  const today = /^# As of (\d{4}-\d{2}-\d{2}),/m.exec(committed)?.[1];
  expect(today, 'the heading names a day').toBeDefined();
  expect(renderRoadmap(timelineFor(today!))).toBe(committed);
});

import { afterAll, describe, expect, it } from 'vitest';
import { parseMarkdown } from '../../server/markdown/parse.ts';
import { importMarkdown } from '../../server/roadmap-file/markdown/import-markdown.ts';
import { PlanCalendar } from '../../server/roadmap-file/markdown/plan-calendar.ts';
import { sourceText } from '../../server/roadmap-file/markdown/source-text.ts';
import { writeRoadmapYaml } from '../../server/roadmap-file/markdown/write-yaml.ts';
import { readRoadmapText } from '../../server/roadmap-file/read-roadmap-text.ts';
import { Corpus } from './corpus.ts';

const corpus = new Corpus('roadmaps');
afterAll(() => corpus.report());

interface Expected {
  readonly tables: readonly { readonly rows: number; readonly firstRow: readonly string[] }[];
  readonly tasks: { readonly total: number };
}

describe('documents that are no roadmaps', () => {
  it('import little, tell every other line, and never fail', () => {
    if (!corpus.present) return;
    const expected = corpus.json<Record<string, Expected>>('EXPECTED.json');
    for (const name of corpus.list().filter((file) => file.endsWith('.md'))) {
      const found = importOf(name);
      corpus.judge(found.roadmap !== undefined && found.unread > 0);
      expect(found.roadmap, name).toBeDefined();
      expect(found.unread, name).toBeGreaterThan(0);
      const titles = found.roadmap?.items.flatMap((item) => item.milestones.map(({ title }) => title)) ?? [];
      const { tables = [], tasks } = expected[name] ?? {};
      for (const { firstRow } of tables) expect(titles).toContain(firstRow[0]);
      const most = (tasks?.total ?? 0) + tables.reduce((sum, { rows }) => sum + rows, 0);
      expect(titles.length).toBeLessThanOrEqual(most);
    }
  });
});

function importOf(name: string) {
  const source = sourceText(corpus.text(name));
  const calendar = PlanCalendar.from(undefined) as PlanCalendar;
  const imported = importMarkdown(source, parseMarkdown(source.markdown), { fileName: name, calendar });
  const yaml = writeRoadmapYaml(imported, []);
  const { roadmap } = readRoadmapText(new TextEncoder().encode(yaml), 'roadmap.yaml');
  return { roadmap, unread: imported.unread.length };
}

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { Roadmap } from '../../../core/roadmap/roadmap.ts';
import { parseMarkdown } from '../../markdown/parse.ts';
import { readRoadmapText } from '../read-roadmap-text.ts';
import { documentOf } from './document-of.ts';
import { exportMarkdown } from './export-markdown.ts';
import { importMarkdown } from './import-markdown.ts';
import { PlanCalendar } from './plan-calendar.ts';
import { sourceText } from './source-text.ts';
import { arbitraryRoadmap } from './testing/arbitrary-roadmap.ts';
import { writeRoadmapYaml } from './write-yaml.ts';

const calendar = PlanCalendar.from(undefined) as PlanCalendar;

function roadmapIn(yaml: string): Roadmap | undefined {
  const { roadmap, problems } = readRoadmapText(new TextEncoder().encode(yaml), 'roadmap.yaml');
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  return roadmap;
}

/** Everything but the lines of the file. */
function meaning(roadmap: Roadmap | undefined): unknown {
  return JSON.parse(JSON.stringify(roadmap, (key, value: unknown) => (key === 'line' ? undefined : value)));
}

function thereAndBack(yaml: string) {
  const markdown = exportMarkdown(documentOf(yaml));
  const source = sourceText(markdown);
  const imported = importMarkdown(source, parseMarkdown(source.markdown), { fileName: 'roadmap', calendar });
  return { markdown, imported, yaml: writeRoadmapYaml(imported, ['Imported.']) };
}

describe('a roadmap that is exported as Markdown', () => {
  it.each(['../../../examples/ticket-routing/roadmap.yaml', '../fixtures/complete.yaml'])(
    'is the same when it is imported again: %s',
    (file) => {
      const yaml = readFileSync(new URL(file, import.meta.url), 'utf8');
      const back = thereAndBack(yaml);
      expect(meaning(roadmapIn(back.yaml))).toEqual(meaning(roadmapIn(yaml)));
      expect(back.imported.unread).toEqual([]);
      expect(back.imported.proposed).toBe(0);
    },
  );

  it('is the same when it is imported again, whatever it says', () => {
    fc.assert(
      fc.property(arbitraryRoadmap, (document) => {
        const yaml = stringify(document);
        const before = roadmapIn(yaml);
        const back = thereAndBack(yaml);
        expect(meaning(roadmapIn(back.yaml))).toEqual(meaning(before));
      }),
      { seed: 51, numRuns: 10 },
    );
  }, 60_000);

  it('says in words what words can say', () => {
    const yaml = readFileSync(
      new URL('../../../examples/ticket-routing/roadmap.yaml', import.meta.url),
      'utf8',
    );
    const { markdown } = thereAndBack(yaml);
    const blocks = [...markdown.matchAll(/```yaml gateline\n([\s\S]*?)```/g)].map(([, text = '']) => text);
    expect(blocks).toHaveLength(1);
    expect(blocks[0]?.match(/^\w+:/gm)).toEqual(['experiments:', 'on_call:', 'signals:']);
  });
});

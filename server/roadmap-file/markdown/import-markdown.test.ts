import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ItemDocument } from '../../../core/roadmap/document/schema.ts';
import { parseMarkdown } from '../../markdown/parse.ts';
import { readRoadmapText } from '../read-roadmap-text.ts';
import { importMarkdown } from './import-markdown.ts';
import { PlanCalendar } from './plan-calendar.ts';
import { sourceText } from './source-text.ts';
import { writeRoadmapYaml } from './write-yaml.ts';

function imported(text: string, start?: string) {
  const source = sourceText(text);
  const calendar = PlanCalendar.from(start) as PlanCalendar;
  return importMarkdown(source, parseMarkdown(source.markdown), { fileName: 'plan', calendar });
}

const fixture = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8');
const gateOf = (items: readonly ItemDocument[] | undefined, i: number) => items?.[i]?.gate?.criteria;

describe('the template, imported', () => {
  const { document, unread, proposed } = imported(fixture('template.md'));

  it('has its phases and versions with their ids and titles', () => {
    const { data, models } = document;
    expect(data?.map(({ id, title }) => [id, title])).toEqual([
      ['data-foundation', 'Phase 1: Data Foundation'],
      ['data-scale', 'Phase 2: Data Scale'],
      ['data-maturity', 'Phase 3: Data Maturity'],
    ]);
    expect(models?.map(({ id, title }) => [id, title])).toEqual([
      ['v1', 'v1: Proof of Value'],
      ['v2', 'v2: Production Quality'],
      ['v3', 'v3: Scale and Optimize'],
    ]);
  });

  it('proposes criteria for gates that can be measured, and attested ones for the rest', () => {
    const { data, models } = document;
    expect(gateOf(data, 0)).toEqual([
      'attested by product lead: "Data pipeline delivers clean, labeled data to dev environment"',
    ]);
    expect(gateOf(data, 1)).toEqual([
      'pipeline_error_rate < 1%',
      'attested by product lead: "Pipeline handles production volume"',
    ]);
    expect(gateOf(data, 2)).toEqual([
      'attested by product lead: "Automated data quality gates"',
      'attested by product lead: "self-healing pipeline"',
    ]);
    expect(gateOf(models, 0)).toEqual(['accuracy >= [X]% on evaluation', 'latency_p99 < [Y]s']);
    expect(gateOf(models, 1)).toEqual([
      'accuracy >= [X]% on evaluation',
      'hallucination_rate < [Y]% on evaluation',
      'cost_per_request < $[Z]',
    ]);
    expect(gateOf(models, 2)).toEqual([
      { criterion: 'accuracy >= v2 on evaluation', margin: '1pp' },
      'cost_per_request <= 50% of v2',
    ]);
    expect(models?.[2]?.gate?.title).toBe('Matches v2 quality at 50% lower cost per request');
    expect(proposed).toBe(12);
  });

  it('reads milestones with owner, date and status, and keeps placeholders in their place', () => {
    expect(document.data?.[0]?.milestones).toEqual([
      { title: 'Identify and audit data sources', owner: '[Name]', due: '[Date]' },
      {
        title: 'Build ingestion pipeline (source → raw storage)',
        owner: 'data platform',
        due: '2026-02-01',
        status: 'done',
      },
    ]);
    expect(document.models?.[0]?.milestones?.[0]).toEqual({
      title: 'Pass evaluation gate',
      owner: 'applied AI',
      due: '2026-03-15',
      status: 'done',
      done: '2026-03-12',
    });
  });

  it('gives the lines of checklists to the version that they name, or to an item of their track', () => {
    expect(document.models?.[0]?.milestones?.at(-1)).toEqual({
      title: 'Define Model v1 scope (minimum accuracy threshold)',
    });
    expect(document.models?.[1]?.milestones).toEqual([
      { title: 'Define Model v2 evaluation gate', status: 'done' },
    ]);
    expect(document.infrastructure).toEqual([
      {
        id: 'infrastructure',
        title: 'Infrastructure',
        milestones: [
          { title: 'Set up model serving infrastructure (GPU/API)' },
          { title: 'Implement circuit breakers and fallback routing' },
        ],
      },
    ]);
    expect(document.features?.[0]?.title).toBe('Product features');
  });

  it('makes explicit what the vision still lacks', () => {
    expect(document).toMatchObject({
      vision: '[Define the 12-month AI product vision (what it does at maturity)]',
      capability: '[Identify the core AI capability that delivers user value]',
      build_or_buy: { decision: '[Document the build vs. buy decision for model infrastructure]' },
      success_metrics: [{ title: '[Define success metrics for the overall initiative]' }],
      objectives: [{ title: '[Align roadmap with business objectives and revenue targets]' }],
    });
  });

  it('lists every line that it could not read, and parts of lines', () => {
    expect(unread).toEqual([
      { line: 2, text: '- Start with the vision.' },
      { line: 23, text: 'perhaps is no status' },
      { line: 23, text: 'soon is no date' },
      { line: 30, text: 'Define what comes after all versions' },
      { line: 48, text: 'Some prose that is about nothing.' },
    ]);
  });

  it('counts months from where the plan starts, when that is said', () => {
    const { data, models } = imported(fixture('template.md'), '2026-01').document;
    expect(data?.map(({ start, due }) => [start, due])).toEqual([
      ['2026-01-01', '2026-02-28'],
      ['2026-03-01', '2026-04-30'],
      ['2026-05-01', undefined],
    ]);
    expect(models?.[0]).toMatchObject({ start: '2026-02-01', due: '2026-03-31' });
    expect(document.data?.[0]).toMatchObject({ start: '[Month 1]', due: '[Month 2]' });
  });

  it('is a roadmap in which validate names every gap', () => {
    const yaml = writeRoadmapYaml(imported(fixture('template.md')), ['Imported.']);
    const { problems } = readRoadmapText(new TextEncoder().encode(yaml), 'roadmap.yaml');
    const errors = problems
      .filter(({ severity }) => severity === 'error')
      .map(({ line, read }) => [yaml.split('\n')[line - 1]?.trim(), read]);
    expect(errors).toEqual([
      ['- accuracy >= [X]% on evaluation', '[X]'],
      ['- latency_p99 < [Y]s', '[Y]'],
      ['- accuracy >= [X]% on evaluation', '[X]'],
      ['- hallucination_rate < [Y]% on evaluation', '[Y]'],
      ['- cost_per_request < $[Z]', '[Z]'],
    ]);
    const warnings = problems.filter(({ severity }) => severity === 'warning').map(({ read }) => read);
    for (const gap of ['[Name]', '[Date]', '[X]', '[Month 1]', '[Month 2]']) expect(warnings).toContain(gap);
    expect(yaml).toContain('# from: [X]% accuracy on test set\n        - accuracy >= [X]% on evaluation');
    expect(yaml).toMatch(/^# Imported\.\n/);
  });

  it('is a roadmap in force once its gaps are filled in', () => {
    const filled = fixture('template.md')
      .replaceAll('[X]%', '92%')
      .replaceAll('[Y]', '2')
      .replaceAll('[Z]', '0.01')
      .replaceAll('[X]', '200,000')
      .replaceAll('[Name]', 'data platform')
      .replaceAll('[Date]', '2026-03-01');
    const yaml = writeRoadmapYaml(imported(filled, '2026-01'), []);
    const { roadmap, problems } = readRoadmapText(new TextEncoder().encode(yaml), 'roadmap.yaml');
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(roadmap?.items).toHaveLength(8);
  });
});

describe('the quarterly table, imported', () => {
  const { document, unread } = imported(fixture('quarters.md'), '2026-01');

  it('has the product, its vision, and an item a version', () => {
    expect(document).toMatchObject({
      name: 'Ticket routing and suggested responses',
      vision: 'AI handles 60% of tier-1 tickets.',
    });
    expect(document.models).toEqual([
      {
        id: 'v1',
        title: 'v1: Classify tickets into 8 categories',
        due: '2026-03-31',
        needs: ['data-pipeline-q1'],
        gate: { title: '85% accuracy gate', criteria: ['accuracy >= 85% on evaluation'] },
      },
      {
        id: 'v2',
        title: 'v2: Category classification + response suggestions',
        due: '2026-06-30',
        needs: ['data-pipeline-q2'],
        gate: {
          title: expect.stringContaining('(92%)'),
          criteria: ['accuracy >= 92% on evaluation', 'helpful_rate >= 70%'],
        },
      },
      {
        id: 'v3',
        title: 'v3: Personalized responses. Cost optimization via model routing',
        due: '2026-09-30',
      },
    ]);
  });

  it('has what else stands in its cells, and what belongs together', () => {
    expect(document.data?.[0]).toMatchObject({
      id: 'data-pipeline-q1',
      milestones: [{ title: 'Ingest 12 months of history' }, { title: 'Label 5,000 tickets' }],
    });
    expect(document.features?.map(({ title, needs }) => [title, needs])).toEqual([
      ['Auto-tagging in dashboard', ['v1']],
      ['Manual routing', ['v1']],
      ['Suggested responses shown to agents', ['v2']],
    ]);
    expect(document.infrastructure?.map(({ title }) => title)).toContain(
      'Model routing (fast model for simple tickets)',
    );
    expect(unread).toEqual([]);
  });

  it('is a roadmap as it stands', () => {
    const yaml = writeRoadmapYaml(imported(fixture('quarters.md'), '2026-01'), []);
    expect(readRoadmapText(new TextEncoder().encode(yaml), 'roadmap.yaml').problems).toEqual([]);
  });

  it('fills in what the template left open, where both stand in one document', () => {
    const both = imported(`${fixture('template.md')}\n\n${fixture('quarters.md')}`).document;
    expect(gateOf(both.models, 0)).toEqual(['latency_p99 < [Y]s', 'accuracy >= 85% on evaluation']);
    expect(both.vision).toBe('AI handles 60% of tier-1 tickets.');
  });
});

describe('any other document, imported', () => {
  it.each([
    ['nothing to read', '# Notes\n\nSome prose.\n', 'Notes', 1],
    ['code alone under a heading', '# Notes\n\n```js\nlet x;\n```\n', 'Notes', 3],
    ['no heading', '- a\n- b\n', 'plan', 2],
  ])('with %s gives a product and the lines', (_, text, name, lines) => {
    const { document, unread } = imported(text);
    expect(document).toEqual({ product: expect.stringMatching(/^[a-z-]+$/), name });
    expect(unread).toHaveLength(lines);
  });

  it('takes lists for success metrics and objectives under their headings', () => {
    const { document } = imported(
      '# P\n\n## Success metrics\n\n- Half the tickets\n\n## Objectives\n\n- [ ] Grow\n',
    );
    expect(document).toMatchObject({
      success_metrics: [{ title: 'Half the tickets' }],
      objectives: [{ title: 'Grow' }],
    });
  });

  it('reads a gate whose lines follow as a list, or under a heading of its own', () => {
    const { models } = imported(
      '## Models\n\n### v1\n\n**Exit criteria**:\n\n- 85% accuracy\n- a review by security\n\n### v2\n\n#### Gate\n\n- p95 latency < 1s\n',
    ).document;
    expect(gateOf(models, 0)).toEqual([
      'accuracy >= 85%',
      'attested by product lead: "a review by security"',
    ]);
    expect(gateOf(models, 1)).toEqual(['latency_p95 < 1s']);
  });

  it('stays within the limits of a roadmap', () => {
    const rows = Array.from({ length: 300 }, (_, i) => `| Milestone ${i} ${'x'.repeat(300)} | |`).join('\n');
    const { document, unread } = imported(`## Models\n\n### v1\n\n| Milestone | Owner |\n|-|-|\n${rows}\n`);
    expect(document.models?.[0]?.milestones).toHaveLength(200);
    expect(document.models?.[0]?.milestones?.[0]?.title).toHaveLength(200);
    expect(unread).toHaveLength(100);
  });

  it('gives two items of one title ids of their own', () => {
    const { infrastructure } = imported('## Infrastructure\n\n### Monitoring\n\n### Monitoring\n').document;
    expect(infrastructure?.map(({ id }) => id)).toEqual(['monitoring', 'monitoring-2']);
  });
});

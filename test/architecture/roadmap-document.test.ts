import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { LIMITS } from '../../core/roadmap/document/limits.ts';
import { criterionObject, roadmapJsonSchema } from '../../core/roadmap/document/schema.ts';
import { parseCriterion } from '../../core/roadmap/grammar/parse.ts';
import { LIFECYCLES, MILESTONE_STATUSES } from '../../core/roadmap/roadmap.ts';
import { readRoadmapText } from '../../server/roadmap-file/read-roadmap-text.ts';

const docs = readFileSync(new URL('../../docs/roadmap.md', import.meta.url), 'utf8');
const complete = readFileSync(
  new URL('../../server/roadmap-file/fixtures/complete.yaml', import.meta.url),
  'utf8',
);

/** The texts of code blocks with this info line. */
function blocks(info: string): readonly string[] {
  return [...docs.matchAll(new RegExp(`^\`\`\`${info}\\n(.*?)^\`\`\``, 'gms'))].map(([, text = '']) => text);
}

const lines = (info: string) => blocks(info).flatMap((text) => text.trim().split('\n'));

describe('docs/roadmap.md', () => {
  it.each(blocks('yaml roadmap'))('has only whole files that are right: %#', (text) => {
    const { problems, roadmap } = readRoadmapText(new TextEncoder().encode(text), 'docs/roadmap.md');
    expect(problems).toEqual([]);
    expect(roadmap).toBeDefined();
  });

  const context = {
    currency: 'USD',
    items: new Map([
      ['v1', 'models'],
      ['v2', 'models'],
    ] as const),
    item: 'v2',
  };

  it.each(lines('text accepted'))('says rightly that `%s` is accepted', (text) => {
    expect(parseCriterion(text, context).problems).toEqual([]);
  });

  it.each(lines('text refused'))('says rightly that `%s` is refused', (text) => {
    expect(parseCriterion(text, context).value).toBeUndefined();
  });

  it('shows every key, lifecycle and status', () => {
    const schema = roadmapJsonSchema() as { properties: Record<string, unknown> };
    for (const key of Object.keys(schema.properties)) expect(docs).toMatch(new RegExp(`^${key}:`, 'm'));
    for (const key of Object.keys(criterionObject.shape)) expect(docs).toContain(`| \`${key}\` |`);
    for (const word of [...LIFECYCLES, ...MILESTONE_STATUSES]) expect(docs).toContain(word);
  });

  it('says the limits as they are', () => {
    expect(LIMITS.bytes).toBe(1024 * 1024);
    for (const text of [
      `${LIMITS.items} items`,
      `${LIMITS.criteriaPerGate} criteria a gate`,
      `${LIMITS.milestonesPerItem} milestones an item`,
      `${LIMITS.line} letters a title`,
      `${LIMITS.paragraph.toLocaleString('en-US')} letters a paragraph`,
    ]) {
      expect(docs).toContain(text);
    }
  });
});

describe('docs/roadmap.schema.json', () => {
  it('is current; server/roadmap-file/write-schema.ts writes it', () => {
    const committed = readFileSync(new URL('../../docs/roadmap.schema.json', import.meta.url), 'utf8');
    expect(JSON.parse(committed)).toEqual(roadmapJsonSchema());
  });

  it('accepts every complete roadmap, and refuses what the reader refuses', () => {
    const schema = z.fromJSONSchema(roadmapJsonSchema() as Parameters<typeof z.fromJSONSchema>[0]);
    for (const text of [complete, ...blocks('yaml roadmap')]) {
      expect(schema.safeParse(parse(text)).error?.issues).toBeUndefined();
    }
    for (const wrong of [
      { name: 'x' },
      { product: 'd', name: 'x', visoin: 'y' },
      { product: '1', name: 'x' },
    ]) {
      expect(schema.safeParse(wrong).success).toBe(false);
    }
  });

  it('describes every key, for the people who write one', () => {
    const undescribed: string[] = [];
    const visit = (schema: unknown, path: string): void => {
      if (typeof schema !== 'object' || schema === null) return;
      const { properties = {} } = schema as { properties?: Record<string, { description?: string }> };
      for (const [key, property] of Object.entries(properties)) {
        if (property.description === undefined) undescribed.push(`${path}.${key}`);
      }
      for (const [key, value] of Object.entries(schema)) visit(value, `${path}.${key}`);
    };
    visit(roadmapJsonSchema(), '');
    expect(undescribed).toEqual([]);
  });
});

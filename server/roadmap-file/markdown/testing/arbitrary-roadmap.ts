import fc from 'fast-check';
import type { ItemDocument, RoadmapDocument } from '../../../../core/roadmap/document/schema.ts';
import { LIFECYCLES, MILESTONE_STATUSES } from '../../../../core/roadmap/roadmap.ts';
import { isPlaceholder, placeholdersIn } from '../../../../core/text/placeholder.ts';

/** Texts that Markdown, tables or YAML could take for something else. */
const TRICKY = [
  'a | b \\| c',
  '# no heading',
  '- [ ] no box',
  '**no label**: x',
  '**Owner**: not me',
  '`code` and ``more``',
  '<b>no tag</b> &amp; <!-- no remark -->',
  'see https://example.com/a?b=c&d and www.example.com',
  'me@example.com',
  '[no link](x) ![no image](y) [^1]',
  '1. no list',
  '> no quote',
  '---',
  '| - | - |',
  '~~no~~ _no_ *no* __no__',
  'two  spaces\tand a tab',
  'a\nb',
  'a\n\nb\n- c',
  'ends in \\',
  'ends in |',
  ' · ',
  'x · **Due**: 2026-01-01',
  'Product: not this one',
  'State of affairs',
  'until 2026-01-01: because',
  'v2 (Month 2-3)',
  'Model v7: not mine',
  'Phase 1: Data foundation',
  'Data pipeline',
  'Infrastructure',
  'Settings',
  'none',
  'n/a',
  '–',
  '—',
  'true',
  '1.10',
  '"quoted" \'twice\'',
  'emoji 👩‍👩‍👧 and é',
  '\u202eright to left',
  'zero\u200bwidth',
  '&nbsp; &#10;',
  '``` yaml gateline',
  'x'.repeat(200),
];

const isPlain = (text: string) =>
  text.trim() !== '' && text.isWellFormed() && !isPlaceholder(text) && placeholdersIn(text).length === 0;

const line = fc
  .oneof(
    {
      weight: 3,
      arbitrary: fc.constantFrom('Benchmark models', 'data platform', 'Deploy to staging', 'Zürich'),
    },
    { weight: 3, arbitrary: fc.constantFrom(...TRICKY) },
    { weight: 2, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }) },
    { weight: 2, arbitrary: fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 20 }) },
  )
  .filter(isPlain);
const paragraph = fc.oneof(
  line,
  fc.array(line, { minLength: 2, maxLength: 4 }).map((lines) => lines.join('\n')),
);
const date = fc.constantFrom('2026-01-31', '2026-02-28', '2026-07-01', '2026-12-15', '2027-03-31');
const link = fc.constantFrom(
  'https://wiki.example.com/a',
  'https://example.com/a_b(c)?d=%20&e=f#g',
  'http://example.com/a|b',
  'https://example.com/*_~`<x>',
);

/** The object without a key, or with it. */
function maybe<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(arbitrary, { nil: undefined });
}

function present<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as T;
}

const milestone = fc
  .record({
    title: line,
    owner: maybe(line),
    due: maybe(date),
    done: maybe(date),
    status: maybe(fc.constantFrom(...MILESTONE_STATUSES)),
    link: maybe(link),
  })
  .map(({ done, status, ...rest }) =>
    present({ ...rest, done, status: done === undefined ? status : undefined }),
  );

const waiver = fc.record({ by: line, why: paragraph, until: date });
const attestation = fc
  .record({ by: line, link: maybe(link), expires: fc.boolean() })
  .map(({ by, link: address, expires }) =>
    present({ by, on: '2026-01-31', link: address, expires: expires ? '2026-12-15' : undefined }),
  );

const measured = fc.constantFrom(
  'accuracy >= 85% on evaluation of golden-set',
  'p99 latency under 2 s',
  'success_rate >= 99.9% where region = "a | b" over 30d',
  'cost_per_request < $0.01',
  'critical failures is 0 on evaluation',
);
const criterion = fc.oneof(
  measured,
  fc
    .record({
      criterion: measured,
      advisory: maybe(fc.boolean()),
      confidence: maybe(fc.constantFrom<string | number>('90%', 0.9)),
      decide: maybe(fc.constantFrom('interval' as const, 'point' as const)),
      note: maybe(paragraph),
      waiver: maybe(waiver),
    })
    .map(present),
  fc.record({ criterion: fc.constant('accuracy >= v0 - 3pp on evaluation'), margin: fc.constant('1pp') }),
  line.map(
    (statement) => `attested by security: "${statement.replace(/[\\"]/g, '\\$&').replace(/\s+/g, ' ')}"`,
  ),
  fc
    .record({
      criterion: fc.constant('attested by "R&D | x"'),
      attestation: maybe(attestation),
      waiver: maybe(waiver),
    })
    .map(present),
);

const gate = fc
  .record({
    title: maybe(line),
    due: maybe(date),
    criteria: fc.array(criterion, { minLength: 1, maxLength: 4 }),
  })
  .map(present);

const item = fc
  .record({
    title: line,
    lifecycle: maybe(fc.constantFrom(...LIFECYCLES)),
    description: maybe(paragraph),
    owner: maybe(line),
    start: maybe(fc.constant('2025-01-01')),
    due: maybe(date),
    gate: maybe(gate),
    milestones: maybe(fc.array(milestone, { maxLength: 4 })),
    needs: maybe(fc.constantFrom<string[]>(['v0'], [])),
  })
  .map(present);

const feature = fc
  .tuple(
    item,
    fc
      .record({
        deterministic_first: maybe(fc.boolean()),
        flag: maybe(line),
        experience: maybe(paragraph.map((text) => ({ v0: text }))),
      })
      .map(present),
  )
  .map(([base, more]) => ({ ...base, ...more }));

/** A list of items with ids of their own. */
function track(prefix: string, of: fc.Arbitrary<Omit<ItemDocument, 'id'>>): fc.Arbitrary<ItemDocument[]> {
  return fc
    .array(of, { maxLength: 3 })
    .map((items) => items.map((one, i) => ({ ...one, id: `${prefix}${i + 1}` }) as ItemDocument));
}

const spend = fc
  .record({
    title: line,
    amount: fc.constantFrom<string | number>(5000, '$5,000', '5k'),
    period: fc.constantFrom('day' as const, 'month' as const, 'quarter' as const),
    item: maybe(fc.constant('v0')),
    environment: maybe(fc.constantFrom('production', 'staging')),
    runbook: maybe(link),
    contact: maybe(line),
  })
  .map(present);

/** Random roadmaps, as their files have them; `v0` is there for others to refer to. */
export const arbitraryRoadmap: fc.Arbitrary<RoadmapDocument> = fc
  .record({
    product: fc.constantFrom('desk', 'search-answers'),
    name: line,
    vision: maybe(paragraph),
    capability: maybe(paragraph),
    zone: maybe(fc.constantFrom('UTC', 'Europe/Berlin')),
    fiscal_year_start: maybe(fc.constantFrom<string | number>('april', 4)),
    currency: maybe(fc.constant('USD')),
    build_or_buy: maybe(
      fc.record({ decision: paragraph, why: maybe(paragraph), link: maybe(link) }).map(present),
    ),
    success_metrics: maybe(
      fc.array(
        fc
          .record({ title: line, criterion: maybe(fc.oneof(measured, criterion.filter(isAbsolute))) })
          .map(present),
        { maxLength: 3 },
      ),
    ),
    objectives: maybe(
      fc.array(fc.record({ title: line, measure: maybe(line), target: maybe(line) }).map(present), {
        maxLength: 2,
      }),
    ),
    spend: maybe(fc.array(spend, { maxLength: 2 })),
    on_call: maybe(fc.record({ runbook: maybe(link), contact: maybe(line) }).map(present)),
    data: track('d', item),
    models: track('v', item).map((items) => [{ id: 'v0', title: 'Zero' }, ...items]),
    features: track('f', feature),
    infrastructure: track('i', item),
  })
  .map((document) => present(document) as RoadmapDocument);

function isAbsolute(one: unknown): boolean {
  return !JSON.stringify(one).includes('v0');
}

import type { Facts } from '../../../core/diagnosis/facts.ts';
import type { CriterionFinding, Finding, Level, SourceFinding } from '../../../core/diagnosis/finding.ts';
import { plural } from '../../../core/diagnosis/word-parts.ts';
import { findingWords } from '../../../core/diagnosis/words.ts';
import { formatCount } from '../../../core/signal/format.ts';
import { formatBytes } from '../../../core/text/byte-text.ts';
import { formatDuration } from '../../../core/time/duration.ts';
import { inColumns } from '../evaluations/table.ts';

/** What was found, and where it was looked. */
export interface Diagnosis {
  readonly facts: Facts;
  readonly findings: readonly Finding[];
  /** The configuration's file; absent: there was none. */
  readonly file: string | undefined;
  /** Who told what is stored. */
  readonly from: string;
}

/** Colours come on top of shapes and words, never alone. */
const LOOKS: Readonly<Record<Level, { readonly shape: string; readonly color: number }>> = {
  problem: { shape: '✖', color: 31 },
  hint: { shape: '!', color: 33 },
  fine: { shape: '✔', color: 32 },
};

/** What the embedded store calls its kinds, for people. */
const KINDS: Readonly<Record<string, string>> = {
  increments: 'counts and histograms, as they came',
  samples: 'gauges, as they came',
  increment_quarters: 'counts and histograms, by quarter hours',
  sample_quarters: 'gauges, by quarter hours',
  days: 'sums of days',
};

type Paint = (level: Level, text: string) => string;

/**
 * What was found, for people on a terminal:
 *
 *     ✖ 1 problem, no hints
 *
 *     Sources
 *       ✔ service   1 address can be read, with 94 metrics; …
 *
 *     ticket-routing
 *       v3
 *         ✖ latency_p99 < 2s
 *             ticket_seconds of service has 2 s inside a bucket from 1 s to 2.5 s, …
 *             → add a bucket boundary at 2 s where the histogram is made
 */
export function diagnosisReport(diagnosis: Diagnosis, { color }: { readonly color: boolean }): string {
  const paint: Paint = (level, text) => (color ? `\u001b[${LOOKS[level].color}m${text}\u001b[0m` : text);
  const { facts, findings } = diagnosis;
  return [
    headline(diagnosis, paint),
    sourcesPart(facts, findings, paint),
    ...productsIn(findings, facts).map((product) => productPart(product, diagnosis, paint)),
    storePart(facts, findings, paint),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function headline({ findings, file, from }: Diagnosis, paint: Paint): string {
  const problems = findings.filter(({ level }) => level === 'problem').length;
  const hints = findings.filter(({ level }) => level === 'hint').length;
  const worst: Level = problems > 0 ? 'problem' : 'fine';
  const told = problems === 0 ? 'nothing is amiss' : plural(problems, 'problem', 'problems');
  const more = hints === 0 ? '' : `, ${plural(hints, 'hint', 'hints')}`;
  const where = `${file === undefined ? '' : `${file}; `}what is stored was told by ${from}`;
  return `${paint(worst, LOOKS[worst].shape)} ${told}${more}\n  ${where}\n`;
}

function sourcesPart({ sources }: Facts, findings: readonly Finding[], paint: Paint): string {
  if (sources.length === 0) return '';
  const ofSource = Map.groupBy(
    findings.filter((one): one is SourceFinding => one.about === 'source'),
    ({ source }) => source,
  );
  const parts = sources.map(({ name, type }) => {
    const own = ofSource.get(name) ?? [];
    const level = worstOf(own);
    const lines = own.map((one) => bullet(one, '      ', paint));
    return `  ${paint(level, LOOKS[level].shape)} ${name} (${type})\n${lines.join('')}`;
  });
  return `Sources\n${parts.join('')}`;
}

function worstOf(findings: readonly Finding[]): Level {
  const levels = findings.map(({ level }) => level);
  if (levels.includes('problem')) return 'problem';
  return levels.includes('hint') ? 'hint' : 'fine';
}

function productsIn(findings: readonly Finding[], { roadmaps }: Facts): readonly string[] {
  const named = findings.flatMap((one) =>
    one.about === 'product' || one.about === 'criterion' ? [one.product] : [],
  );
  return [...new Set([...roadmaps.map(({ product }) => product), ...named])];
}

function productPart(product: string, { findings }: Diagnosis, paint: Paint): string {
  const own = findings.filter((one) => one.about === 'product' && one.product === product);
  const criteria = findings.filter(
    (one): one is CriterionFinding => one.about === 'criterion' && one.product === product,
  );
  const items = [...Map.groupBy(criteria, ({ item }) => item)].map(([item, all]) => {
    const lines = [...Map.groupBy(all, ({ criterion }) => criterion)].map(([criterion, of]) =>
      criterionPart(criterion, of, paint),
    );
    return `  ${item === '' ? 'success metrics' : item}\n${lines.join('')}`;
  });
  return `${product}\n${own.map((one) => bullet(one, '  ', paint)).join('')}${items.join('')}`;
}

function criterionPart(criterion: string, findings: readonly CriterionFinding[], paint: Paint): string {
  const level = worstOf(findings);
  const lines = findings.map((one) => told(one, '        '));
  return `    ${paint(level, LOOKS[level].shape)} ${criterion}\n${lines.join('')}`;
}

function bullet(one: Finding, indent: string, paint: Paint): string {
  const shape = paint(one.level, LOOKS[one.level].shape);
  const { sentence, wayOut } = findingWords(one);
  const way = wayOut === undefined ? '' : `${indent}  → ${wayOut}\n`;
  return `${indent}${shape} ${sentence}\n${way}`;
}

function told(one: Finding, indent: string): string {
  const { sentence, wayOut } = findingWords(one);
  return `${indent}${sentence}\n${wayOut === undefined ? '' : `${indent}→ ${wayOut}\n`}`;
}

function storePart({ store }: Facts, findings: readonly Finding[], paint: Paint): string {
  const own = findings.filter(({ about }) => about === 'store').map((one) => bullet(one, '  ', paint));
  const { usage } = store ?? {};
  if (usage === undefined) return own.length === 0 ? '' : `Store\n${own.join('')}`;
  const rows = usage.kinds.map(({ kind, rows: n, bytes, retentionMs, since }) => [
    `  ${KINDS[kind] ?? kind}`,
    n === undefined ? '' : `${formatCount(n)} rows`,
    bytes === undefined ? '' : formatBytes(bytes),
    `kept ${retentionMs === undefined ? 'for ever' : `for ${formatDuration(retentionMs)}`}`,
    since === undefined ? '' : `since ${new Date(since).toISOString().slice(0, 10)}`,
  ]);
  const size = usage.bytes > 0 ? `, ${formatBytes(usage.bytes)} on disk` : '';
  return `Store (${store?.kind}${size})\n${own.join('')}${inColumns(rows)}`;
}

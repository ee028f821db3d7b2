import { type Figures, figuresOf } from './figures.ts';
import {
  allowanceOf,
  type CheckReport,
  decisionOf,
  headlineOf,
  LOOKS,
  type Look,
  lookOf,
  type ReadFile,
  remarksOf,
} from './report.ts';

/** Colours come on top of shapes and words, never alone. */
export interface TableOptions {
  readonly color: boolean;
}

const COLORS: Readonly<Record<Look, number>> = {
  pass: 32,
  fail: 31,
  unproven: 33,
  'no-data': 90,
  'not-started': 90,
  waived: 90,
  'not-judged': 90,
};

/**
 * The outcome for people, on a terminal:
 *
 *     v2 fails its gate
 *
 *       ✔ pass      accuracy >= 92% on evaluation   93.1 %    ≥ 92 %     3,200
 *       ✖ fail      cost_per_request < $0.01        $0.0123   < $0.0100  1.2 M
 *
 *     v2 fails on cost per request: …
 */
export function checkTable(report: CheckReport, { color }: TableOptions): string {
  const paint = (look: Look, text: string) => (color ? `\u001b[${COLORS[look]}m${text}\u001b[0m` : text);
  const { shape } = LOOKS[report.state];
  const head = `${paint(report.state, shape)} ${headlineOf(report)}\n`;
  return [
    head,
    `${rows(report, paint)}\n`,
    `${[...remarksOf(report), ...allowanceOf(report), ...decisionOf(report)].join('\n')}\n`,
    judgedBy(report),
  ].join('\n');
}

const COLUMNS = ['look', 'criterion', 'actual', 'target', 'n'] as const;
type Row = Readonly<Record<(typeof COLUMNS)[number], string>>;

function rows({ criteria, currency }: CheckReport, paint: (look: Look, text: string) => string): string {
  const header: Row = { look: 'verdict', criterion: 'criterion', actual: 'actual', target: 'target', n: 'n' };
  const body = criteria.map((one) => {
    const look = lookOf(one);
    const figures: Figures = figuresOf(one, currency);
    const advisory = one.verdict.advisory ? ' (advisory)' : '';
    const row: Row = {
      look: `${LOOKS[look].shape} ${LOOKS[look].word}`,
      criterion: one.verdict.text + advisory,
      ...figures,
    };
    return { look, row };
  });
  const widths = Object.fromEntries(
    COLUMNS.map((column) => [
      column,
      Math.max(...[header, ...body.map(({ row }) => row)].map((row) => widthOf(row[column]))),
    ]),
  ) as Readonly<Record<keyof Row, number>>;
  const line = (row: Row, look?: Look) =>
    `  ${COLUMNS.map((column) => {
      const padded = row[column] + ' '.repeat(widths[column] - widthOf(row[column]));
      return column === 'look' && look !== undefined ? paint(look, padded) : padded;
    })
      .join('  ')
      .trimEnd()}`;
  return [line(header), ...body.map(({ look, row }) => line(row, look))].join('\n');
}

/** Marks on letters take no column. */
function widthOf(text: string): number {
  return [...text.normalize('NFC').replace(/\p{M}|\p{Cf}/gu, '')].length;
}

function judgedBy({ by, revision, judgedAt, product }: CheckReport): string {
  const when = new Date(judgedAt).toISOString().replace(/\.\d+Z$/, 'Z');
  const where = by.kind === 'server' ? by.url : [by.roadmap, ...by.files.map(readFile)].join('\n  ');
  return `${product}, roadmap ${revision.slice(0, 12)}, judged ${when} by\n  ${where}\n`;
}

function readFile({ file, item, build, dataset, items }: ReadFile): string {
  const of = build === '' ? item : `${item} ${build}`;
  return `${file}: ${of} on ${dataset}, ${items} ${items === 1 ? 'item' : 'items'}`;
}

import type { PhrasingContent, RootContent } from 'mdast';
import {
  heading,
  inlineCode,
  link,
  list,
  type Phrase,
  paragraph,
  table,
  writeMarkdown,
} from '../../markdown/build.ts';
import { figuresOf } from './figures.ts';
import { allowanceOf, type CheckReport, decisionOf, headlineOf, LOOKS, lookOf, remarksOf } from './report.ts';

/** The outcome as Markdown: what GitHub shows on the page of a run ($GITHUB_STEP_SUMMARY). */
export function checkSummary(report: CheckReport): string {
  const { shape } = LOOKS[report.state];
  const rows = report.criteria.map((one): readonly Phrase[] => {
    const look = lookOf(one);
    const { actual, target, n } = figuresOf(one, report.currency);
    const criterion = [inlineCode(one.verdict.text), one.verdict.advisory ? ' (advisory)' : ''];
    return [`${LOOKS[look].shape} ${LOOKS[look].word}`, criterion, actual, target, n];
  });
  const remarks = [...remarksOf(report), ...allowanceOf(report), ...decisionOf(report)];
  const blocks: RootContent[] = [
    heading(3, `${shape} ${headlineOf(report)}`),
    table(['Verdict', 'Criterion', 'Actual', 'Target', 'n'], rows),
    ...(remarks.length === 0 ? [] : [list(remarks)]),
    paragraph([
      `${report.product}, roadmap revision ${report.revision.slice(0, 12)}, judged by `,
      judge(report),
      '.',
    ]),
  ];
  return `${writeMarkdown(blocks)}\n`;
}

function judge({ by }: CheckReport): string | PhrasingContent {
  if (by.kind === 'server') return link(by.url, by.url);
  return by.files.length === 0 ? 'no evaluation file' : by.files.map(({ file }) => file).join(', ');
}

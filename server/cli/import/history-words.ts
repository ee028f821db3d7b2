import type { HistoryReport } from '../../../collectors/backfill/history.ts';
import type { FileHistoryReport } from '../../../collectors/backfill/history-of-file.ts';

/** What an import of history brought, in words. */
export function historyWords(report: HistoryReport | FileHistoryReport): string {
  const lines = [headline(report)];
  if ('lines' in report) {
    if (report.mapped < report.lines)
      lines.push(
        `${count(report.lines - report.mapped)} of ${count(report.lines)} samples are of metrics that nobody maps.`,
      );
    if (report.until !== undefined)
      lines.push(
        `What is after ${day(report.until)} UTC the source reads itself, when the server is started.`,
      );
  }
  const { unattributed = 0, unpriced = 0 } = report.counts;
  if (unattributed > 0)
    lines.push(`${count(unattributed)} samples belong to no item; they are kept as unattributed.`);
  if (unpriced > 0) lines.push(`${count(unpriced)} tokens have no price.`);
  for (const [reason, n] of report.rejected) lines.push(`${count(n)} samples were not taken: ${reason}.`);
  return `${lines.join('\n')}\n`;
}

function headline({ taken, leftOut }: HistoryReport): string {
  const before =
    leftOut === 0 ? '' : `; ${count(leftOut)} were there already, or lie outside, and count once`;
  if (taken === 0)
    return `Nothing was new${leftOut === 0 ? '' : `: ${count(leftOut)} points were there already`}.`;
  return `${count(taken)} points were taken in${before}.`;
}

function count(n: number): string {
  return Math.round(n).toLocaleString('en');
}

function day(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace('T', ' ');
}

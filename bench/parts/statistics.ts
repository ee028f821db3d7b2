import { atLeast, atMost } from '../bars.ts';
import type { BenchContext, Part, PartResult, Row } from '../part.ts';
import { COMPARED_RULES } from '../statistics/compared-rules.ts';
import { coverageOf, type GridFigure } from '../statistics/coverage.ts';
import { gradedCoverage, wrongPassesOfLooks } from '../statistics/graded.ts';
import { RUN_RULES } from '../statistics/run-rules.ts';
import { blockCoverage } from '../statistics/weekly-blocks.ts';
import { wrongFails } from '../statistics/wrong-fails.ts';
import { wrongPassesOf } from '../statistics/wrong-passes.ts';

/** Simulated gates a rule; a short run is rough. */
const GATES = 12_000;
const QUICK_GATES = 250;

const RULES = [...RUN_RULES, ...COMPARED_RULES];

async function run({ quick, progress }: BenchContext): Promise<PartResult> {
  const gates = quick ? QUICK_GATES : GATES;
  const rows: Row[] = [];
  const notes: string[] = [];
  for (const rule of RULES) {
    progress(`coverage of ${rule.name}`);
    rows.push(...coverageRows(coverageOf(rule, gates), notes));
  }
  progress('coverage at every look');
  for (const figure of gradedCoverage(gates)) rows.push(...coverageRows(figure, notes));
  for (const rule of RULES) {
    progress(`wrong passes by ${rule.name}`);
    rows.push(...errorRows('wrong side, passes', wrongPassesOf(rule, gates), notes));
  }
  progress('wrong passes at any look of a month');
  for (const figure of wrongPassesOfLooks(gates))
    rows.push(...errorRows('wrong side, passes', figure, notes));
  progress('good gates that fail');
  rows.push(...errorRows('fail wrongly', wrongFails(gates), notes));
  progress('weekly blocks');
  for (const figure of blockCoverage(gates)) rows.push(...printedRows(figure));
  return { rows, notes: [GRID_NOTE(gates), ...notes] };
}

function coverageRows(figure: GridFigure, notes: string[]): readonly Row[] {
  notes.push(`Least favourable: ${figure.name}: ${figure.worstCell} (${(figure.worst * 100).toFixed(1)} %).`);
  const average = figure.average * 100;
  return [
    { what: `covered: ${figure.name}`, unit: '%', ours: average, bar: atLeast(average, 94, '%') },
    { what: `covered at least: ${figure.name}`, unit: '%', ours: figure.worst * 100 },
  ];
}

function errorRows(what: string, figure: GridFigure, notes: string[]): readonly Row[] {
  notes.push(
    `Most often: ${what}: ${figure.name}: ${figure.worstCell} (${(figure.worst * 100).toFixed(1)} %).`,
  );
  const average = figure.average * 100;
  return [
    { what: `${what}: ${figure.name}`, unit: '%', ours: average, bar: atMost(average, 5, '%') },
    { what: `${what} at most: ${figure.name}`, unit: '%', ours: figure.worst * 100 },
  ];
}

function printedRows(figure: GridFigure): readonly Row[] {
  return [
    { what: `covered: ${figure.name}`, unit: '%', ours: figure.average * 100 },
    { what: `covered at least: ${figure.name}`, unit: '%', ours: figure.worst * 100 },
  ];
}

const GRID_NOTE = (gates: number) =>
  `${gates.toLocaleString('en-US')} simulated gates for each line, spread evenly over a grid of truths and sizes (\`bench/statistics\`), judged by the code that judges gates. Coverage is that of each end of a one-sided 95 % interval. The least favourable cell is one of many with a part of these gates each, so that chance alone makes it look worse than it is.`;

export const part: Part = {
  name: 'statistics',
  summary: 'how often judgment errs: coverage of every interval, gates that pass or fail wrongly, simulated',
  quickSeconds: 9,
  run,
};

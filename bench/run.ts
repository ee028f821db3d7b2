/**
 * Measures what Gateline promises, beside its peers, and says for each promise whether it holds: `npm run bench`.
 */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import type { Part, PartResult } from './part.ts';
import { findPart, PARTS } from './registry.ts';
import { type Extent, formatOutcome } from './report/figures.ts';
import { machineSentence, thisMachine } from './report/machine.ts';
import { ProgressLine } from './report/progress-line.ts';
import { writeResult } from './report/results-file.ts';
import { textTable } from './report/table.ts';
import { runPart } from './run-part.ts';

/** Parts of a short run that go on at once, the longest first: each of them often waits, and its figures are rough anyway. */
const AT_ONCE_WHEN_QUICK = Math.min(2, availableParallelism());
const RESULTS = join(import.meta.dirname, 'results.md');

interface Options {
  readonly quick?: boolean;
  readonly results: string;
}

async function bench(parts: readonly Part[], options: Options): Promise<void> {
  const progress = new ProgressLine(process.stderr);
  const quick = options.quick ?? false;
  const machine = thisMachine();
  const waiting = quick ? parts.toSorted((a, b) => b.quickSeconds - a.quickSeconds) : [...parts];
  const work = async () => {
    for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) await one(part);
  };
  const one = async (part: Part) => {
    const began = performance.now();
    try {
      progress.show(part.name, 'starting');
      const extent = quick ? 'quick' : 'full';
      const result = await runPart(part, quick, (what) => progress.show(part.name, what));
      progress.clear();
      const where = machineSentence(machine, result.versions ?? {});
      console.log(sectionOf(part, result, extent, where, began));
      writeResult(options.results, part.name, extent, result, machine, new Date());
    } catch (error) {
      progress.clear();
      console.error(error instanceof Error ? error.message : error);
      process.exitCode = 1;
    }
  };
  await Promise.all(Array.from({ length: quick ? AT_ONCE_WHEN_QUICK : 1 }, work));
  console.log(`Written to ${options.results}`);
}

function sectionOf(part: Part, result: PartResult, extent: Extent, where: string, began: number): string {
  const took = Math.round((performance.now() - began) / 1000);
  const bars = result.rows
    .filter((row) => row.bar !== undefined)
    .map((row) => `  ${row.what}: ${row.bar?.text}: ${formatOutcome(row, extent)}`);
  const parts = [
    `${part.name} (${took} s): ${part.summary}\n${where}`,
    textTable(result, extent),
    bars.length === 0 ? '' : `Bars:\n${bars.join('\n')}`,
    (result.notes ?? []).map((note) => `  ${note}`).join('\n'),
  ];
  return `\n${parts.filter((text) => text !== '').join('\n\n')}\n`;
}

function selected(names: readonly string[], flags: Readonly<Record<string, unknown>>): readonly Part[] {
  const wanted = new Set(names.map(findPart));
  for (const part of PARTS) if (flags[camelCase(part.name)] === true) wanted.add(part);
  return wanted.size === 0 ? PARTS : PARTS.filter((part) => wanted.has(part));
}

function camelCase(name: string): string {
  return name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

const list = PARTS.map((part) => `  ${part.name.padEnd(14)}${part.summary}`).join('\n');
const program = new Command('bench')
  .description('Measures what Gateline promises, beside its peers, in one run on one machine.')
  .argument('[parts...]', 'the parts to run (default: all)')
  .option(
    '--quick',
    'a minute for everything: the same rows from less work, two parts at a time, rough figures',
  )
  .option('--results <file>', 'where the tables are written', RESULTS)
  .addHelpText(
    'after',
    `
Parts (each may be given as an option, too: --${PARTS[0]?.name}):
${list}

Examples:
  npm run bench                       everything
  npm run bench -- --quick            everything, in a minute
  npm run bench -- ${PARTS[0]?.name}         one part`,
  );
for (const part of PARTS) program.option(`--${part.name}`, `run the part ${part.name}`);
program.action(async (names: string[], options: Options & Record<string, unknown>) => {
  try {
    await bench(selected(names, options), options);
  } catch (error) {
    program.error(error instanceof Error ? error.message : String(error), { exitCode: 2 });
  }
});
await program.parseAsync();

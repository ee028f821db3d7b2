import { writeFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { Command } from 'commander';
import type { ImportedRoadmap } from '../../roadmap-file/markdown/import-markdown.ts';
import { readMarkdownFile } from '../../roadmap-file/markdown/read-file.ts';
import { writeRoadmapYaml } from '../../roadmap-file/markdown/write-yaml.ts';
import { readRoadmapText } from '../../roadmap-file/read-roadmap-text.ts';
import type { CommandContext } from '../command-context.ts';
import { makeFile } from '../new-file.ts';

interface Options {
  readonly out?: string;
  readonly overwrite?: true;
  readonly product?: string;
  readonly start?: string;
  readonly json?: true;
}

/** `gateline import roadmap FILE.md` */
export function importRoadmapCommand({ terminal }: CommandContext): Command {
  return new Command('roadmap')
    .description('Make a roadmap.yaml of a roadmap in Markdown, and say which lines could not be read')
    .argument(
      '<file>',
      'the document: phases and versions as headings, tables of milestones, gates in bold lines',
    )
    .option('--out <file>', 'where to write roadmap.yaml (default: standard output)')
    .option('--overwrite', 'write over a file that is there')
    .option('--product <id>', "the product's id (default: made of its name)")
    .option(
      '--start <month>',
      "the plan's first month, such as 2026-01: what “Month 2-3” and “Q1” count from",
    )
    .option('--json', 'say what was read and what was not as JSON; needs --out')
    .option('--verbose', 'show what is behind an error')
    .addHelpText(
      'after',
      `
Examples:
  gateline import roadmap ai-roadmap.md --out roadmap.yaml
  gateline import roadmap ai-roadmap.md --start 2026-01 --product search --out roadmap.yaml
  gateline validate roadmap.yaml           names every placeholder that is still to be filled in`,
    )
    .action(async (file: string, options: Options, command: Command) => {
      if (options.json && options.out === undefined)
        command.error("error: option '--json' needs '--out <file>'");
      const path = resolve(terminal.cwd, file);
      const imported = await readMarkdownFile(path, {
        shownAs: file,
        product: options.product,
        start: options.start,
      });
      const yaml = writeRoadmapYaml(imported, headerOf(file));
      if (options.out === undefined) terminal.out(yaml);
      else {
        const out = resolve(terminal.cwd, options.out);
        await makeFile(out, { overwrite: options.overwrite ?? false }, (draft) => writeFile(draft, yaml));
      }
      const shown =
        options.out === undefined ? undefined : relative(terminal.cwd, resolve(terminal.cwd, options.out));
      const report = reportOf(imported, yaml, file, shown);
      if (options.json) terminal.out(`${JSON.stringify(report, null, 2)}\n`);
      else terminal.err(textOf(report));
    });
}

function headerOf(file: string): readonly string[] {
  return [
    `Imported from ${file.replace(/[\r\n]/g, ' ')} by: gateline import roadmap`,
    'What it could read is here; the criteria are proposals. What is still to be filled in: gateline validate',
    'What each key means: docs/roadmap.md',
  ];
}

interface ImportReport {
  readonly from: string;
  readonly out?: string;
  readonly product: string;
  readonly items: number;
  readonly milestones: number;
  readonly gates: number;
  /** Criteria that were proposed for gates in words. */
  readonly proposedCriteria: number;
  /** What `validate` says of it: placeholders as warnings, in criteria as errors. */
  readonly errors: number;
  readonly warnings: number;
  readonly unread: ImportedRoadmap['unread'];
}

function reportOf(
  imported: ImportedRoadmap,
  yaml: string,
  from: string,
  out: string | undefined,
): ImportReport {
  const { document, proposed, unread } = imported;
  const items = [document.data, document.models, document.features, document.infrastructure].flatMap(
    (track) => track ?? [],
  );
  const { problems } = readRoadmapText(new TextEncoder().encode(yaml), out ?? 'roadmap.yaml');
  const count = (severity: 'error' | 'warning') => problems.filter((one) => one.severity === severity).length;
  return {
    from,
    ...(out === undefined ? {} : { out }),
    product: document.product,
    items: items.length,
    milestones: items.reduce((sum, { milestones }) => sum + (milestones?.length ?? 0), 0),
    gates: items.filter(({ gate }) => gate !== undefined).length,
    proposedCriteria: proposed,
    errors: count('error'),
    warnings: count('warning'),
    unread,
  };
}

function textOf(report: ImportReport): string {
  const { from, out, items, milestones, gates, proposedCriteria, errors, warnings, unread } = report;
  const lines = unread.map(({ line, text }) => `${from}:${line}: not read: ${text}`);
  const read = [count(items, 'item'), count(milestones, 'milestone'), count(gates, 'gate')].join(', ');
  const proposed =
    proposedCriteria === 0
      ? ''
      : `; ${proposedCriteria} ${proposedCriteria === 1 ? 'criterion' : 'criteria'} proposed`;
  const left =
    unread.length === 0 ? 'every line was read' : `${count(unread.length, 'line')} could not be read`;
  const open = errors + warnings;
  const next =
    open === 0 ? '' : `${count(open, 'thing')} to look at: gateline validate ${out ?? 'roadmap.yaml'}\n`;
  return `${[...lines, `${from}: ${read}${proposed}; ${left}`].join('\n')}\n${next}`;
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

import { Command, Option } from 'commander';
import { GatelineError } from '../../../core/errors.ts';
import { api } from '../../http/contract/api.ts';
import { documentOf } from '../../roadmap-file/markdown/document-of.ts';
import { exportMarkdown } from '../../roadmap-file/markdown/export-markdown.ts';
import { productOf } from '../check/ask-server.ts';
import type { CommandContext } from '../command-context.ts';
import { roadmapsOf } from '../roadmaps-of.ts';
import { ServerClient } from '../server-client.ts';
import { type SharedOptions, withConfig } from '../shared-options.ts';
import type { Terminal } from '../terminal.ts';
import { writeOut } from '../write-out.ts';

interface Options extends SharedOptions {
  readonly format: 'md' | 'yaml';
  readonly server?: string;
  readonly product?: string;
  readonly out?: string;
}

/** `gateline export roadmap` */
export function exportRoadmapCommand({ terminal }: CommandContext): Command {
  return withConfig(new Command('roadmap'))
    .description(
      'The roadmap as a document: in Markdown, with live states and actuals where a server knows them',
    )
    .argument('[roadmap]', 'a roadmap file (default: the one of gateline.yaml, or roadmap.yaml)')
    .addOption(
      new Option('--format <format>', 'Markdown, or the file as it stands')
        .choices(['md', 'yaml'])
        .default('md'),
    )
    .option(
      '--server <url>',
      'ask this server, which knows verdicts and actuals; the token is read from $GATELINE_TOKEN',
    )
    .option('--product <product>', 'the product, where there are several')
    .option('--out <file>', 'where to write it (default: standard output)')
    .addHelpText(
      'after',
      `
Examples:
  gateline export roadmap --format md --server http://localhost:4600 --out ROADMAP.md
  gateline export roadmap roadmap.yaml                the promise alone, with no server

What was exported as Markdown can be edited and taken in again: gateline import roadmap ROADMAP.md`,
    )
    .action(async (file: string | undefined, options: Options) => {
      if (file !== undefined && options.server !== undefined) {
        throw new GatelineError('bad-request', 'A file and --server are two sources: choose one.');
      }
      const text =
        options.server === undefined
          ? await fromFile(file, options, terminal)
          : await fromServer(options.server, options, terminal);
      await writeOut(options.out, text, terminal);
    });
}

async function fromServer(
  url: string,
  { format, product }: Options,
  { environment }: Terminal,
): Promise<string> {
  const server = new ServerClient(url, environment.GATELINE_TOKEN);
  const params = { product: await productOf(server, product) };
  return server.text(format === 'md' ? api.roadmapMarkdown : api.roadmapFile, params);
}

async function fromFile(file: string | undefined, options: Options, terminal: Terminal): Promise<string> {
  const files = await roadmapsOf(file === undefined ? [] : [file], options, terminal);
  const wanted = files.filter(
    ({ roadmap }) => options.product === undefined || roadmap.product === options.product,
  );
  const [only, ...others] = wanted;
  if (only === undefined || others.length > 0) {
    const ids = files.map(({ roadmap }) => roadmap.product).join(', ');
    throw new GatelineError('bad-request', `Say which product with --product: there is ${ids}.`);
  }
  return options.format === 'yaml' ? only.text : exportMarkdown(documentOf(only.text));
}

import { readFile } from 'node:fs/promises';
import { basename, relative, resolve } from 'node:path';
import { Command } from 'commander';
import type { Problem } from '../../core/roadmap/roadmap.ts';
import { hasErrors } from '../../core/text/problem.ts';
import { parseConfig } from '../config.ts';
import { parseDashboard } from '../dashboards.ts';
import { unreadablePrices } from '../price-file/price-files.ts';
import { readPriceText } from '../price-file/read-price-text.ts';
import { countInWords, reportProblems } from '../roadmap-file/report.ts';
import { type ValidationJson, validateRoadmaps } from '../roadmap-file/validate.ts';
import { SOURCE_TYPES } from '../source-types.ts';
import type { CommandContext } from './command-context.ts';
import { EXIT } from './exit-code.ts';
import { type FileKind, fileKind } from './file-kind.ts';
import type { Terminal } from './terminal.ts';
import { openDataSource } from './validate/data-source.ts';

interface NamedFile {
  readonly path: string;
  readonly kind: FileKind;
  /** `undefined`: it cannot be read. */
  readonly text: string | undefined;
}

/** What was found, for people and for machines. */
interface Finding {
  readonly text: string;
  readonly problems: readonly Problem[];
  /** Of roadmaps: what is in each, and what its gates need. */
  readonly files?: ValidationJson['files'];
}

interface Options {
  readonly json?: boolean;
  readonly server?: string;
}

/** `gateline validate FILE…` */
export function validateCommand({ terminal, end }: CommandContext): Command {
  return new Command('validate')
    .description(
      'Say what is wrong with roadmaps, dashboards, prices and configurations, with line and column, and what each gate needs',
    )
    .argument(
      '[file...]',
      'files to look at (default: gateline.yaml, and the roadmaps and prices that it names)',
    )
    .option(
      '--server <url>',
      'ask this server what data there are (default: $GATELINE_SERVER, then the store or server of gateline.yaml)',
    )
    .option('--json', 'as JSON')
    .option('--verbose', 'show what is behind an error')
    .addHelpText(
      'after',
      `
Examples:
  gateline validate                     gateline.yaml, its roadmaps and prices
  gateline validate roadmap.yaml        one roadmap
  gateline validate dashboards/*.yaml   some walls
  gateline validate prices.yaml         what models cost, in our format or LiteLLM's
  gateline validate --server http://localhost:4600 roadmap.yaml     with the data that there are

Ends with 1 when there is an error; warnings alone do not count.`,
    )
    .action(async (given: string[], options: Options) => {
      const wanted =
        given.length > 0 ? given.map((file) => ({ file })) : await filesOfConfiguration(terminal);
      const files = await Promise.all(wanted.map((one) => open(one, terminal)));
      const findings = await findAll(files, options.server, terminal);
      const problems = findings.flatMap((finding) => finding.problems);
      if (options.json) {
        const roadmaps = findings.flatMap((finding) => finding.files ?? []);
        terminal.out(`${JSON.stringify({ valid: !hasErrors(problems), problems, roadmaps }, null, 2)}\n`);
      } else terminal.out(findings.map((finding) => finding.text).join('\n'));
      if (hasErrors(problems)) end(EXIT.problem);
    });
}

/** A file that is to be looked at; of what kind it is shows in it, unless it is there for one thing. */
interface WantedFile {
  readonly file: string;
  readonly kind?: FileKind;
}

async function open({ file, kind }: WantedFile, { cwd }: Terminal): Promise<NamedFile> {
  const path = resolve(cwd, file);
  const text = await readFile(path, 'utf8').catch(() => undefined);
  return { path, text, kind: kind ?? (text === undefined ? 'roadmap' : fileKind(text, basename(path))) };
}

/** Roadmaps are looked at together, because two of them may name one product. */
async function findAll(
  files: readonly NamedFile[],
  server: string | undefined,
  terminal: Terminal,
): Promise<Finding[]> {
  const roadmaps = files.filter(({ kind }) => kind === 'roadmap').map(({ path }) => shown(path));
  const others = files.filter(({ kind }) => kind !== 'roadmap').map((file) => findIn(file, terminal));
  if (roadmaps.length === 0) return others;
  const source = await openDataSource(server, terminal);
  try {
    const { text, problems, json } = await validateRoadmaps(roadmaps, {
      color: terminal.interactive,
      known: (roadmap) => source.known(roadmap),
    });
    return [...others, { text, problems, files: json.files }];
  } finally {
    await source.close();
  }
}

function findIn(file: NamedFile, terminal: Terminal): Finding {
  const name = shown(file.path);
  const { problems, what } = lookInto(file, name, terminal);
  // The lines of a configuration may hold what nobody else should see.
  const lines = file.kind === 'configuration' ? undefined : file.text;
  const color = terminal.interactive;
  const report = problems.length === 0 ? '' : `${reportProblems(problems, lines, { color })}\n`;
  return { text: `${report}${name}: ${countInWords(problems)}; ${what}\n`, problems };
}

/** What is wrong with a file, and what it is. */
function lookInto(
  { path, kind, text }: NamedFile,
  name: string,
  { environment }: Terminal,
): { readonly problems: readonly Problem[]; readonly what: string } {
  if (kind === 'prices') return lookIntoPrices(text, name);
  const { problems } =
    kind === 'dashboard'
      ? parseDashboard(name, text ?? '')
      : parseConfig(path, text ?? '', { environment, sourceTypes: SOURCE_TYPES, shownAs: name });
  return { problems, what: `a ${kind}` };
}

function lookIntoPrices(text: string | undefined, name: string) {
  if (text === undefined) return { problems: [unreadablePrices(name, 'ENOENT')], what: 'prices' };
  const { table, problems } = readPriceText(new TextEncoder().encode(text), name);
  const what =
    table === undefined
      ? 'prices'
      : `prices of ${table.size} ${table.size === 1 ? 'model' : 'models'} in ${table.currency}`;
  return { problems, what };
}

/** A path as short as it can be said from here. */
function shown(path: string): string {
  const near = relative(process.cwd(), path);
  return near.startsWith('..') ? path : near;
}

async function filesOfConfiguration({ cwd, environment }: Terminal): Promise<WantedFile[]> {
  const file = environment.GATELINE_CONFIG ?? 'gateline.yaml';
  const path = resolve(cwd, file);
  const text = await readFile(path, 'utf8').catch(() => '');
  const { config } = parseConfig(path, text, { environment, sourceTypes: SOURCE_TYPES });
  return [
    { file },
    ...(config?.roadmaps ?? []).map((roadmap) => ({ file: roadmap })),
    ...(config?.prices ?? []).map((prices) => ({ file: prices, kind: 'prices' as const })),
  ];
}

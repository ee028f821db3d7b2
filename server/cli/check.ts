import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { GatelineError } from '../../core/errors.ts';
import { nearest } from '../../core/text/nearest.ts';
import { wallClock } from '../runtime/wall-clock.ts';
import { askServer } from './check/ask-server.ts';
import { ciRun } from './check/ci-run.ts';
import { judgeFiles } from './check/judge-files.ts';
import { LocalPlaces } from './check/local-places.ts';
import { type CheckReport, exitOf } from './check/report.ts';
import { tell } from './check/tell.ts';
import type { CommandContext } from './command-context.ts';
import { EXIT, exitCodeOf } from './exit-code.ts';
import { addressOfServer, configIfThere, type GoodFile, roadmapsOf } from './roadmaps-of.ts';
import { ServerClient } from './server-client.ts';
import { type SharedOptions, withConfig } from './shared-options.ts';
import { tellFailure } from './tell-failure.ts';
import type { Terminal } from './terminal.ts';

interface Options extends SharedOptions {
  readonly server?: string;
  readonly results?: readonly string[];
  readonly build?: string;
  readonly product?: string;
  readonly roadmap?: string;
  readonly allow?: 'unproven';
  readonly strict?: true;
  readonly json?: true;
  readonly junit?: string;
}

/** `gateline check v2` */
export function checkCommand({ terminal, end }: CommandContext): Command {
  return withConfig(new Command('check'))
    .description('Say by exit code whether an item passes its gate, for CI')
    .argument('<item>', 'the item of the roadmap whose gate is asked for, such as v2')
    .option('--server <url>', 'ask this server (default: $GATELINE_SERVER, then the one of gateline.yaml)')
    .option('--results <file...>', 'judge by these evaluation files, with no server')
    .option('--build <build>', 'judge this build alone, such as 2.4.0-rc2')
    .option('--product <product>', 'the product, where there are several')
    .option(
      '--roadmap <file>',
      'the roadmap to judge by, or to point at (default: those of gateline.yaml, or roadmap.yaml)',
    )
    .addOption(
      new Option('--allow <state>', 'end with 0 although the gate is unproven, and record it').choices([
        'unproven',
      ]),
    )
    .option('--strict', 'with --results: what files cannot show counts as no data')
    .option('--json', 'as JSON')
    .option('--junit <file>', 'write JUnit XML, too (- for standard output)')
    .addHelpText(
      'after',
      `
Exit codes: 0 pass, 1 fail, 2 unproven, 3 no data, 64 usage, 69 server or store not reachable.

Examples:
  gateline check v2 --server https://gateline.example.com      the token is read from $GATELINE_TOKEN
  gateline check v2 --build 2.4.0-rc2 --results results.json   with no server at all
  gateline check v2 --allow unproven --junit gateline.xml`,
    )
    .action(async (item: string, options: Options) => {
      try {
        const report = await checked(item, options, terminal);
        await tell(report, { json: options.json ?? false, junit: options.junit }, terminal);
        end(exitOf(report));
      } catch (error) {
        tellFailure(error, terminal, options.verbose ?? false);
        end(failureExit(error));
      }
    });
}

/** 1, 2 and 3 are verdicts here: whatever keeps us from one ends otherwise. */
function failureExit(error: unknown): number {
  if (!(error instanceof GatelineError)) return EXIT.software;
  return exitCodeOf(error.code) === EXIT.unavailable ? EXIT.unavailable : EXIT.usage;
}

async function checked(item: string, options: Options, terminal: Terminal): Promise<CheckReport> {
  const { server, results, build, strict = false } = options;
  if (server !== undefined && results !== undefined) {
    throw usage('--server and --results are two ways to judge: choose one.');
  }
  if (options.json && options.junit === '-') {
    throw usage('--json and --junit - would both write to standard output: name a file for one of them.');
  }
  if (strict && results === undefined) throw usage('--strict belongs to --results.');
  const allowUnproven = options.allow === 'unproven';
  const root = terminal.environment.GITHUB_WORKSPACE ?? terminal.cwd;
  if (results !== undefined) {
    const roadmap = await roadmapOf(options, terminal);
    const { cwd } = terminal;
    return judgeFiles(roadmap, {
      item,
      build,
      results,
      allowUnproven,
      strict,
      cwd,
      root,
      warn: (sentence) => terminal.err(`${sentence}\n`),
      now: wallClock.now(),
    });
  }
  const { environment } = terminal;
  const config =
    server === undefined && environment.GATELINE_SERVER === undefined
      ? await configIfThere(options, terminal)
      : undefined;
  const url = server ?? environment.GATELINE_SERVER ?? addressOfServer(config);
  return askServer(new ServerClient(url, environment.GATELINE_TOKEN), {
    item,
    build,
    product: options.product,
    allowUnproven,
    ahead: ciRun(environment),
    places: async (product) => LocalPlaces.find(await localFiles(options, terminal), { product, item, root }),
  });
}

/** The roadmap to judge by: of the product that was named, or the only one. */
async function roadmapOf(options: Options, terminal: Terminal): Promise<GoodFile> {
  const named = options.roadmap === undefined ? [] : [options.roadmap];
  const files = await roadmapsOf(named, options, terminal);
  const ids = files.map(({ roadmap }) => roadmap.product);
  const { product } = options;
  if (product === undefined) {
    const [only, ...others] = files;
    if (only !== undefined && others.length === 0) return only;
    throw usage(`There are several products (${ids.join(', ')}): name one with --product.`);
  }
  const found = files.find(({ roadmap }) => roadmap.product === product);
  if (found !== undefined) return found;
  const meant = nearest(product, ids);
  throw usage(
    `No roadmap is about the product ${JSON.stringify(product)}.${meant === undefined ? ` There is ${ids.join(', ')}.` : ` Is it ${meant}?`}`,
  );
}

/** Roadmap files that may be here; only to point at their lines, so that none of them has to be. */
async function localFiles(options: Options, terminal: Terminal): Promise<readonly string[]> {
  if (options.roadmap !== undefined) return [resolve(terminal.cwd, options.roadmap)];
  const config = await configIfThere(options, terminal).catch(() => undefined);
  return config?.roadmaps ?? [resolve(terminal.cwd, 'roadmap.yaml')];
}

function usage(message: string): GatelineError {
  return new GatelineError('bad-request', message);
}

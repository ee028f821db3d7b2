import { Command, InvalidArgumentError } from 'commander';
import type { EvaluationRunJson } from '../../http/contract/evaluations.ts';
import type { CommandContext } from '../command-context.ts';
import { atDesk, type DeskOptions, withDesk } from './open-desk.ts';
import { aboutWords, sizeWords } from './run-words.ts';
import { day, inColumns } from './table.ts';

interface Options extends DeskOptions {
  readonly version?: string;
  readonly dataset?: string;
  readonly build?: string;
  readonly limit: number;
  readonly json?: true;
}

const MOST = 1_000;

/** `gateline evaluations list` */
export function listEvaluationsCommand({ terminal }: CommandContext): Command {
  return withDesk(new Command('list'))
    .description('List evaluation runs, newest first, those that were taken back among them')
    .option('--version <version>', 'of this version alone')
    .option('--dataset <name>', 'on this dataset alone')
    .option('--build <build>', 'of this build alone')
    .option('--limit <n>', 'at most so many', limit, 50)
    .option('--json', 'as JSON')
    .action(async (options: Options) => {
      const { version: item, dataset, build, limit: most } = options;
      const query = { item, dataset, build, limit: most };
      const { product, runs } = await atDesk(options, terminal, (desk) => desk.list(options.product, query));
      if (options.json) terminal.out(`${JSON.stringify({ product, runs }, null, 2)}\n`);
      else if (runs.length === 0) {
        terminal.out(
          'There is no such run yet. Take one in with: gateline import evaluations FILE --version v2\n',
        );
      } else {
        terminal.out(inColumns([HEAD, ...runs.map(cells)]));
        if (runs.length === most) terminal.err(`Only the newest ${most} are shown; --limit shows more.\n`);
      }
    });
}

const HEAD = ['date', 'version', 'dataset', 'items', 'about', 'run', 'state'];

function cells(run: EvaluationRunJson): string[] {
  const { retracted } = run;
  const state =
    retracted === undefined ? '' : `taken back ${day(retracted.at)} by ${retracted.by}: ${retracted.why}`;
  return [day(run.at), run.item, run.dataset, sizeWords(run), aboutWords(run), run.id, state];
}

function limit(text: string): number {
  const n = Number(text);
  if (/^\d+$/.test(text) && n >= 1 && n <= MOST) return n;
  throw new InvalidArgumentError(`A number from 1 to ${MOST} is expected.`);
}

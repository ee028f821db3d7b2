import { Command, InvalidArgumentError } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { atDesk, type DeskOptions, withDesk } from './open-desk.ts';

interface Options extends DeskOptions {
  readonly why: string;
  readonly by?: string;
}

/** `gateline evaluations retract RUN --why …` */
export function retractEvaluationCommand({ terminal }: CommandContext): Command {
  return withDesk(new Command('retract'))
    .description('Take an evaluation run back: it stays visible, and counts no more')
    .argument('<run>', 'the id that `gateline evaluations list` shows')
    .requiredOption('--why <reason>', 'why it must not count; everybody reads it', text)
    .option('--by <name>', 'who says so (default: the name of the token)', text)
    .addHelpText(
      'after',
      `
Examples:
  gateline evaluations retract ci-1742 --why "ran on the wrong revision" --by "data lead"

A server that asks for tokens wants one of the role editor, in $GATELINE_TOKEN.`,
    )
    .action(async (id: string, options: Options) => {
      const said = { why: options.why, ...(options.by === undefined ? {} : { by: options.by }) };
      const run = await atDesk(options, terminal, (desk) => desk.retract(options.product, id, said));
      terminal.out(
        `Took back ${run.id} of ${run.item} on ${run.dataset}: ${run.retracted?.why ?? options.why}\n`,
      );
    });
}

function text(given: string): string {
  const trimmed = given.trim();
  if (trimmed !== '' && trimmed.length <= 500) return trimmed;
  throw new InvalidArgumentError('A sentence of at most 500 letters is expected.');
}

import { Command } from 'commander';
import type { CommandContext } from './command-context.ts';
import { listEvaluationsCommand } from './evaluations/list-evaluations.ts';
import { retractEvaluationCommand } from './evaluations/retract-evaluation.ts';

/** `gateline evaluations list | retract` */
export function evaluationsCommand(context: CommandContext): Command {
  return new Command('evaluations')
    .description('List evaluation runs, and take them back')
    .addCommand(listEvaluationsCommand(context))
    .addCommand(retractEvaluationCommand(context));
}

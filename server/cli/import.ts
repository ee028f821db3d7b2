import { Command } from 'commander';
import type { CommandContext } from './command-context.ts';
import { importEvaluationsCommand } from './evaluations/import-evaluations.ts';
import { importDataCommand } from './import/data.ts';
import { importHistoryCommand } from './import/history.ts';
import { importRoadmapCommand } from './import/roadmap.ts';

/** `gateline import …`: what other programs, or another Gateline, know. */
export function importCommand(context: CommandContext): Command {
  const command = new Command('import').description('Take in what was made elsewhere');
  const commands = [importRoadmapCommand, importEvaluationsCommand, importHistoryCommand, importDataCommand];
  for (const make of commands) command.addCommand(make(context));
  return command;
}

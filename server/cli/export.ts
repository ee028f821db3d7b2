import { Command } from 'commander';
import type { CommandContext } from './command-context.ts';
import { exportDataCommand } from './export/data.ts';
import { grafanaCommand } from './export/grafana.ts';
import { prometheusRulesCommand } from './export/prometheus-rules.ts';
import { exportRoadmapCommand } from './export/roadmap.ts';

/** `gateline export …`: what Gateline knows, for other programs, and all of it. */
export function exportCommand(context: CommandContext): Command {
  const command = new Command('export').description(
    'Write what Gateline knows, for other programs or another store',
  );
  for (const make of [exportRoadmapCommand, exportDataCommand, prometheusRulesCommand, grafanaCommand])
    command.addCommand(make(context));
  return command;
}

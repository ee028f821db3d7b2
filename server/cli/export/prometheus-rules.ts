import { Command } from 'commander';
import { stringify } from 'yaml';
import { PageLinks } from '../../export/links.ts';
import { prometheusRules } from '../../export/prometheus-rules.ts';
import type { CommandContext } from '../command-context.ts';
import { addressOfServer, configIfThere, roadmapsOf } from '../roadmaps-of.ts';
import { type SharedOptions, withConfig } from '../shared-options.ts';
import { writeOut } from '../write-out.ts';

interface Options extends SharedOptions {
  readonly out?: string;
  readonly url?: string;
}

const HEADER = `# Made by: gateline export prometheus-rules. Make it again when the roadmap has changed.
# Rules over Gateline's own metrics, which this Prometheus must scrape from /metrics.
`;

/** `gateline export prometheus-rules` */
export function prometheusRulesCommand({ terminal }: CommandContext): Command {
  return withConfig(new Command('prometheus-rules'))
    .description('Recording and alerting rules from gates and spend limits, for a Prometheus server')
    .argument('[roadmap...]', 'roadmap files (default: those of gateline.yaml, or roadmap.yaml)')
    .option('--out <file>', 'where to write them (default: standard output)')
    .option(
      '--url <url>',
      'where people reach Gateline, for the links (default: public_url of gateline.yaml)',
    )
    .addHelpText(
      'after',
      `
Examples:
  gateline export prometheus-rules --out gateline.rules.yml
  gateline export prometheus-rules roadmap.yaml --url https://gateline.example.com | promtool check rules /dev/stdin`,
    )
    .action(async (given: string[], options: Options) => {
      const files = await roadmapsOf(given, options, terminal);
      const url = options.url ?? addressOfServer(await configIfThere(options, terminal));
      const rules = prometheusRules(
        files.map(({ roadmap }) => roadmap),
        new PageLinks(url),
      );
      await writeOut(options.out, HEADER + stringify(rules, { lineWidth: 0 }), terminal);
    });
}

import { join } from 'node:path';
import { Command } from 'commander';
import { GatelineError } from '../../../core/errors.ts';
import { grafanaDashboard } from '../../export/grafana/dashboard.ts';
import { PageLinks } from '../../export/links.ts';
import type { CommandContext } from '../command-context.ts';
import { addressOfServer, configIfThere, roadmapsOf } from '../roadmaps-of.ts';
import { type SharedOptions, withConfig } from '../shared-options.ts';
import { writeOut } from '../write-out.ts';

interface Options extends SharedOptions {
  readonly out?: string;
  readonly url?: string;
}

/** `gateline export grafana` */
export function grafanaCommand({ terminal }: CommandContext): Command {
  return withConfig(new Command('grafana'))
    .description(
      "A Grafana dashboard a product, which draws each actual against its gate line out of Gateline's own metrics",
    )
    .argument('[roadmap...]', 'roadmap files (default: those of gateline.yaml, or roadmap.yaml)')
    .option('--out <path>', 'a file that ends in .json, or a folder (default: standard output)')
    .option(
      '--url <url>',
      'where people reach Gateline, for the links (default: public_url of gateline.yaml)',
    )
    .addHelpText(
      'after',
      `
Examples:
  gateline export grafana --out dashboard.json
  gateline export grafana --out /var/lib/grafana/dashboards`,
    )
    .action(async (given: string[], options: Options) => {
      const files = await roadmapsOf(given, options, terminal);
      const url = options.url ?? addressOfServer(await configIfThere(options, terminal));
      const { out } = options;
      const isFolder = out !== undefined && out !== '-' && !out.endsWith('.json');
      if (files.length > 1 && !isFolder) throw severalProducts(files.map(({ roadmap }) => roadmap.product));
      for (const { roadmap } of files) {
        const text = `${JSON.stringify(grafanaDashboard(roadmap, new PageLinks(url)), null, 2)}\n`;
        const file = isFolder ? join(out, `gateline-${roadmap.product}.json`) : out;
        await writeOut(file, text, terminal);
      }
    });
}

function severalProducts(products: readonly string[]): GatelineError {
  const message = `There are ${products.length} products (${products.join(', ')}), and each is a dashboard of its own: name a folder with --out, or one roadmap file.`;
  return new GatelineError('bad-request', message);
}

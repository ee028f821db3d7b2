import { Command } from 'commander';
import { present } from '../../core/present.ts';
import { api } from '../http/contract/api.ts';
import type { ChangedItemsJson, CompareResponse, CompareRow } from '../http/contract/compare.ts';
import { productOf } from './check/ask-server.ts';
import type { CommandContext } from './command-context.ts';
import { addressOfServer, configIfThere } from './roadmaps-of.ts';
import { ServerClient } from './server-client.ts';
import { type SharedOptions, withConfig } from './shared-options.ts';
import type { Terminal } from './terminal.ts';

interface Options extends SharedOptions {
  readonly buildA?: string;
  readonly buildB?: string;
  readonly from?: string;
  readonly to?: string;
  readonly items?: string;
  readonly server?: string;
  readonly product?: string;
  readonly json?: true;
}

/** `gateline compare v2 v3` */
export function compareCommand({ terminal }: CommandContext): Command {
  return withConfig(new Command('compare'))
    .description('Set two versions side by side: every signal, and whether the difference is more than noise')
    .argument('<a>', 'a version of the roadmap, such as v2')
    .argument('<b>', 'another one; the same once more for its last four weeks beside the four before')
    .option('--build-a <build>', 'only this build of the first one')
    .option('--build-b <build>', 'only this build of the second one')
    .option('--from <date>', 'from this day on, such as 2026-11-01 (default: while both served, four weeks)')
    .option('--to <date>', 'up to and with this day')
    .option('--items <count>', 'how many items that changed are listed of each kind, 0 to 1000', '20')
    .option('--server <url>', 'the server (default: $GATELINE_SERVER, then the one of gateline.yaml)')
    .option('--product <product>', 'the product, where there are several')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
Differences are those of the second one from the first. docs/judgment.md says what noise is.

Examples:
  gateline compare v2 v3
  gateline compare v3 v3 --build-a 3.0.0 --build-b 3.0.1
  gateline compare v2 v3 --from 2026-11-01 --to 2026-11-14 --json

A server that asks for tokens wants one of the role viewer, in $GATELINE_TOKEN.`,
    )
    .action(async (a: string, b: string, options: Options) => {
      const answer = await compared(a, b, options, terminal);
      terminal.out(options.json ? `${JSON.stringify(answer, null, 2)}\n` : told(answer));
    });
}

async function compared(
  a: string,
  b: string,
  options: Options,
  terminal: Terminal,
): Promise<CompareResponse> {
  const { environment } = terminal;
  const named = options.server ?? environment.GATELINE_SERVER;
  const address = named ?? addressOfServer(await configIfThere(options, terminal));
  const client = new ServerClient(address, environment.GATELINE_TOKEN);
  const product = await productOf(client, options.product);
  const { buildA, buildB, from, to, items } = options;
  const query = { a, b, ...present({ a_build: buildA, b_build: buildB, from, to, items }) };
  return client.ask(api.compare, { product }, { query });
}

function told({ sentence, rows, changes, experiments, a, b }: CompareResponse): string {
  const lines = [
    ...experiments.map((one) => `Experiment ${one.id}: ${one.sentence}`),
    sentence,
    ...rows.map((row) => `  ${subject(row)}: ${row.sentence}`),
    ...changes.flatMap((change) => changedLines(change, a.name, b.name)),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function subject({ signal, evidence, dataset }: CompareRow): string {
  return evidence === 'production' ? signal.title : `${signal.title} on ${dataset}`;
}

function changedLines(
  { signal, dataset, rightToWrong, wrongToRight }: ChangedItemsJson,
  a: string,
  b: string,
): readonly string[] {
  const list = ({ count, items }: ChangedItemsJson['rightToWrong']) => {
    const names = items.map(({ id }) => id).join(', ');
    const rest = count - items.length;
    return names === '' ? String(count) : `${count}: ${names}${rest > 0 ? `, and ${rest} more` : ''}`;
  };
  return [
    `Items of ${signal.title} on ${dataset}:`,
    `  right with ${a}, wrong with ${b}: ${list(rightToWrong)}`,
    `  wrong with ${a}, right with ${b}: ${list(wrongToRight)}`,
  ];
}

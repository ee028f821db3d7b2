import { Command, InvalidArgumentError, Option } from 'commander';
import { GatelineError } from '../../core/errors.ts';
import { VERDICTS, type VerdictState } from '../../core/gate/verdict.ts';
import type { DecisionKind } from '../../core/history/decision.ts';
import { present } from '../../core/present.ts';
import { api } from '../http/contract/api.ts';
import type { DecisionResponse } from '../http/contract/decisions.ts';
import { productOf } from './check/ask-server.ts';
import { ciRun } from './check/ci-run.ts';
import type { CommandContext } from './command-context.ts';
import { addressOfServer, configIfThere } from './roadmaps-of.ts';
import { ServerClient } from './server-client.ts';
import { type SharedOptions, withConfig } from './shared-options.ts';
import type { Terminal } from './terminal.ts';

interface Options extends SharedOptions {
  readonly ship?: true;
  readonly rollBack?: true;
  readonly by: string;
  readonly why?: string;
  readonly build?: string;
  readonly expect?: VerdictState;
  readonly server?: string;
  readonly product?: string;
  readonly json?: true;
}

/** `gateline decide v2 --ship --by ROLE` */
export function decideCommand({ terminal }: CommandContext): Command {
  return withConfig(new Command('decide'))
    .description('Record who ships an item, or rolls it back, on the verdict of its gate as it is now')
    .argument('<item>', 'the item of the roadmap, such as v2')
    .option('--ship', 'it ships')
    .option('--roll-back', 'what was shipped is taken back')
    .requiredOption('--by <role>', 'the role that answers for it, such as "release board"', words(200))
    .option('--why <reason>', 'the reason; asked for where something ships without a pass', words(4_000))
    .option('--build <build>', 'judge and record this build alone, such as 2.4.0-rc2', words(200))
    .addOption(new Option('--expect <state>', 'record nothing unless the verdict is this').choices(VERDICTS))
    .option('--server <url>', 'the server (default: $GATELINE_SERVER, then the one of gateline.yaml)')
    .option('--product <product>', 'the product, where there are several')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
The server judges the gate at that moment and writes the decision into its event log: who, when, which build, the verdict with each
criterion's state, actual and target, and the revision of the roadmap. The same said twice is recorded once.

Exit codes: 0 recorded, 1 refused, 64 usage, 69 server or store not reachable.

Examples:
  gateline decide v2 --ship --by "release board"
  gateline decide v2 --ship --by "release board" --build 2.4.0 --expect pass     in CI, after gateline check
  gateline decide v3 --ship --by "head of support" --why "the old model is switched off on Friday"
  gateline decide v2 --roll-back --by "on call" --why "refunds were promised wrongly"

A server that asks for tokens wants one of the role editor, in $GATELINE_TOKEN.`,
    )
    .action(async (item: string, options: Options) => {
      const answer = await decided(item, options, terminal);
      terminal.out(options.json ? `${JSON.stringify(answer, null, 2)}\n` : told(answer));
    });
}

async function decided(item: string, options: Options, terminal: Terminal): Promise<DecisionResponse> {
  const { environment } = terminal;
  const { by, why, build, expect } = options;
  const body = { decision: kindOf(options), by, ...present({ why, build, expect }), ...ciRun(environment) };
  const client = new ServerClient(await addressFor(options, terminal), environment.GATELINE_TOKEN);
  const product = await productOf(client, options.product);
  return client.ask(api.decide, { product, item }, { body });
}

/** @throws GatelineError `bad-request` unless exactly one was said */
function kindOf({ ship, rollBack }: Options): DecisionKind {
  if (ship !== rollBack) return ship ? 'ship' : 'roll-back';
  throw new GatelineError('bad-request', 'Say what was decided: either --ship or --roll-back.');
}

async function addressFor(options: Options, terminal: Terminal): Promise<string> {
  const named = options.server ?? terminal.environment.GATELINE_SERVER;
  return named ?? addressOfServer(await configIfThere(options, terminal));
}

function told({ recorded, decision }: DecisionResponse): string {
  const { sentence, verdict, state } = decision;
  const again = recorded ? '' : 'It was recorded before.\n';
  const open = decision.criteria.filter((one) => one.state !== 'pass');
  const lines = state === 'pass' ? [verdict] : open.map((one) => one.sentence);
  return `${sentence}\n${[...new Set(lines)].map((line) => `  ${line}\n`).join('')}${again}`;
}

function words(longest: number): (given: string) => string {
  return (given) => {
    const trimmed = given.trim();
    if (trimmed !== '' && trimmed.length <= longest) return trimmed;
    throw new InvalidArgumentError(`A text of at most ${longest} letters is expected.`);
  };
}

import { relative } from 'node:path';
import { Command } from 'commander';
import { diagnose } from '../../core/diagnosis/diagnose.ts';
import { GatelineError } from '../../core/errors.ts';
import type { Config } from '../config.ts';
import { createRedaction } from '../redaction.ts';
import { wallClock } from '../runtime/wall-clock.ts';
import type { CommandContext } from './command-context.ts';
import { askServer } from './doctor/ask-server.ts';
import { askStore } from './doctor/ask-store.ts';
import { gather } from './doctor/gather.ts';
import { diagnosisJson } from './doctor/json.ts';
import type { Knowledge } from './doctor/knowledge.ts';
import { type Diagnosis, diagnosisReport } from './doctor/report.ts';
import { EXIT, exitCodeOf } from './exit-code.ts';
import { ownAddress } from './own-address.ts';
import { configIfThere, roadmapsOf } from './roadmaps-of.ts';
import { ServerClient } from './server-client.ts';
import { readConfig, type SharedOptions, withConfig } from './shared-options.ts';
import { tellFailure } from './tell-failure.ts';
import type { Terminal } from './terminal.ts';

interface Options extends SharedOptions {
  readonly server?: string;
  /** Commander's form of `--no-probe`. */
  readonly probe: boolean;
  readonly json?: true;
}

/** `gateline doctor` */
export function doctorCommand({ terminal, end }: CommandContext): Command {
  return withConfig(new Command('doctor'))
    .description(
      'Look at the configured sources and say what they show, and what each criterion of the roadmap lacks',
    )
    .option(
      '--server <url>',
      'ask this server what is stored (default: $GATELINE_SERVER, then the server or the store of gateline.yaml)',
    )
    .option('--no-probe', 'do not ask the configured sources themselves')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
It asks each configured source once (at most 50 targets, 5 s and 16 MiB each), and a running server what is stored; without one it opens
the store itself. The server's token is read from $GATELINE_TOKEN. Secrets are never shown.

Exit codes: 0 nothing is amiss, 1 something is, 2 for bad input, 69 a server that was named cannot be reached.

Examples:
  gateline doctor                                       gateline.yaml, and its server or store
  gateline doctor --server https://gateline.example.com what that server knows
  gateline doctor --json | jq '.findings[] | select(.level == "problem")'`,
    )
    .action(async (options: Options) => {
      const redaction = createRedaction();
      try {
        const diagnosis = await examined(options, terminal, redaction);
        const color = terminal.interactive && (terminal.environment.NO_COLOR ?? '') === '';
        const text = options.json ? diagnosisJson(diagnosis) : diagnosisReport(diagnosis, { color });
        terminal.out(redaction.redact(text));
        if (diagnosis.findings.some(({ level }) => level === 'problem')) end(EXIT.problem);
      } catch (error) {
        tellFailure(error, terminal, options.verbose ?? false);
        end(failureExit(error));
      }
    });
}

/** 1 says that something is amiss: whatever keeps us from looking ends otherwise. */
function failureExit(error: unknown): number {
  if (!(error instanceof GatelineError)) return EXIT.software;
  return exitCodeOf(error.code) === EXIT.unavailable ? EXIT.unavailable : EXIT.badInput;
}

async function examined(
  options: Options,
  terminal: Terminal,
  redaction: ReturnType<typeof createRedaction>,
): Promise<Diagnosis> {
  const { environment, cwd } = terminal;
  const named = options.server ?? environment.GATELINE_SERVER;
  const isNamed = named !== undefined && named !== '';
  // A server knows its own sources; what they show can be asked only where their configuration is.
  const config = isNamed ? await configIfThere(options, terminal) : await readConfig(options, terminal);
  const now = wallClock.now();
  const client = (url: string) => new ServerClient(url, environment.GATELINE_TOKEN);
  const known =
    isNamed || config === undefined
      ? await askServer(client(named ?? ''))
      : await askOwn(config, client(ownAddress(config)), options, terminal);
  const facts = await gather(known, { config, probes: options.probe, redaction, now });
  return {
    facts,
    findings: diagnose(facts),
    file: config === undefined ? undefined : shown(config.file, cwd),
    from: known.from,
  };
}

/** The server of the configuration if it runs; else its store. */
async function askOwn(
  config: Config,
  server: ServerClient,
  options: Options,
  terminal: Terminal,
): Promise<Knowledge> {
  try {
    return await askServer(server);
  } catch (error) {
    if (!(error instanceof GatelineError)) throw error;
    const files = await roadmapsOf([], options, terminal);
    const roadmaps = files.map(({ roadmap }) => roadmap);
    if (error.code === 'server-unreachable') return await askStore(config, roadmaps, wallClock.now());
    return { from: 'nobody', roadmaps, evidence: [], trouble: { message: error.message, isAmiss: true } };
  }
}

/** A path as short as it can be said from here. */
function shown(file: string, cwd: string): string {
  const near = relative(cwd, file);
  return near.startsWith('..') ? file : near;
}

import { Command, CommanderError } from 'commander';
import { GatelineError } from '../../core/errors.ts';
import { VERSION } from '../version.ts';
import type { CommandContext } from './command-context.ts';
import { EXIT, exitCodeOf, usageExitOf } from './exit-code.ts';
import { tellFailure } from './tell-failure.ts';
import type { Terminal } from './terminal.ts';

/** Runs one command line. @returns the exit code */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  let code: number = EXIT.ok;
  const context: CommandContext = {
    terminal,
    end: (wanted) => {
      code = wanted;
    },
  };
  try {
    await program(context, await commandsOf(args)).parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    return failed(error, terminal, args);
  }
}

type MakeCommand = (context: CommandContext) => Command;

/** Each is loaded when it is asked for: what a server needs is much, and most commands need little of it. */
const COMMANDS: Readonly<Record<string, () => Promise<MakeCommand>>> = {
  serve: async () => (await import('./serve.ts')).serveCommand,
  demo: async () => (await import('./demo.ts')).demoCommand,
  validate: async () => (await import('./validate.ts')).validateCommand,
  doctor: async () => (await import('./doctor.ts')).doctorCommand,
  check: async () => (await import('./check.ts')).checkCommand,
  compare: async () => (await import('./compare.ts')).compareCommand,
  decide: async () => (await import('./decide.ts')).decideCommand,
  import: async () => (await import('./import.ts')).importCommand,
  evaluations: async () => (await import('./evaluations.ts')).evaluationsCommand,
  export: async () => (await import('./export.ts')).exportCommand,
  init: async () => (await import('./init.ts')).initCommand,
  token: async () => (await import('./token.ts')).tokenCommand,
  backup: async () => (await import('./backup.ts')).backupCommand,
  restore: async () => (await import('./restore.ts')).restoreCommand,
};

/** The command that a line begins with; all of them where a list, or the name that was meant, is wanted. */
async function commandsOf([first]: readonly string[]): Promise<readonly MakeCommand[]> {
  if (first === '--version') return [];
  const asked = first !== undefined && Object.hasOwn(COMMANDS, first) ? COMMANDS[first] : undefined;
  const loads = asked === undefined ? Object.values(COMMANDS) : [asked];
  return await Promise.all(loads.map((load) => load()));
}

function program(context: CommandContext, commands: readonly MakeCommand[]): Command {
  const { terminal } = context;
  const root = new Command('gateline')
    .description('Holds an AI product roadmap against live production metrics.')
    .version(VERSION, '--version', 'print the version')
    // What stands behind a command is that command's: some have a --version of their own.
    .enablePositionalOptions()
    .addHelpText(
      'after',
      `
Examples:
  gateline demo                       see it with an example, at once
  gateline init                       write gateline.yaml and roadmap.yaml to begin with
  gateline validate roadmap.yaml      say what is wrong with a roadmap, with line and column
  gateline doctor                     say what the sources show, and what each criterion lacks
  gateline serve                      start the server on http://127.0.0.1:4600
  gateline import evaluations r.json  take in what an evaluation left behind
  gateline check v2                   say by exit code whether a version passes its gate, for CI
  gateline compare v2 v3              set two versions side by side, signal by signal
  gateline decide v2 --ship --by ROLE  record who shipped it, on which verdict
  gateline token create --role viewer make a token for somebody who may look
  gateline backup nightly.duckdb      copy the store while the server runs`,
    );
  for (const make of commands) root.addCommand(make(context));
  quieten(root, terminal);
  return root;
}

/** Neither the root nor any command below may write to the process or end it by itself. */
function quieten(command: Command, terminal: Terminal): void {
  command
    .exitOverride()
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err })
    .showSuggestionAfterError()
    .showHelpAfterError('(--help says more)');
  for (const inner of command.commands) quieten(inner, terminal);
}

function failed(error: unknown, terminal: Terminal, args: readonly string[]): number {
  // Commander has told the user already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : usageExitOf(args[0]);
  tellFailure(error, terminal, args.includes('--verbose'));
  return error instanceof GatelineError ? exitCodeOf(error.code) : EXIT.problem;
}

import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { parseDuration } from '../../core/time/duration.ts';
import { TokenFile, type TokenRecord } from '../http/auth/token-file.ts';
import { ROLES, type Role } from '../http/contract/endpoint.ts';
import { wallClock } from '../runtime/wall-clock.ts';
import type { CommandContext } from './command-context.ts';
import { EXIT } from './exit-code.ts';
import { readConfig, type SharedOptions, withConfig } from './shared-options.ts';
import { tokenInFile } from './token-in-file.ts';

interface CreateOptions extends SharedOptions {
  readonly role: Role;
  readonly name?: string;
  readonly expires?: number;
  readonly file?: string;
}

/** `gateline token create | list | revoke` */
export function tokenCommand(context: CommandContext): Command {
  return new Command('token')
    .description('Make, list and revoke the tokens that people and machines sign in with')
    .addCommand(createCommand(context))
    .addCommand(listCommand(context))
    .addCommand(revokeCommand(context));
}

function createCommand({ terminal }: CommandContext): Command {
  return withConfig(new Command('create'))
    .description('Make a token; it is shown once and kept only as a hash')
    .addOption(
      new Option(
        '--role <role>',
        'what it may do: look at walls, look, change, everything, or only send data',
      )
        .choices(ROLES)
        .makeOptionMandatory(),
    )
    .option('--name <name>', 'what it is for; shown in lists')
    .option('--expires <duration>', 'how long it holds, such as 90d (default: until it is revoked)', lifetime)
    .option(
      '--file <file>',
      'write it into this file, for a machine, instead of showing it; a valid token that is there is kept',
    )
    .addHelpText(
      'after',
      `
Examples:
  gateline token create --role viewer --name "product team"
  gateline token create --role ingest --name otel-collector --expires 90d
  gateline token create --role display --name "wall in the hall"
  gateline token create --role viewer --name prometheus --file secrets/prometheus`,
    )
    .action(async (options: CreateOptions) => {
      const tokens = await tokenFile(options, terminal);
      const { role, name, expires, file } = options;
      const wanted = {
        role,
        ...(name === undefined ? {} : { name }),
        ...(expires === undefined ? {} : { lifetimeMs: expires }),
      };
      if (file !== undefined) {
        const path = resolve(terminal.cwd, file);
        const { record, made } = await tokenInFile(tokens, path, wanted);
        terminal.err(
          `${path} holds the token ${record.id} with the role ${role}${made ? '' : ', as before'}.\n`,
        );
        return;
      }
      const { token, record } = await tokens.create(wanted);
      terminal.err(`Token ${record.id} with the role ${role}. It is shown this once:\n`);
      terminal.out(`${token}\n`);
      terminal.err(HINTS[role]);
    });
}

const HINTS: Readonly<Record<Role, string>> = {
  display: 'A wall is opened with it as http://…/wall/ID#token=THIS-TOKEN\n',
  viewer: 'Sign in with it at http://…/sign-in, or send it as "Authorization: Bearer …".\n',
  editor: 'Sign in with it at http://…/sign-in, or send it as "Authorization: Bearer …".\n',
  admin: 'Sign in with it at http://…/sign-in, or send it as "Authorization: Bearer …".\n',
  ingest: 'An OpenTelemetry exporter sends it as the header "Authorization: Bearer …".\n',
};

function listCommand({ terminal }: CommandContext): Command {
  return withConfig(new Command('list'))
    .description('List the tokens; never the tokens themselves')
    .option('--json', 'as JSON')
    .action(async (options: SharedOptions & { json?: boolean }) => {
      const tokens = await tokenFile(options, terminal);
      const rows = tokens.list().map((one) => describe(one, tokens.isUsable(one)));
      if (options.json) terminal.out(`${JSON.stringify(rows, null, 2)}\n`);
      else if (rows.length === 0)
        terminal.out('There are no tokens yet. Make one with: gateline token create --role viewer\n');
      else terminal.out(table(rows));
    });
}

function revokeCommand({ terminal, end }: CommandContext): Command {
  return withConfig(new Command('revoke'))
    .description('End a token at once; a running server notices by itself')
    .argument('<id>', 'the id that `gateline token list` shows')
    .action(async (id: string, options: SharedOptions) => {
      const tokens = await tokenFile(options, terminal);
      const revoked = await tokens.revoke(id);
      if (revoked !== undefined)
        return terminal.out(`Revoked ${revoked.id} (${revoked.role}, ${revoked.name}).\n`);
      const known = tokens.list().some((one) => one.id === id);
      terminal.err(
        known
          ? `The token ${id} is revoked already.\n`
          : `There is no token ${id}. See: gateline token list\n`,
      );
      end(EXIT.problem);
    });
}

async function tokenFile(options: SharedOptions, terminal: CommandContext['terminal']): Promise<TokenFile> {
  const { data } = await readConfig(options, terminal);
  return TokenFile.in(data, wallClock);
}

type Row = Readonly<Record<'id' | 'role' | 'name' | 'created' | 'expires' | 'state', string>>;

function describe(one: TokenRecord, usable: boolean): Row {
  return {
    id: one.id,
    role: one.role,
    name: one.name,
    created: day(one.createdAt),
    expires: one.expiresAt === undefined ? 'never' : day(one.expiresAt),
    state: usable ? 'valid' : one.revokedAt === undefined ? 'expired' : 'revoked',
  };
}

function table(rows: readonly Row[]): string {
  const columns = ['id', 'role', 'name', 'created', 'expires', 'state'] as const;
  const widths = columns.map((column) => Math.max(column.length, ...rows.map((row) => row[column].length)));
  const line = (cells: readonly string[]) =>
    `${cells
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd()}\n`;
  return [line(columns), ...rows.map((row) => line(columns.map((column) => row[column])))].join('');
}

function day(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

function lifetime(text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined && ms > 0) return ms;
  throw new InvalidArgumentError('A duration is written such as 90d or 12h.');
}

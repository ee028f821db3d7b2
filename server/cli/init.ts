import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { Command } from 'commander';
import { Temporal } from 'temporal-polyfill';
import { GatelineError } from '../../core/errors.ts';
import { roadmapJsonSchema } from '../../core/roadmap/document/schema.ts';
import { wallClock } from '../runtime/wall-clock.ts';
import type { CommandContext } from './command-context.ts';

/** What is written, and which of the files beside this one it is made from. */
const FILES: Readonly<Record<string, string>> = {
  'gateline.yaml': 'gateline.yaml',
  'roadmap.yaml': 'roadmap.yaml',
  'dashboards/wall.yaml': 'wall.yaml',
};

/** For editors: what may stand in the roadmap, which names this file in its first line. */
const SCHEMA = 'roadmap.schema.json';

/** `gateline init [folder]` */
export function initCommand({ terminal }: CommandContext): Command {
  return new Command('init')
    .description(
      'Write a commented gateline.yaml, roadmap.yaml and wall to begin with, and the schema of roadmaps for editors',
    )
    .argument('[folder]', 'where to write them', '.')
    .option('--verbose', 'show what is behind an error')
    .addHelpText(
      'after',
      `
Examples:
  gateline init               into the current folder
  gateline init my-product    into a folder that is made for it

A file that is there already is never overwritten.`,
    )
    .action(async (wanted: string) => {
      const folder = resolve(terminal.cwd, wanted);
      await refuseToOverwrite(folder);
      for (const [file, template] of Object.entries(FILES))
        await writeNew(join(folder, file), await templateText(template));
      await writeNew(join(folder, SCHEMA), `${JSON.stringify(roadmapJsonSchema(), null, 2)}\n`);
      const shown = (file: string) => shortest(terminal.cwd, join(folder, file));
      const config = shown('gateline.yaml');
      terminal.out(`${[...Object.keys(FILES), SCHEMA].map((file) => `wrote ${shown(file)}\n`).join('')}
Next:
  1. ${shown('roadmap.yaml')}: say what each version must reach
  2. ${config}: say which of your metrics measure it
  3. npx gateline validate ${Object.keys(FILES).map(shown).join(' ')}
  4. npx gateline serve${config === 'gateline.yaml' ? '' : ` --config ${config}`}
`);
    });
}

/** As it is seen from the current folder; what lies elsewhere keeps its whole path. */
function shortest(cwd: string, path: string): string {
  const seen = relative(cwd, path);
  return seen.startsWith('..') ? path : seen;
}

async function refuseToOverwrite(folder: string): Promise<void> {
  for (const file of [...Object.keys(FILES), SCHEMA]) {
    const path = join(folder, file);
    const there = await stat(path).catch(() => undefined);
    if (there !== undefined) throw alreadyThere(path);
  }
}

async function templateText(template: string): Promise<string> {
  return dated(await readFile(join(import.meta.dirname, 'init', template), 'utf8'));
}

async function writeNew(path: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { flag: 'wx' });
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'EEXIST') throw alreadyThere(path);
    throw new GatelineError('folder-not-writable', `Cannot write ${path} (${code ?? 'unknown error'}).`, {
      cause,
    });
  }
}

/** The templates speak of days from now, `IN_45_DAYS`, so that no gate is overdue on the day that it is written. */
function dated(template: string): string {
  const today = Temporal.Instant.fromEpochMilliseconds(wallClock.now())
    .toZonedDateTimeISO('UTC')
    .toPlainDate();
  return template.replace(/IN_(\d+)_DAYS/g, (_, days) => today.add({ days: Number(days) }).toString());
}

function alreadyThere(path: string): GatelineError {
  return new GatelineError(
    'file-exists',
    `${path} is there already, and nothing is overwritten; name another folder: gateline init FOLDER`,
  );
}

import { spawnSync } from 'node:child_process';
import { chownSync, cpSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { sentToBuilder } from './docker-ignore.ts';

interface LockedPackage {
  readonly dev?: boolean;
  readonly devOptional?: boolean;
}

/**
 * What the last stage of the Dockerfile holds, as far as it can be had without a container engine: the copied files, the built pages, and the
 * packages that `npm prune --omit=dev` leaves. What the image does not have is not found from here.
 */
export function imageFolder(folder: string): void {
  const last = stages().at(-1) ?? '';
  copyInto(folder, last);
  for (const [, name = ''] of last.matchAll(/^COPY --from=build \/app\/(\S+) \S+$/gm)) {
    if (name === 'node_modules') linkPackages(folder);
    else cpSync(name, join(folder, name), { recursive: true });
  }
}

/**
 * What the first stage of the Dockerfile holds when it builds the pages, with the project's own packages.
 *
 * @returns the command that builds them, run there
 */
export function buildFolder(folder: string): readonly string[] {
  const [build = ''] = stages();
  copyInto(folder, build);
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'), 'dir');
  return /^RUN npx (vite .+)$/m.exec(build)?.[1]?.split(' ') ?? [];
}

function stages(): readonly string[] {
  return readFileSync('Dockerfile', 'utf8')
    .split(/^FROM /m)
    .slice(1);
}

/** Copies what a stage takes from the project, but for what .dockerignore keeps from the builder. */
function copyInto(folder: string, stage: string): void {
  const filter = sentToBuilder();
  for (const [, names = ''] of stage.matchAll(/^COPY (?!--from)(.+) \S+$/gm)) {
    for (const name of names.split(' ')) {
      cpSync(name, join(folder, name), { recursive: true, filter });
    }
  }
}

function linkPackages(folder: string): void {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<string, LockedPackage>;
  };
  for (const [path, { dev, devOptional }] of Object.entries(packages)) {
    // Those within others come along with them.
    if (dev || devOptional || !/^node_modules\/(@[^/]+\/)?[^/]+$/.test(path)) continue;
    const place = join(folder, path);
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(resolve(path), place, 'dir');
  }
}

/** All files of a folder with when they were changed; links are not followed. */
export function filesOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => ({ name, at: lstatSync(join(folder, name)) }))
    .filter(({ at }) => at.isFile())
    .map(({ name, at }) => `${name} ${at.size} ${at.mtimeMs}`)
    .toSorted();
}

/**
 * Gives folders to a user who is nobody in particular, where this process may do that and the user may read the project; else everything
 * runs as who runs the tests.
 */
export function userOfContainer(id: number, folders: readonly string[], reads: string): number | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const probe = spawnSync(process.execPath, ['--version'], { uid: id, gid: id });
  const reading = spawnSync(
    process.execPath,
    ['-e', 'require("node:fs").readdirSync(process.argv[1])', reads],
    {
      uid: id,
      gid: id,
    },
  );
  if (probe.status !== 0 || reading.status !== 0) return undefined;
  for (const folder of folders) chownSync(folder, id, id);
  return id;
}

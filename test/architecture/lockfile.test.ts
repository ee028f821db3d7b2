import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface LockedPackage {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  readonly packages: Readonly<Record<string, LockedPackage>>;
};

/** Where npm looks for a package that another asks for: beside it, then one folder up, to the root. */
function* candidates(asker: string, wanted: string): Generator<string> {
  for (let folder = asker; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    yield `${folder}${folder === '' ? '' : '/'}node_modules/${wanted}`;
    if (folder === '') return;
    if (!folder.includes('/node_modules/')) {
      yield `node_modules/${wanted}`;
      return;
    }
  }
}

describe('package-lock.json', () => {
  // npm writes only the packages of the machine at hand when node_modules is there already (npm/cli#4828), and `npm ci` refuses that.
  it('names the packages of every platform, so that npm ci installs on each', () => {
    const missing = Object.entries(lock.packages).flatMap(([asker, { optionalDependencies }]) =>
      Object.keys(optionalDependencies ?? {})
        .filter((wanted) => ![...candidates(asker, wanted)].some((place) => place in lock.packages))
        .map((wanted) => `${wanted}, which ${asker} may need`),
    );
    expect(missing).toEqual([]);
  });
});

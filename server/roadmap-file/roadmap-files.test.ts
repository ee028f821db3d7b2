import { mkdir, mkdtemp, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type RoadmapChange, RoadmapFiles, type RoadmapFilesOptions } from './roadmap-files.ts';

const roadmapOf = (product: string, name: string) => `product: ${product}\nname: ${name}\n`;
const BROKEN = 'product: desk\nname: [\n';

describe('roadmap files', () => {
  let folder: string;
  let file: string;
  let files: RoadmapFiles | undefined;
  let changes: RoadmapChange[];
  let now: number;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gateline-roadmaps-'));
    file = join(folder, 'roadmap.yaml');
    changes = [];
    now = 1_000;
  });

  afterEach(async () => {
    await files?.close();
    files = undefined;
    await rm(folder, { recursive: true, force: true });
  });

  /** Without a poll nothing but an event can show a change. */
  async function open(
    paths: readonly string[] = [file],
    options: Partial<RoadmapFilesOptions> = {},
  ): Promise<RoadmapFiles> {
    files = await RoadmapFiles.open(paths, {
      clock: { now: () => now },
      onChange: (change) => changes.push(change),
      debounceMs: 20,
      pollMs: 600_000,
      ...options,
    });
    return files;
  }

  /** Waits until it holds; fails with its own words when that takes too long. */
  const until = (check: () => void) => vi.waitFor(check, { timeout: 30_000, interval: 10 });

  it('are read at the start', async () => {
    await writeFile(file, roadmapOf('desk', 'One'));
    const roadmaps = await open();
    expect(roadmaps.products()).toEqual(['desk']);
    expect(roadmaps.current('desk')).toMatchObject({
      file,
      roadmap: { product: 'desk', name: 'One' },
      revision: expect.stringMatching(/^[0-9a-f]{16}$/),
      loadedAt: 1_000,
      problems: [],
    });
    expect(roadmaps.current('other')).toBeUndefined();
    expect(changes).toEqual([]);
  });

  it('show a good edit without a restart', async () => {
    await writeFile(file, roadmapOf('desk', 'One'));
    const roadmaps = await open();
    const before = roadmaps.current('desk')?.revision;
    now = 2_000;
    await writeFile(file, roadmapOf('desk', 'Two'));
    await until(() => expect(changes).toHaveLength(1));
    expect(changes).toEqual([{ product: 'desk', file, replaced: true, problems: [] }]);
    expect(roadmaps.current('desk')).toMatchObject({ roadmap: { name: 'Two' }, loadedAt: 2_000 });
    expect(roadmaps.current('desk')?.revision).not.toBe(before);
  });

  it('keep the last good roadmap through a bad edit, with its problems, until the next good one', async () => {
    await writeFile(file, roadmapOf('desk', 'One'));
    const roadmaps = await open();
    const good = roadmaps.current('desk');
    await writeFile(file, `${roadmapOf('desk', 'Two')}zone: Mars\n`);
    await until(() => expect(changes).toHaveLength(1));
    expect(changes[0]).toMatchObject({
      product: 'desk',
      replaced: false,
      problems: [{ line: 3, column: 7 }],
    });
    expect(roadmaps.current('desk')).toEqual({ ...good, problems: changes[0]?.problems });
    expect(roadmaps.problems()).toEqual(changes[0]?.problems);
    await writeFile(file, roadmapOf('desk', 'Three'));
    await until(() => expect(changes).toHaveLength(2));
    expect(roadmaps.current('desk')).toMatchObject({ roadmap: { name: 'Three' }, problems: [] });
    expect(roadmaps.problems()).toEqual([]);
  });

  it('use a roadmap that has only warnings', async () => {
    await writeFile(
      file,
      `${roadmapOf('desk', 'One')}models:\n  - {id: v1, title: x, gate: {criteria: [accuracy <= 85%]}}\n`,
    );
    const roadmaps = await open();
    expect(roadmaps.current('desk')).toMatchObject({ problems: [{ severity: 'warning', line: 4 }] });
  });

  it('see an editor that replaces the file by another', async () => {
    await writeFile(file, roadmapOf('desk', 'One'));
    const roadmaps = await open();
    await writeFile(join(folder, '.roadmap.yaml.swp'), roadmapOf('desk', 'Two'));
    await rename(join(folder, '.roadmap.yaml.swp'), file);
    await until(() => expect(roadmaps.current('desk')?.roadmap.name).toBe('Two'));
    await writeFile(join(folder, '.roadmap.yaml.swp'), roadmapOf('desk', 'Three'));
    await rename(join(folder, '.roadmap.yaml.swp'), file);
    await until(() => expect(roadmaps.current('desk')?.roadmap.name).toBe('Three'));
  });

  it('do not stumble over an editor that takes the file away for a moment', async () => {
    await writeFile(file, roadmapOf('desk', 'One'));
    const roadmaps = await open();
    await unlink(file);
    await new Promise((resolve) => setTimeout(resolve, 60));
    await writeFile(file, roadmapOf('desk', 'Two'));
    await until(() => expect(roadmaps.current('desk')?.roadmap.name).toBe('Two'));
    expect(changes.flatMap(({ problems }) => problems)).toEqual([]);
  });

  it('keep the roadmap of a file that disappears, and see it come back', async () => {
    await writeFile(file, roadmapOf('desk', 'One'));
    const roadmaps = await open();
    await unlink(file);
    await until(() => expect(changes).toHaveLength(1));
    expect(roadmaps.current('desk')).toMatchObject({
      roadmap: { name: 'One' },
      problems: [{ severity: 'error', file, line: 1, column: 1, message: 'The file is not there.' }],
    });
    await writeFile(file, roadmapOf('desk', 'One'));
    await until(() => expect(changes).toHaveLength(2));
    expect(roadmaps.current('desk')).toMatchObject({ problems: [] });
  });

  it('see the exchange of a mounted folder of links', async () => {
    const mount = (name: string, content: string) =>
      mkdir(join(folder, name)).then(() => writeFile(join(folder, name, 'roadmap.yaml'), content));
    await mount('..1', roadmapOf('desk', 'One'));
    await symlink('..1', join(folder, '..data'));
    await symlink('..data/roadmap.yaml', file);
    const roadmaps = await open();
    await mount('..2', roadmapOf('desk', 'Two'));
    await symlink('..2', join(folder, '..data_tmp'));
    await rename(join(folder, '..data_tmp'), join(folder, '..data'));
    await until(() => expect(roadmaps.current('desk')?.roadmap.name).toBe('Two'));
  });

  it('find by looking what no event tells', async () => {
    const later = join(folder, 'later');
    const inLater = join(later, 'roadmap.yaml');
    const roadmaps = await open([inLater], { pollMs: 30 });
    expect(roadmaps.problems()).toMatchObject([{ message: 'The file is not there.' }]);
    await mkdir(later);
    await writeFile(inLater, roadmapOf('desk', 'One'));
    await until(() => expect(roadmaps.products()).toEqual(['desk']));
  });

  it('are not read again for what happens beside them', async () => {
    await writeFile(file, roadmapOf('desk', 'One'));
    await open();
    await writeFile(join(folder, 'gateline.duckdb'), 'x');
    await writeFile(file, roadmapOf('desk', 'One'));
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(changes).toEqual([]);
  });

  it('that were never good give problems and no roadmap, and the good ones are there', async () => {
    const other = join(folder, 'other.yaml');
    await writeFile(file, BROKEN);
    await writeFile(other, roadmapOf('search', 'S'));
    const roadmaps = await open([file, other]);
    expect(roadmaps.products()).toEqual(['search']);
    expect(roadmaps.current('desk')).toBeUndefined();
    expect(roadmaps.problems()).toMatchObject([{ file, severity: 'error' }]);
    await writeFile(file, roadmapOf('desk', 'One'));
    await until(() => expect(roadmaps.products()).toEqual(['desk', 'search']));
    expect(changes).toEqual([{ product: 'desk', file, replaced: true, problems: [] }]);
  });

  it('that are folders or may not be there say so', async () => {
    const roadmaps = await open([folder, join(folder, 'nowhere', 'roadmap.yaml')]);
    expect(roadmaps.problems().map(({ message }) => message)).toEqual([
      'This is a folder, where a file was expected.',
      'The file is not there.',
    ]);
  });

  describe('about the same product', () => {
    let other: string;
    beforeEach(async () => {
      other = join(folder, 'other.yaml');
      await writeFile(file, roadmapOf('desk', 'One'));
      await writeFile(other, roadmapOf('desk', 'Other'));
    });

    it('are an error in the second', async () => {
      const roadmaps = await open([file, other]);
      expect(roadmaps.products()).toEqual(['desk']);
      expect(roadmaps.current('desk')).toMatchObject({ file, problems: [] });
      expect(roadmaps.problems()).toMatchObject([{ file: other, severity: 'error' }]);
      expect(roadmaps.problems()[0]?.message).toContain(`is the product of ${file} already`);
    });

    it('are settled by an edit of either', async () => {
      const roadmaps = await open([file, other]);
      await writeFile(file, roadmapOf('search', 'One'));
      await until(() => expect(roadmaps.products()).toEqual(['search', 'desk']));
      expect(roadmaps.current('desk')).toMatchObject({ file: other, roadmap: { name: 'Other' } });
      expect(roadmaps.problems()).toEqual([]);
      expect(changes.map(({ product, replaced }) => [product, replaced])).toEqual([
        ['search', true],
        ['desk', true],
      ]);
    });

    it('leave in force what was there, when an edit makes them so', async () => {
      await writeFile(other, roadmapOf('search', 'Other'));
      const roadmaps = await open([file, other]);
      await writeFile(file, roadmapOf('search', 'One'));
      await until(() => expect(changes).toHaveLength(1));
      expect(roadmaps.products()).toEqual(['desk', 'search']);
      expect(roadmaps.current('desk')).toMatchObject({
        file,
        roadmap: { name: 'One', product: 'desk' },
        problems: [{ file, severity: 'error' }],
      });
      expect(roadmaps.current('search')).toMatchObject({ file: other, problems: [] });
    });
  });

  it('are read when asked', async () => {
    await writeFile(file, roadmapOf('desk', 'One'));
    const roadmaps = await open([file], { debounceMs: 600_000 });
    await writeFile(file, roadmapOf('desk', 'Two'));
    await roadmaps.reload();
    expect(roadmaps.current('desk')?.roadmap.name).toBe('Two');
  });

  it('tell nothing more when they are closed', async () => {
    await writeFile(file, roadmapOf('desk', 'One'));
    const roadmaps = await open([file], { pollMs: 20 });
    await roadmaps.close();
    await writeFile(file, roadmapOf('desk', 'Two'));
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect(changes).toEqual([]);
    expect(roadmaps.current('desk')?.roadmap.name).toBe('One');
  });
});

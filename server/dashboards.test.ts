import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CATALOGUE, findSignal } from '../core/signal/catalogue.ts';
import { Dashboards, parseDashboard } from './dashboards.ts';
import { formatProblem } from './yaml/format-problem.ts';

const WALL = 'id: office\ntitle: Office\nscreens: [{ tiles: [{ show: breakers }] }]\n';

describe('the folder of dashboards', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gateline-dashboards-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('shows good files and tells what is wrong with the others', async () => {
    await writeFile(join(folder, 'wall.yaml'), WALL);
    await writeFile(
      join(folder, 'broken.yml'),
      WALL.replace('breakers', 'breaker').replace('office', 'other'),
    );
    await writeFile(join(folder, 'notes.txt'), 'no dashboard');
    const { dashboards, problems } = await new Dashboards(folder).read();
    expect(dashboards.map((one) => one.id)).toEqual(['office']);
    expect(problems.map(formatProblem)).toEqual([
      'broken.yml:3:29: error: `breaker` was read under `screens[0].tiles[0].show`, where signal, gate, spend, breakers, pipeline, sentence or chart was expected. Did you mean: breakers',
    ]);
  });

  it('shows an edit at the next look', async () => {
    const file = join(folder, 'wall.yaml');
    await writeFile(file, WALL);
    const dashboards = new Dashboards(folder);
    await dashboards.read();
    await writeFile(file, WALL.replace('title: Office', 'title: Hall'));
    await utimes(file, new Date(), new Date(Date.now() + 5_000));
    expect((await dashboards.read()).dashboards[0]?.title).toBe('Hall');
  });

  it('lets each id be used once', async () => {
    await writeFile(join(folder, 'a.yaml'), WALL);
    await writeFile(join(folder, 'b.yaml'), WALL);
    const { dashboards, problems } = await new Dashboards(folder).read();
    expect(dashboards).toHaveLength(1);
    expect(problems.map(formatProblem)).toEqual([
      'b.yaml:1:1: error: The id `office` is taken by another file.',
    ]);
  });

  it('says when it is not there, and is empty when none was asked for', async () => {
    expect((await new Dashboards(join(folder, 'gone')).read()).problems[0]?.message).toBe(
      'There is no such folder.',
    );
    expect(await new Dashboards(undefined).read()).toEqual({ dashboards: [], problems: [] });
  });
});

describe('a dashboard', () => {
  it('says durations as people write them', () => {
    const { dashboard } = parseDashboard('wall.yaml', `${WALL}rotate: 1min\nstale_after: 10min\n`);
    expect(dashboard).toMatchObject({ rotateSeconds: 60, staleAfterSeconds: 600 });
    expect(parseDashboard('wall.yaml', WALL).dashboard).toMatchObject({
      rotateSeconds: 20,
      staleAfterSeconds: 300,
    });
  });

  it.each([
    [
      'more than nine tiles',
      'tiles: [{ show: breakers }]',
      `tiles: [${Array(10).fill('{ show: breakers }').join(', ')}]`,
      'where a list of at most 9 entries was expected',
    ],
    [
      'a key of another tile',
      '{ show: breakers }',
      '{ show: breakers, item: v1 }',
      '`item` is no key under `screens[0].tiles[0]`; there are show, title.',
    ],
    [
      'no screens',
      'screens: [{ tiles: [{ show: breakers }] }]',
      '',
      '`screens` is missing; a list was expected.',
    ],
  ])('with %s is refused', (_, part, instead, message) => {
    const { dashboard, problems } = parseDashboard('wall.yaml', WALL.replace(part, instead));
    expect(dashboard).toBeUndefined();
    expect(problems[0]?.message).toContain(message);
  });
});

describe('the examples in dashboards/', () => {
  it('are good, and speak of signals that exist', async () => {
    const { dashboards, problems } = await new Dashboards(
      resolve(import.meta.dirname, '../dashboards'),
    ).read();
    expect(problems).toEqual([]);
    expect(dashboards.map((one) => one.id)).toEqual(['on-call', 'review', 'office']);
    const signals = dashboards
      .flatMap((one) => one.screens.flatMap((screen) => screen.tiles))
      .flatMap((tile) => ('signal' in tile ? tile.signal : []));
    expect(signals.filter((signal) => findSignal(signal, CATALOGUE) === undefined)).toEqual([]);
  });
});

import {
  appendFile,
  mkdir,
  mkdtemp,
  rename,
  rm,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EvaluationReader } from '../../collectors/evaluations/apart/evaluation-reader.ts';
import { EvaluationFolder } from '../../collectors/evaluations/folder/evaluation-folder.ts';
import { evaluationsSourceSchema } from '../../collectors/evaluations/folder/schema.ts';
import { EvaluationIntake } from '../../collectors/evaluations/intake.ts';
import { retractRun, runToRetract } from '../../collectors/evaluations/retraction.ts';
import type { EventLog, MeasurementStore, SourceMonitor } from '../../core/ports.ts';
import { MemoryEventLog } from '../../server/store/memory/memory-event-log.ts';
import { MemoryStore } from '../../server/store/memory/memory-store.ts';

const START = Date.UTC(2026, 10, 24);
const SIGNAL = new AbortController().signal;

describe('a watched folder of evaluations', () => {
  let folder: string;
  let store: MeasurementStore;
  let events: EventLog;
  let reader: EvaluationReader;
  let now = START;
  let items: readonly string[];
  let warnings: readonly string[] = [];
  const counts = new Map<string, number>();

  const monitor: SourceMonitor = {
    count: (_, what, n) => void counts.set(what, (counts.get(what) ?? 0) + n),
    succeeded: () => {},
    failed: () => {},
    warned: (_, told) => {
      warnings = told;
    },
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gateline-folder-'));
    [store, events] = [new MemoryStore(), new MemoryEventLog()];
    reader = new EvaluationReader();
    items = ['v2', 'v3'];
    warnings = [];
    counts.clear();
    now = START;
  });
  afterEach(async () => {
    await reader.close();
    await rm(folder, { recursive: true, force: true });
  });

  function watch(own: object = {}): EvaluationFolder {
    const config = evaluationsSourceSchema.parse({
      name: 'nightly',
      product: 'desk',
      folder: '.',
      version: 'v2',
      ...own,
    });
    const clock = { now: () => now };
    const known = { products: () => ['desk'], items: () => items, redact: (text: string) => text };
    const intake = new EvaluationIntake({ store, events, clock, ...known });
    return new EvaluationFolder(config, { store, clock, monitor, intake, reader, folder });
  }
  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  };
  const look = async (watched: EvaluationFolder, afterMs = 5_000) => {
    now += afterMs;
    await watched.collect(SIGNAL);
  };
  /** Two looks: the second sees that nothing has changed. */
  const lookTwice = async (watched: EvaluationFolder) => {
    await look(watched);
    await look(watched);
  };
  const runs = () => store.evaluationRuns({ product: 'desk' });

  it('takes each file once, when it has stood still, and tells what it brought', async () => {
    await write('a.csv', 'id,correct\na,1\nb,0\n');
    const watched = watch();
    await look(watched);
    expect(await runs()).toEqual([]);
    await look(watched, 1_000);
    expect(await runs()).toEqual([]);
    await look(watched, 1_000);
    expect(await runs()).toMatchObject([{ item: 'v2', itemCount: 2 }]);
    await lookTwice(watched);
    await write('copy.csv', 'id,correct\na,1\nb,0\n');
    await lookTwice(watched);
    expect(await runs()).toHaveLength(1);
    expect(Object.fromEntries(counts)).toEqual({ accepted: 2, duplicate: 1 });
    expect(warnings).toEqual([]);
  });

  it('says by its path which version and build a file is of', async () => {
    await write('v3/3.0.1/golden.csv', 'id,correct\na,1\n');
    await write('v3/notes.csv', 'id,correct\na,1\n');
    await write('v3/3.0.2/x/deep.csv', 'id,correct\na,1\n');
    await lookTwice(watch({ path: '{version}/{build}/{dataset}.csv', version: undefined, judge: 'rules' }));
    expect(await runs()).toMatchObject([{ item: 'v3', build: '3.0.1', dataset: 'golden', judge: 'rules' }]);
  });

  it('does not read a file while it is written', async () => {
    const watched = watch();
    await write('a.csv', 'id,correct\na,1\n');
    for (let i = 0; i < 5; i += 1) {
      await look(watched);
      await appendFile(join(folder, 'a.csv'), `t${i},1\n`);
    }
    expect(await runs()).toEqual([]);
    await lookTwice(watched);
    expect(await runs()).toMatchObject([{ itemCount: 6 }]);
    // What is called so is not finished, and what is moved into its place is.
    await write('b.csv.tmp', 'id,correct\na,0\n');
    await write('.hidden.csv', 'id,correct\na,0\n');
    await lookTwice(watched);
    expect(await runs()).toHaveLength(1);
    await rename(join(folder, 'b.csv.tmp'), join(folder, 'b.csv'));
    await lookTwice(watched);
    expect(await runs()).toHaveLength(2);
  });

  it('names a file that grew after it was taken, and takes all of it once the first part is taken back', async () => {
    const watched = watch();
    await write('a.csv', 'id,correct\na,1\n');
    await lookTwice(watched);
    const [{ id = '' } = {}] = await runs();
    await appendFile(join(folder, 'a.csv'), 'b,0\n');
    await lookTwice(watched);
    expect(await runs()).toHaveLength(1);
    expect(warnings).toEqual([
      `a.csv: It has grown since it was taken as the run ${id}, so it was not whole then. Take that run back, and all of it is taken: gateline evaluations retract ${id} --why …`,
    ]);
    await retractRun({ store, events }, await runToRetract(store, 'desk', id), {
      at: now,
      by: 'x',
      why: 'y',
    });
    await look(watched, 61_000);
    expect(await runs()).toMatchObject([{ itemCount: 2 }]);
    expect(warnings).toEqual([]);
  });

  it('takes another run that is written over the last one', async () => {
    const watched = watch();
    await write('latest.csv', 'id,correct\na,1\n');
    await lookTwice(watched);
    await write('latest.csv', 'id,correct\na,0\nb,1\n');
    await lookTwice(watched);
    expect(await runs()).toHaveLength(2);
    await truncate(join(folder, 'latest.csv'), 16);
    await lookTwice(watched);
    expect(warnings[0]).toMatch(/^latest\.csv/);
  });

  it('names what it cannot take, and goes on with the others', async () => {
    await write('a.csv', 'id,correct\na,maybe\n');
    await write('b.json', '{"run": {');
    await write('c.csv', 'id,correct\na,1\n');
    await write('d.eval', `PK\u0003\u0004${'x'.repeat(100)}`);
    const watched = watch();
    await lookTwice(watched);
    expect(await runs()).toHaveLength(1);
    expect(warnings).toEqual([
      'a.csv:2: Expected 1 or 0 under "correct", not "maybe".',
      'b.json:1:10: This is not JSON: it ends too early, where a name in double quotes or } was expected.',
      "d.eval: This is Inspect's binary log format; write it as JSON first: inspect log dump d.eval > d.json",
    ]);
    await lookTwice(watched);
    expect(counts.get('rejected')).toBe(3);
    await write('a.csv', 'id,correct\na,1\nb,1\n');
    await rm(join(folder, 'b.json'));
    await lookTwice(watched);
    expect(await runs()).toHaveLength(2);
    expect(warnings).toHaveLength(1);
  });

  it('tries again what only the roadmap was not ready for', async () => {
    await write('a.csv', 'id,correct\na,1\n');
    const watched = watch({ version: 'v4' });
    await lookTwice(watched);
    expect(warnings).toEqual(['a.csv: The roadmap of desk has no version "v4"; there are v2, v3.']);
    items = ['v2', 'v3', 'v4'];
    await look(watched, 61_000);
    expect(await runs()).toMatchObject([{ item: 'v4' }]);
    expect(warnings).toEqual([]);
  });

  it('remembers over a restart what it has taken', async () => {
    await write('a.csv', 'id,correct\na,1\n');
    await lookTwice(watch());
    // As if it could not be read any more: it is not.
    const taken = await store.state('nightly');
    expect([...taken.keys()]).toEqual(['file a.csv']);
    await reader.close();
    await lookTwice(watch());
    expect(warnings).toEqual([]);
    await rm(join(folder, 'a.csv'));
    await look(watch());
    expect([...(await store.state('nightly')).keys()]).toEqual([]);
    expect(await runs()).toHaveLength(1);
  });

  it('does not take a file twice that was only touched', async () => {
    await write('a.csv', 'id,correct\na,1\n');
    const watched = watch();
    await lookTwice(watched);
    await utimes(join(folder, 'a.csv'), 1, 1);
    await lookTwice(watched);
    expect(await runs()).toHaveLength(1);
    expect(counts.get('duplicate')).toBe(1);
  });

  it('follows links to files, as containers mount them, and not into folders', async () => {
    await write('..data/a.csv', 'id,correct\na,1\n');
    await symlink(join(folder, '..data', 'a.csv'), join(folder, 'a.csv'));
    await symlink(folder, join(folder, 'loop'));
    await lookTwice(watch());
    expect(await runs()).toHaveLength(1);
  });

  it('looks at so many files and no more, and says so', async () => {
    for (const name of ['a', 'b', 'c']) await write(`${name}.csv`, `id,correct\n${name},1\n`);
    await lookTwice(watch({ max_files: 2 }));
    expect(await runs()).toHaveLength(2);
    expect(warnings).toEqual([
      'There are more than 2 files in the folder; only so many are looked at (max_files).',
    ]);
  });

  it('fails as a source when the folder is not there', async () => {
    const watched = watch({ folder: 'nowhere' });
    await expect(watched.collect(SIGNAL)).rejects.toMatchObject({
      code: 'source-unreachable',
      message: `The folder ${join(folder, 'nowhere')} is not there.`,
    });
  });

  it.each([
    [{ path: '{verson}/*' }, /\{verson\} says nothing/],
    [{ version: '=x' }, /expected a version such as v2/],
    [{ only: ['colour=red'] }, /expected a part/],
    [{ settle: '1ms' }, /from 1s to 1h/],
    [{ metrics: { Correct: 'x' } }, /./],
    [{ verson: 'v2' }, /verson/],
  ])('is not configured by %j', (own, message) => {
    const result = evaluationsSourceSchema.safeParse({ name: 'n', product: 'desk', folder: '.', ...own });
    expect(result.error?.issues.map((issue) => issue.message).join('\n')).toMatch(message);
  });
});

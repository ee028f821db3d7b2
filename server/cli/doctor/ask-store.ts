import { access } from 'node:fs/promises';
import { GatelineError } from '../../../core/errors.ts';
import type { Roadmap } from '../../../core/roadmap/roadmap.ts';
import { evidenceAnswer } from '../../answers/evidence.ts';
import type { Config } from '../../config.ts';
import { RoadmapJudge } from '../../evaluation/judge-roadmap.ts';
import { storeFile } from '../../open-store.ts';
import { openStoreOf } from '../opened-store.ts';
import type { Knowledge } from './knowledge.ts';

/** What the store of a configuration knows, which no server has open; that it cannot be opened is in the answer. @param now Unix ms */
export async function askStore(
  config: Config,
  roadmaps: readonly Roadmap[],
  now: number,
): Promise<Knowledge> {
  const { kind } = config.store;
  const file = storeFile(kind, config.data);
  const unknown = (message: string, isAmiss: boolean): Knowledge => ({
    from: 'nobody',
    roadmaps,
    evidence: [],
    trouble: { message, isAmiss },
  });
  if (kind === 'memory') return unknown('the store is in memory, and no server runs that has it', false);
  if (!(await isThere(file))) return unknown('no server runs, and nothing has been stored yet', false);
  try {
    return await askOpened(config, roadmaps, file, now);
  } catch (error) {
    if (!(error instanceof GatelineError)) throw error;
    return unknown(error.message, true);
  }
}

async function askOpened(
  config: Config,
  roadmaps: readonly Roadmap[],
  file: string,
  now: number,
): Promise<Knowledge> {
  const store = await openStoreOf(config);
  try {
    const judge = new RoadmapJudge(store);
    const evidence = await Promise.all(
      roadmaps.map(async (roadmap) => evidenceAnswer(store, roadmap, await judge.judge(roadmap, now), now)),
    );
    const usage = await store.usage({ sizes: true });
    return {
      from: `the store ${file}`,
      roadmaps,
      evidence,
      store: { kind: config.store.kind, status: store.status(), usage },
    };
  } finally {
    await store.close();
  }
}

function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

import { describe, expect, it } from 'vitest';
import type { MeasurementStore, WriteBatch, WriteOutcome } from '../../core/ports.ts';
import { announcingStore } from './announcing-store.ts';

const BATCH: WriteBatch = { source: 'prod', id: '1' };

describe('a store that announces', () => {
  it.each([
    ['written', [BATCH]],
    ['duplicate', []],
  ] as const)('tells of a batch that was %s: %j', async (outcome, told) => {
    const heard: WriteBatch[] = [];
    const store = announcingStore(
      storeThat(async () => outcome),
      (batch) => heard.push(batch),
      () => {},
    );
    expect(await store.write(BATCH)).toBe(outcome);
    expect(heard).toEqual(told);
  });

  it('tells nothing before the commit, and nothing of a batch that failed', async () => {
    const heard: WriteBatch[] = [];
    const { promise, reject } = Promise.withResolvers<WriteOutcome>();
    const store = announcingStore(
      storeThat(() => promise),
      (batch) => heard.push(batch),
      () => {},
    );
    const written = store.write(BATCH);
    expect(heard).toEqual([]);
    reject(new Error('full'));
    await expect(written).rejects.toThrow('full');
    expect(heard).toEqual([]);
  });

  it('tells of a run that was taken back, once', async () => {
    const heard: string[] = [];
    const answers = [true, false];
    const retractEvaluation = async () => answers.shift() ?? false;
    const store = announcingStore(
      { retractEvaluation } as unknown as MeasurementStore,
      () => {},
      (product) => heard.push(product),
    );
    const retraction = { at: 1, by: 'x', why: 'y' };
    expect(await store.retractEvaluation('desk', 'r', retraction)).toBe(true);
    expect(await store.retractEvaluation('desk', 'r', retraction)).toBe(false);
    expect(heard).toEqual(['desk']);
  });
});

function storeThat(write: MeasurementStore['write']): MeasurementStore {
  return { write } as unknown as MeasurementStore;
}

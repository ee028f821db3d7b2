import { describe, expect, it } from 'vitest';
import { GatelineError } from '../../../core/errors.ts';
import { BatchLedger } from './batch-ledger.ts';
import { GroupCommit } from './group-commit.ts';

describe('a group of batches that cannot be committed', () => {
  it('is committed in halves, so that a bad batch takes no other with it', async () => {
    const groups: string[][] = [];
    const { write } = committing((ids) => {
      groups.push(ids);
      if (ids.includes('bad')) throw new TypeError('not a field value');
    });
    expect(await write('a', 'bad', 'b')).toEqual(['written', 'not a field value', 'written']);
    expect(groups).toEqual([['a', 'bad', 'b'], ['a'], ['bad', 'b'], ['bad'], ['b']]);
    expect(await write('a', 'b')).toEqual(['duplicate', 'duplicate']);
  });

  it('costs few commits, however many were committed together', async () => {
    let commits = 0;
    const { write } = committing((ids) => {
      commits += 1;
      if (ids.includes('700')) throw new TypeError('not a field value');
    });
    const outcomes = await write(...Array.from({ length: 1_000 }, (_, i) => `${i}`));
    expect(outcomes.filter((one) => one === 'written')).toHaveLength(999);
    expect(outcomes[700]).toBe('not a field value');
    expect(commits).toBeLessThan(25);
  });

  it.each([
    new GatelineError('store-busy', 'The spool is full.'),
    new Error('FATAL Error: database has been invalidated'),
  ])('is refused as a whole where it concerns the store: %s', async (error) => {
    let commits = 0;
    const { write } = committing(() => {
      commits += 1;
      throw error;
    });
    expect(await write('a', 'b')).toEqual([error.message, error.message]);
    expect(commits).toBe(1);
  });
});

function committing(commit: (ids: string[]) => void) {
  const ledger = new BatchLedger(async (some) => new Set(some.keys()));
  const group = new GroupCommit(ledger, async (batches) => commit(batches.map(({ id }) => id)));
  const write = async (...ids: string[]) => {
    const outcomes = ids.map((id) => group.write({ source: 'a', id }));
    return (await Promise.allSettled(outcomes)).map((one) =>
      one.status === 'fulfilled' ? one.value : (one.reason as Error).message,
    );
  };
  return { write };
}

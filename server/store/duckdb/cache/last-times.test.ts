import { describe, expect, it } from 'vitest';
import { LastTimes } from './last-times.ts';

/** Looks up in a table, and notes what it was asked for. */
function table(times: Record<number, number>) {
  const asked: number[][] = [];
  const look = async (cells: readonly number[]) => {
    asked.push([...cells]);
    return new Map(
      cells.flatMap((cell) => (times[cell] === undefined ? [] : [[cell, times[cell]] as const])),
    );
  };
  return { asked, look, times };
}

describe('the memory of when measures were last watched', () => {
  it('looks up each cell of an instant once, those without any time too', async () => {
    const last = new LastTimes();
    const { asked, look } = table({ 1: 50, 2: 60 });
    expect(await last.get([1, 3], 100, look)).toEqual(new Map([[1, 50]]));
    const all = new Map([
      [2, 60],
      [1, 50],
    ]);
    expect(await last.get([1, 2, 3], 100, look)).toEqual(all);
    expect(await last.get([1, 2, 3], 100, look)).toEqual(all);
    expect(asked).toEqual([[1, 3], [2]]);
  });

  it('forgets the instants that something came late for', async () => {
    const last = new LastTimes();
    const { asked, look, times } = table({ 1: 50 });
    await last.get([1], 100, look);
    await last.get([1], 200, look);
    last.committed(150);
    times[1] = 160;
    expect(await last.get([1], 200, look)).toEqual(new Map([[1, 160]]));
    await last.get([1], 100, look);
    expect(asked).toHaveLength(3);
    last.clear();
    await last.get([1], 100, look);
    expect(asked).toHaveLength(4);
  });

  it('does not remember what it looked up while something came late', async () => {
    const last = new LastTimes();
    const { asked, look } = table({ 1: 50 });
    await last.get([1], 100, async (cells) => {
      last.committed(90);
      return await look(cells);
    });
    await last.get([1], 100, look);
    expect(asked).toHaveLength(2);
  });
});

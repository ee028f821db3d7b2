import { describe, expect, it } from 'vitest';
import { Asking } from './asking.ts';
import { QUICK } from './extent.ts';
import type { Peer } from './peers/peer.ts';
import { askedOf } from './questions.ts';
import { Runner } from './runner.ts';

const OURS = [1, 2];
const WRONG = [1, 3];
const ASKED = askedOf(QUICK);

type Answer = (asking: number, now: number) => readonly number[] | Promise<readonly number[]>;

/** A peer that answers as it is told, by how often it has been asked. */
async function runner(name: string, answer: Answer): Promise<Runner> {
  let askings = 0;
  const peer: Peer = {
    name,
    version: '1',
    takesYear: true,
    tolerance: 1e-6,
    load: async () => {},
    settle: async () => {},
    bytes: () => 0,
    rss: () => 0,
    restart: async () => {},
    ask: async (_, { now }) => {
      askings += 1;
      return await answer(askings, now);
    },
    writeRate: async () => undefined,
    end: async () => {},
  };
  return await Runner.start({ name, start: async () => peer }, '');
}

function askingOf(runners: readonly Runner[], options = {}): Asking {
  return new Asking('year', ASKED, runners, { pausesMs: [1, 1], ...options });
}

describe('a question to the peers', () => {
  it('is asked in each round as of its instant, and the median is told of rounds that are timed', async () => {
    const instants: number[] = [];
    const one = await runner('A', (_, now) => {
      instants.push(now);
      return OURS;
    });
    const asking = askingOf([one]);
    await asking.round(0, OURS, false);
    expect(asking.figures()).toEqual([{ absent: 'not measured' }]);
    await asking.round(2, OURS);
    expect(asking.figures()).toEqual([expect.any(Number)]);
    expect(instants).toEqual([ASKED.now, ASKED.now + 2 * ASKED.roundMs]);
    expect(one.remarks).toEqual([]);
  });

  it('is asked again of a peer that differs, and when it agrees then, that is told', async () => {
    const late = await runner('A', (asking) => (asking === 2 || asking === 3 ? WRONG : OURS));
    const asking = askingOf([late]);
    for (let round = 0; round < 3; round += 1) await asking.round(round, OURS);
    expect(asking.figures()).toEqual([expect.any(Number)]);
    expect(late.remarks).toEqual([
      'A at first answered "year" differently from Gateline, and then alike: it was asked again 2 times in all rounds together.',
    ]);
  });

  it('is no longer asked of a peer that goes on to differ while another agrees with Gateline', async () => {
    let askings = 0;
    const wrong = await runner('A', (asking) => {
      askings = asking;
      return asking === 1 ? OURS : WRONG;
    });
    const right = await runner('B', () => OURS);
    const asking = askingOf([wrong, right]);
    for (let round = 0; round < 4; round += 1) await asking.round(round, OURS);
    expect(asking.figures()).toEqual([{ absent: 'differs' }, expect.any(Number)]);
    // Once in the first round, and with two pauses in the second.
    expect(askings).toBe(4);
    expect(wrong.remarks).toEqual([
      'A answers "year" differently, asked 3 times: number 1: 2 by Gateline and 3. B agreed with Gateline, so that A has no figure there.',
    ]);
    expect(right.remarks).toEqual([]);
    // Another question is asked of it as before.
    expect(wrong.peer).toBeDefined();
  });

  it('fails when a peer goes on to differ and no other agrees with Gateline', async () => {
    const wrong = await runner('A', () => WRONG);
    const silent = await runner('B', () => Promise.reject(new Error('down')));
    await expect(askingOf([wrong, silent]).round(0, OURS)).rejects.toThrow(
      'nobody else tells which is right',
    );
  });

  it('fails when two agree with each other and not with Gateline', async () => {
    const runners = [
      await runner('A', () => WRONG),
      await runner('B', () => WRONG),
      await runner('C', () => OURS),
    ];
    await expect(askingOf(runners).round(0, OURS)).rejects.toThrow('A and B answer');
  });

  it('costs a peer that fails in it its figure for it, and the others nothing', async () => {
    let askings = 0;
    const down = await runner('A', (asking) => {
      askings = asking;
      if (asking > 2) throw new TypeError('fetch failed', { cause: new Error('ECONNREFUSED') });
      return OURS;
    });
    const right = await runner('B', () => OURS);
    const asking = askingOf([down, right]);
    for (let round = 0; round < 4; round += 1) await asking.round(round, OURS);
    await asking.warm(1, 0);
    expect(asking.figures()).toEqual([{ absent: 'failed' }, expect.any(Number)]);
    expect(askings).toBe(3);
    expect(down.remarks).toEqual(['A failed when asked "year": fetch failed (ECONNREFUSED).']);
  });

  it('is given up when a peer does not answer in time', async () => {
    const hung = await runner('A', () => new Promise(() => {}));
    const asking = askingOf([hung], { withinMs: 20 });
    await asking.warm(1_000, 0);
    await asking.round(0, OURS);
    expect(asking.figures()).toEqual([{ absent: 'failed' }]);
    expect(hung.remarks).toEqual(['A failed when asked "year": no answer within 0.02 s.']);
  });

  it('is not asked of a peer that is not there', async () => {
    const absent = await Runner.start({ name: 'A', start: async () => undefined }, '');
    const asking = askingOf([absent]);
    await asking.warm(1, 0);
    await asking.round(0, OURS);
    expect(asking.figures()).toEqual([{ absent: 'not installed' }]);
  });
});

import { describe, expect, it } from 'vitest';
import type { Peer, PeerKind } from './peers/peer.ts';
import { Runner } from './runner.ts';

function kindOf(start: () => Peer | undefined): PeerKind {
  return { name: 'Made', start: async () => start() };
}

function madePeer(own: Partial<Peer> = {}): Peer {
  return {
    name: 'Made',
    version: '1.2.3',
    takesYear: true,
    tolerance: 1e-6,
    load: async () => {},
    settle: async () => {},
    bytes: () => 1,
    rss: () => 2,
    restart: async () => {},
    ask: async () => [],
    writeRate: async () => 3,
    end: async () => {},
    ...own,
  };
}

async function runnerWith(own: Partial<Peer> = {}): Promise<Runner> {
  return await Runner.start(
    kindOf(() => madePeer(own)),
    '',
  );
}

describe('a peer in a race', () => {
  it('that is not installed has no figures, and nothing is said about it', async () => {
    const runner = await Runner.start(
      kindOf(() => undefined),
      '',
    );
    await runner.prepare('to load', () => Promise.reject(new Error('never asked to')));
    expect(await runner.measure('to tell its memory', (peer) => peer.rss())).toEqual({
      absent: 'not installed',
    });
    expect(runner).toMatchObject({ remarks: [], version: undefined });
  });

  it('that does not start has no figures', async () => {
    const runner = await Runner.start(
      kindOf(() => {
        throw new Error('influxd does not answer at http://127.0.0.1:1.');
      }),
      '',
    );
    expect(runner.absent).toEqual({ absent: 'failed' });
    expect(runner.remarks).toEqual(['Made failed to start: influxd does not answer at http://127.0.0.1:1.']);
  });

  it('that fails in what the rest needs is out, and is ended', async () => {
    let ends = 0;
    const runner = await runnerWith({
      load: async () => {
        throw new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED 127.0.0.1:1') });
      },
      end: async () => {
        ends += 1;
        throw new Error('it has ended');
      },
    });
    await runner.prepare('to take the quarter in', (peer) => peer.load([], () => true));
    await runner.end();
    expect(ends).toBe(1);
    expect(runner.remarks).toEqual([
      'Made failed to take the quarter in: fetch failed (connect ECONNREFUSED 127.0.0.1:1).',
      'Made failed to end: it has ended.',
    ]);
    expect(await runner.measure('to tell its size', (peer) => peer.bytes())).toEqual({ absent: 'failed' });
    expect(runner.version).toBe('1.2.3');
  });

  it('that fails in one figure has the others', async () => {
    const runner = await runnerWith({
      bytes: () => {
        throw new Error('no such folder');
      },
      rss: () => Number.NaN,
    });
    expect(await runner.measure('to tell its size', (peer) => peer.bytes())).toEqual({ absent: 'failed' });
    expect(await runner.measure('to tell its memory', (peer) => peer.rss())).toEqual({
      absent: 'not measured',
    });
    expect(await runner.measure('to be written to', async () => 3)).toBe(3);
    expect(runner.remarks).toEqual(['Made failed to tell its size: no such folder.']);
  });
});

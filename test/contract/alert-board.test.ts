import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Alert, Silence } from '../../core/alert/alert.ts';
import type { WriteBatch, WriteOutcome } from '../../core/ports.ts';
import { AlertBoard } from '../../server/alerts/alert-board.ts';
import { MemoryEventLog } from '../../server/store/memory/memory-event-log.ts';
import { MemoryStore } from '../../server/store/memory/memory-store.ts';

const NOW = Date.UTC(2026, 10, 23, 13);
const MINUTE = 60_000;

const silence: Silence = {
  id: 's',
  by: 'Ada',
  comment: '',
  startsAt: NOW,
  endsAt: NOW + MINUTE,
  matchers: [],
};

function alertOf(fingerprint: string, more: Partial<Alert> = {}): Alert {
  return {
    source: 'am',
    fingerprint,
    name: fingerprint,
    severity: 'critical',
    summary: '',
    description: '',
    item: 'v3',
    environment: 'production',
    labels: { alertname: fingerprint },
    startsAt: NOW,
    silences: [],
    inhibited: false,
    ...more,
  };
}

/** A store that refuses writes, or takes them and loses the answer. */
class TroubledStore extends MemoryStore {
  trouble: 'refuse' | 'lose the answer' | undefined;
  writes = 0;

  override async write(batch: WriteBatch): Promise<WriteOutcome> {
    this.writes += 1;
    const { trouble } = this;
    this.trouble = undefined;
    if (trouble === 'refuse') throw new Error('full');
    const outcome = await super.write(batch);
    if (trouble !== undefined) throw new Error('lost');
    return outcome;
  }
}

function setUp(isRead = true) {
  const store = new TroubledStore();
  const events = new MemoryEventLog();
  const heard: string[] = [];
  const sources = [{ name: 'am', product: 'p', isRead, intervalMs: 15_000 }];
  const start = () =>
    new AlertBoard({
      store,
      events,
      sources,
      onChange: (product, { type, alert }) => heard.push(`${product} ${type} ${alert.name}`),
    });
  let board = start();
  const read = (at: number, ...alerts: readonly Alert[]) =>
    board.read('am', at, { alerts, silences: [silence], leftOut: 0, isSettling: false });
  return {
    store,
    events,
    heard,
    read,
    tell: (
      at: number,
      firing: readonly Alert[],
      resolved: readonly string[] = [],
      leftOut = 0,
      group = 'g',
    ) => board.told('am', at, { firing, resolved, group, leftOut }),
    list: () => board.lists('p')[0],
    settle: (at: number, ...alerts: readonly Alert[]) =>
      board.read('am', at, { alerts, silences: [], leftOut: 0, isSettling: true }),
    names: () => board.lists('p')[0]?.alerts.map(({ name }) => name),
    logged: async () => {
      const all = await events.events({ product: 'p', limit: 1_000 });
      return all.map(({ type, data }) => `${type} ${data.alert}`).reverse();
    },
    /** Another process of ours. */
    restart: async () => {
      board = start();
      await board.restore();
    },
  };
}

describe('the board of alerts', () => {
  it('has the list as it was read last, and logs what changed', async () => {
    const { read, names, list, logged, heard } = setUp();
    expect(list()).toMatchObject({ asOf: undefined, alerts: [] });
    await read(NOW, alertOf('a'), alertOf('b'));
    await read(NOW + 15_000, alertOf('b', { silences: [silence] }), alertOf('c'));
    expect(names()).toEqual(['b', 'c']);
    expect(list()).toMatchObject({ asOf: NOW + 15_000, silences: [silence], leftOut: 0 });
    const expected = [
      'alert-fired a',
      'alert-fired b',
      'alert-resolved a',
      'alert-silenced b',
      'alert-fired c',
    ];
    expect(await logged()).toEqual(expected);
    expect(heard).toEqual(expected.map((line) => `p ${line}`));
  });

  it('has it again after a restart, with its age, and logs nothing twice', async () => {
    const { read, restart, names, list, logged } = setUp();
    await read(NOW, alertOf('a'));
    await restart();
    expect(names()).toEqual(['a']);
    expect(list()?.asOf).toBe(NOW);
    await read(NOW + 60_000, alertOf('a'));
    expect(await logged()).toEqual(['alert-fired a']);
  });

  it('knows its age after a restart to the minute, without writing each time', async () => {
    const { store, read, restart, list } = setUp();
    for (let n = 0; n <= 40; n += 1) await read(NOW + n * 15_000, alertOf('a'));
    expect(store.writes).toBeLessThanOrEqual(11);
    await restart();
    expect(list()?.asOf).toBeGreaterThan(NOW + 9 * MINUTE);
  });

  it('does not take for over what an Alertmanager does not know yet, and has the age of what it knew', async () => {
    const { read, settle, names, list, logged } = setUp();
    await read(NOW, alertOf('a'), alertOf('b'));
    await settle(NOW + MINUTE, alertOf('b'), alertOf('c'));
    expect(names()).toEqual(['a', 'b', 'c']);
    expect(list()?.asOf).toBe(NOW);
    await read(NOW + 2 * MINUTE, alertOf('b'), alertOf('c'));
    expect(names()).toEqual(['b', 'c']);
    expect(await logged()).toEqual(['alert-fired a', 'alert-fired b', 'alert-fired c', 'alert-resolved a']);
  });

  it('knows another product’s alerts apart', async () => {
    const { read, list } = setUp();
    await read(NOW, alertOf('a'));
    expect(list()?.product).toBe('p');
    const { store, events } = setUp();
    const other = new AlertBoard({ store, events, sources: [] });
    await other.read('am', NOW, { alerts: [alertOf('a')], silences: [], leftOut: 0, isSettling: false });
    expect(other.lists('p')).toEqual([]);
  });
});

describe('what is told beside what is read', () => {
  it('is known at once, and not lost by a reading that began before', async () => {
    const { read, tell, names } = setUp();
    await read(NOW, alertOf('a'), alertOf('b'));
    await tell(NOW + 5_000, [alertOf('c')], ['a']);
    expect(names()).toEqual(['b', 'c']);
    await read(NOW + 4_000, alertOf('a'), alertOf('b'));
    expect(names()).toEqual(['b', 'c']);
    await read(NOW + 20_000, alertOf('b'));
    expect(names()).toEqual(['b']);
  });

  it('does not know who keeps an alert quiet, so what is known of that stays', async () => {
    const { read, tell, list } = setUp();
    await read(NOW, alertOf('a', { silences: [silence] }));
    await tell(NOW + 1, [alertOf('a', { summary: 'new' })]);
    expect(list()?.alerts).toMatchObject([{ summary: 'new', silences: [silence] }]);
    expect(list()?.asOf).toBe(NOW);
  });
});

describe('what is only told', () => {
  it('is the list, as of the last time', async () => {
    const { tell, names, list, restart } = setUp(false);
    await tell(NOW, [alertOf('a'), alertOf('b')], [], 3);
    expect(list()).toMatchObject({ asOf: NOW, leftOut: 3 });
    await tell(NOW + MINUTE, [], ['a'], 2, 'other');
    expect(names()).toEqual(['b']);
    expect(list()).toMatchObject({ asOf: NOW + MINUTE, leftOut: 5 });
    await tell(NOW + 2 * MINUTE, [alertOf('b')], [], 0);
    expect(list()).toMatchObject({ leftOut: 2 });
    await restart();
    expect(names()).toEqual(['b']);
    expect(list()).toMatchObject({ leftOut: 2 });
  });

  it('is bounded', async () => {
    const { tell, list } = setUp(false);
    const many = (prefix: string) => Array.from({ length: 6_000 }, (_, i) => alertOf(`${prefix}${i}`));
    await tell(NOW, many('a'));
    await tell(NOW + 1, many('b'));
    expect(list()?.alerts).toHaveLength(10_000);
  });
});

describe('through failures', () => {
  it.each(['refuse', 'lose the answer'] as const)('(%s) what happened is logged once', async (trouble) => {
    const { store, read, names, logged } = setUp();
    store.trouble = trouble;
    await expect(read(NOW, alertOf('a'))).rejects.toThrow();
    expect(names()).toEqual([]);
    await read(NOW + 15_000, alertOf('a'));
    expect(names()).toEqual(['a']);
    expect(await logged()).toEqual(['alert-fired a']);
  });

  it('and any history: the list is right and each change is logged once', async () => {
    const step = fc.record({
      alerts: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 4 }),
      event: fc.constantFrom('read', 'read', 'tell', 'restart', 'refuse', 'lose the answer'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (history) => {
        const under = setUp();
        let firing = new Set<string>();
        const changes: string[] = [];
        const note = (wanted: ReadonlySet<string>) => {
          for (const name of firing) if (!wanted.has(name)) changes.push(`alert-resolved ${name}`);
          for (const name of wanted) if (!firing.has(name)) changes.push(`alert-fired ${name}`);
          firing = new Set(wanted);
        };
        for (const [n, { alerts, event }] of history.entries()) {
          const at = NOW + (n + 1) * MINUTE;
          const wanted = new Set<string>(alerts);
          if (event === 'restart') await under.restart();
          if (event === 'refuse' || event === 'lose the answer') {
            under.store.trouble = event;
            await under.read(at - 1, ...alerts.map((name) => alertOf(name))).catch(() => {});
            under.store.trouble = undefined;
            if (event === 'lose the answer') await under.restart();
          }
          if (event === 'tell') {
            const over = [...firing].filter((name) => !wanted.has(name));
            await under.tell(
              at,
              alerts.map((name) => alertOf(name)),
              over,
            );
          } else await under.read(at, ...alerts.map((name) => alertOf(name)));
          note(wanted);
          expect(new Set(under.names())).toEqual(firing);
        }
        const logged = await under.logged();
        expect(logged.toSorted()).toEqual(changes.toSorted());
      }),
      { seed: 20261129, numRuns: 100 },
    );
  });
});

import { expect, test } from 'vitest';
import type { EventLog, LoggedEvent } from '../../core/ports.ts';
import { DecisionLog, type RecordedDecision } from './decision-log.ts';

/** A log that takes its time, and fails as long as it is full. */
class SlowLog implements EventLog {
  readonly all: LoggedEvent[] = [];
  full = false;

  async append(events: readonly Omit<LoggedEvent, 'sequence'>[]): Promise<void> {
    await Promise.resolve();
    if (this.full) throw new Error('the disk is full');
    for (const event of events) this.all.push({ ...event, sequence: this.all.length + 1 });
  }

  async events(): Promise<readonly LoggedEvent[]> {
    return this.all.toReversed();
  }
}

const SHIPPED: RecordedDecision = {
  at: 1,
  decision: 'ship',
  by: 'release board',
  recordedBy: 'ci',
  state: 'pass',
  waived: false,
  verdict: 'v2 passes.',
  criteria: [],
  revision: 'abc',
  sentence: 'v2 was shipped by release board on a pass.',
};

test('the same decision said many times at one instant is kept once, and all are told of that one', async () => {
  const events = new SlowLog();
  const log = new DecisionLog(events);
  const said = [1, 2, 3, 4].map((at) => log.record('desk', 'v2', { ...SHIPPED, at }));
  const recordings = await Promise.all([...said, log.record('desk', 'v3', SHIPPED)]);
  expect(recordings.map(({ recorded, decision }) => [recorded, decision.at])).toEqual([
    [true, 1],
    [false, 1],
    [false, 1],
    [false, 1],
    [true, 1],
  ]);
  expect(events.all).toHaveLength(2);
});

test('one that could not be kept is kept when it is said again, and holds up no other', async () => {
  const events = new SlowLog();
  events.full = true;
  const log = new DecisionLog(events);
  const [first, second] = [log.record('desk', 'v2', SHIPPED), log.record('desk', 'v2', SHIPPED)];
  await expect(first).rejects.toThrow('the disk is full');
  await expect(second).rejects.toThrow('the disk is full');
  events.full = false;
  expect(await log.record('desk', 'v2', SHIPPED)).toMatchObject({ recorded: true });
  expect(await log.of('desk', 'v2')).toEqual([SHIPPED]);
});

test('what was decided otherwise in between is a decision of its own', async () => {
  const log = new DecisionLog(new SlowLog());
  const back = { ...SHIPPED, decision: 'roll-back' as const };
  await Promise.all([SHIPPED, back, SHIPPED].map((taken) => log.record('desk', 'v2', taken)));
  expect((await log.of('desk', 'v2')).map(({ decision }) => decision)).toEqual(['ship', 'roll-back', 'ship']);
});

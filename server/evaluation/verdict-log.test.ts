import { describe, expect, test } from 'vitest';
import type { Actual, CriterionVerdict, GateVerdict, VerdictState } from '../../core/gate/verdict.ts';
import type { EventLog, EventQuery, LoggedEvent } from '../../core/ports.ts';
import { VerdictLog } from './verdict-log.ts';

/** A log that gives at most `page` events at a time, however many are asked for. */
class PagedLog implements EventLog {
  readonly all: LoggedEvent[] = [];
  queries = 0;

  async append(events: readonly Omit<LoggedEvent, 'sequence'>[]): Promise<void> {
    for (const event of events) this.all.push({ ...event, sequence: this.all.length + 1 });
  }

  async events({ to = Infinity, limit = 100, order }: EventQuery): Promise<readonly LoggedEvent[]> {
    this.queries += 1;
    const found = this.all.filter((event) => event.at < to).reverse();
    if (order === 'happened') found.sort((a, b) => b.at - a.at);
    return found.slice(0, limit);
  }
}

const ACTUAL: Actual = {
  signal: 'a',
  item: 'v2',
  evidence: 'production',
  environment: 'production',
  value: 0.4,
  lower: 0.3,
  upper: 0.5,
  boundsKind: 'measurement',
  n: 10,
  from: 1,
  to: 4,
  coverage: 1,
  observedAt: 4,
  builds: [],
};

function criterion(text: string, state: VerdictState, upper = 0.5): CriterionVerdict {
  return {
    text,
    kind: 'measured',
    state,
    reason: 'met',
    sentence: `${text} is ${state}.`,
    advisory: false,
    defaults: [],
    actual: { ...ACTUAL, upper },
  };
}

function gate(item: string, state: VerdictState, criteria: readonly CriterionVerdict[] = []): GateVerdict {
  return {
    product: 'p',
    item,
    state,
    waived: false,
    sentence: `${item} is ${state}.`,
    criteria,
    judgedAt: 0,
    since: 0,
  };
}

describe('the log of verdicts', () => {
  test('writes a change once, with the figures that explain it', async () => {
    const events = new PagedLog();
    const log = new VerdictLog(events);
    const gates = [gate('v2', 'fail', [criterion('a < 1', 'fail', Infinity)])];
    expect(await log.record('p', gates, [], 5, 'one')).toHaveLength(2);
    expect(await log.record('p', gates, [], 6, 'one')).toEqual([]);
    expect(events.all.map((event) => event.data)).toEqual([
      {
        of: 'gate',
        from: null,
        to: 'fail',
        sentence: 'v2 is fail.',
        criteria: [{ text: 'a < 1', state: 'fail' }],
        revision: 'one',
      },
      {
        of: 'criterion',
        criterion: 'a < 1',
        from: null,
        to: 'fail',
        reason: 'met',
        sentence: 'a < 1 is fail.',
        value: 0.4,
        n: 10,
        lower: 0.3,
        evidence: 'production',
        environment: 'production',
        window: { from: 1, to: 4 },
        coverage: 1,
        revision: 'one',
      },
    ]);
    expect([log.gateSince('p', 'v2', 'fail')?.at, log.gateSince('p', 'v2', 'pass')]).toEqual([5, undefined]);
  });

  test('takes a criterion that says something else for another one', async () => {
    const log = new VerdictLog(new PagedLog());
    await log.record('p', [gate('v2', 'fail', [criterion('a < 1', 'fail')])], [], 1, 'one');
    const changes = await log.record('p', [gate('v2', 'fail', [criterion('a < 2', 'fail')])], [], 2, 'two');
    expect(changes.map(({ criterion: text, from }) => [text, from])).toEqual([['a < 2', null]]);
  });

  test('writes a criterion that stands twice in a gate once', async () => {
    const twice = [criterion('a < 1', 'fail'), criterion('a < 1', 'fail')];
    expect(
      await new VerdictLog(new PagedLog()).record('p', [gate('v2', 'fail', twice)], [], 1, 'one'),
    ).toHaveLength(2);
  });

  test('is read back to its beginning, over any number of pages and of events at one instant', async () => {
    const events = new PagedLog();
    const before = new VerdictLog(events);
    await before.record('p', [gate('old', 'pass')], [], 1, 'one');
    for (let i = 0; i < 2_500; i += 1) {
      await before.record(
        'p',
        [gate('old', 'pass'), gate('busy', i % 2 === 0 ? 'pass' : 'fail')],
        [],
        2 + Math.floor(i / 1_200),
        'one',
      );
    }
    events.queries = 0;
    const after = new VerdictLog(events);
    expect(await after.record('p', [gate('old', 'pass'), gate('busy', 'fail')], [], 99, 'one')).toEqual([]);
    expect(after.gateSince('p', 'old', 'pass')?.at).toBe(1);
    expect(after.gateSince('p', 'busy', 'fail')?.at).toBe(2 + Math.floor(2_499 / 1_200));
    expect(after.gateChanges('p', 'busy')).toHaveLength(2_500);
    expect(events.queries).toBeGreaterThan(2);
  });

  test('is read back whole where more changed at one instant than fit a page', async () => {
    const events = new PagedLog();
    const many = Array.from({ length: 2_300 }, (_, i) => gate(`v${i}`, 'pass'));
    await new VerdictLog(events).record('p', many, [], 1, 'one');
    expect(await new VerdictLog(events).record('p', many, [], 2, 'one')).toEqual([]);
  });

  test('takes for the last verdict what happened last, and not what was logged last', async () => {
    const events = new PagedLog();
    await new VerdictLog(events).record('p', [gate('v2', 'fail')], [], 50, 'one');
    const reckoned = { of: 'gate', reckoned: 'r1', sentence: '', revision: 'one' };
    const past = { product: 'p', item: 'v2', type: 'verdict-changed' };
    await events.append([
      { ...past, at: 10, data: { ...reckoned, from: null, to: 'pass' } },
      { ...past, at: 20, data: { ...reckoned, from: 'pass', to: 'fail' } },
    ]);
    const after = new VerdictLog(events);
    expect(await after.record('p', [gate('v2', 'fail')], [], 60, 'one')).toEqual([]);
    expect(after.gateSince('p', 'v2', 'fail')).toMatchObject({ at: 20, reckoned: true });
    expect(after.gateChanges('p', 'v2').map(({ at, to }) => [at, to])).toEqual([
      [10, 'pass'],
      [20, 'fail'],
      [50, 'fail'],
    ]);
  });

  test('writes it when a gate passes by waivers, and when it no longer needs them', async () => {
    const events = new PagedLog();
    const log = new VerdictLog(events);
    const waived = { ...gate('v2', 'pass'), waived: true };
    await log.record('p', [gate('v2', 'fail')], [], 1, 'one');
    await log.record('p', [waived], [], 2, 'two');
    await log.record('p', [waived], [], 3, 'two');
    await log.record('p', [gate('v2', 'pass')], [], 4, 'two');
    expect(events.all.map(({ at, data }) => [at, data.from, data.to, data.waived])).toEqual([
      [1, null, 'fail', undefined],
      [2, 'fail', 'pass', true],
      [4, 'pass', 'pass', undefined],
    ]);
    expect(log.gateSince('p', 'v2', 'pass')?.at).toBe(2);
    expect(await new VerdictLog(events).record('p', [gate('v2', 'pass')], [], 5, 'two')).toEqual([]);
  });

  test('writes everything that explains a verdict once its criterion and its data are gone', async () => {
    const events = new PagedLog();
    const actual: Actual = {
      ...ACTUAL,
      item: 'v3',
      evidence: 'evaluation',
      environment: 'ci',
      value: 0.9,
      lower: 0.88,
      upper: 0.91,
      boundsKind: 'interval',
      method: 'tango',
      n: 2000,
      from: 7,
      to: 7,
      builds: [{ build: '3.0.0', share: 1 }],
      evaluation: { run: 'r', dataset: 'golden-set', revision: 'r3', judge: 'exact', errors: 0 },
    };
    const verdict: CriterionVerdict = {
      ...criterion('accuracy >= v2 - 1pp on evaluation of golden-set', 'unproven'),
      signal: 'accuracy',
      op: '>=',
      lean: 'pass',
      target: 0.89,
      actual,
      baseline: { ...actual, item: 'v2', value: 0.9, n: 1900 },
      defaults: ['confidence 95 %'],
    };
    await new VerdictLog(events).record('p', [gate('v3', 'unproven', [verdict])], [], 9, 'one');
    expect(events.all[1]?.data).toEqual({
      of: 'criterion',
      criterion: 'accuracy >= v2 - 1pp on evaluation of golden-set',
      from: null,
      to: 'unproven',
      reason: 'met',
      sentence: expect.any(String),
      signal: 'accuracy',
      op: '>=',
      lean: 'pass',
      value: 0.9,
      lower: 0.88,
      upper: 0.91,
      n: 2000,
      target: 0.89,
      baseline: { item: 'v2', value: 0.9, n: 1900 },
      evidence: 'evaluation',
      environment: 'ci',
      window: { from: 7, to: 7 },
      coverage: 1,
      method: 'tango',
      evaluation: { run: 'r', dataset: 'golden-set', revision: 'r3', judge: 'exact', errors: 0 },
      builds: [{ build: '3.0.0', share: 1 }],
      defaults: ['confidence 95 %'],
      revision: 'one',
    });
  });
});

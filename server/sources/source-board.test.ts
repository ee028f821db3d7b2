import { describe, expect, it } from 'vitest';
import { createRedaction } from '../redaction.ts';
import { SourceBoard, type SourceBoardOptions } from './source-board.ts';

const T0 = Date.UTC(2026, 10, 23);

describe('a source on the board', () => {
  it.each([
    ['waits until it has brought something', [], 0, 'waiting'],
    ['is ok when it was read', [['succeeded', 0]], 0, 'ok'],
    ['is ok for three intervals', [['succeeded', 0]], 45_000, 'ok'],
    ['is stale after that', [['succeeded', 0]], 45_001, 'stale'],
    [
      'fails when its last read failed',
      [
        ['succeeded', 0],
        ['failed', 1],
      ],
      1,
      'failing',
    ],
    ['fails when it never worked', [['failed', 1]], 1, 'failing'],
    [
      'is ok again when it works again',
      [
        ['failed', 1],
        ['succeeded', 2],
      ],
      2,
      'ok',
    ],
  ] as const)('%s', (_, story, later, state) => {
    const { board, clock } = boardWith();
    for (const [what, at] of story) {
      if (what === 'failed') board.failed('prod', T0 + at, 'no answer');
      else board.succeeded('prod', T0 + at);
    }
    clock.at = T0 + later;
    expect(board.reports()[0]?.state).toBe(state);
  });

  it('that sends by itself is stale after five minutes of silence', () => {
    const { board, clock } = boardWith();
    board.register({ name: 'otlp', kind: 'otlp', product: 'desk', address: '127.0.0.1:4318' });
    board.succeeded('otlp', T0);
    clock.at = T0 + 300_000;
    expect(board.reports()[1]?.state).toBe('ok');
    clock.at += 1;
    expect(board.reports()[1]?.state).toBe('stale');
  });

  it('keeps its last error when it works again, with its time', () => {
    const { board } = boardWith();
    board.failed('prod', T0 + 1, 'no answer');
    board.succeeded('prod', T0 + 2);
    expect(board.reports()[0]).toMatchObject({
      lastError: { at: T0 + 1, message: 'no answer' },
      lastSuccessAt: T0 + 2,
    });
  });

  it('says what it rejected last, and is ok all the same', () => {
    const { board, clock } = boardWith();
    board.succeeded('prod', T0);
    clock.at = T0 + 1;
    board.count('prod', 'rejected', 2, 'NaN', 'Refused 2 of requests: NaN.');
    expect(board.reports()[0]).toMatchObject({
      state: 'ok',
      lastError: { at: T0 + 1, message: 'Refused 2 of requests: NaN.' },
      rejectedReasons: { NaN: 2 },
    });
  });

  it('tells of a turn once, not of each failure in a row', () => {
    const turns: unknown[] = [];
    const { board } = boardWith({ onTurn: (source, turn) => turns.push([source, turn.to]) });
    board.failed('prod', T0, 'a');
    board.failed('prod', T0 + 1, 'b');
    board.succeeded('prod', T0 + 2);
    board.succeeded('prod', T0 + 3);
    expect(turns).toEqual([
      ['prod', 'failing'],
      ['prod', 'ok'],
    ]);
  });

  it('says what is amiss although it works, and tells of it once', () => {
    const told: string[] = [];
    const { board } = boardWith({ onWarning: (source, warning) => told.push(`${source}: ${warning}`) });
    board.warned('prod', ['http://me:hunter2@b cannot be read', 'an answer in part']);
    board.warned('prod', ['an answer in part']);
    board.warned('nobody', ['x']);
    expect(board.reports()[0]).toMatchObject({ state: 'waiting', warnings: ['an answer in part'] });
    expect(told).toEqual(['prod: http://[redacted]@b cannot be read', 'prod: an answer in part']);
    board.warned('prod', []);
    expect(board.reports()[0]?.warnings).toEqual([]);
  });

  it('shows neither the password in its address nor the one in an error', () => {
    const { board } = boardWith();
    board.register({ name: 'x', kind: 'scrape', product: 'desk', address: 'http://me:hunter2@host/metrics' });
    board.failed('x', T0, 'GET http://me:hunter2@host/metrics was refused');
    expect(JSON.stringify(board.reports())).not.toContain('hunter2');
  });

  it('does not grow with reasons that somebody invents', () => {
    const { board } = boardWith();
    for (let i = 0; i < 1_000; i += 1) board.count('prod', 'rejected', 1, `reason ${i}`);
    const report = board.reports()[0];
    expect(Object.keys(report?.rejectedReasons ?? {})).toHaveLength(51);
    expect(report?.rejectedReasons.other).toBe(950);
    expect(report?.counts.rejected).toBe(1_000);
  });

  it('names models without a price, as many as there may be', () => {
    const { board } = boardWith();
    board.count('prod', 'unpriced', 400, 'fast-3');
    for (let i = 0; i < 100; i += 1) board.count('prod', 'unpriced', 1, `model-${i}`);
    const report = board.reports()[0];
    expect(report?.unpricedModels).toMatchObject({ 'fast-3': 400, 'model-0': 1, other: 51 });
    expect(Object.keys(report?.unpricedModels ?? {})).toHaveLength(51);
    expect(report?.counts).toEqual({});
  });

  it('never throws for a source that nobody registered', () => {
    const { board } = boardWith();
    board.count('nobody', 'accepted', 1);
    board.succeeded('nobody', T0);
    board.failed('nobody', T0, 'x');
    expect(board.reports()).toHaveLength(1);
  });

  function boardWith(own: Partial<SourceBoardOptions> = {}) {
    const clock = { at: T0, now: () => clock.at };
    const board = new SourceBoard({ clock, redact: createRedaction().redact, ...own });
    board.register({
      name: 'prod',
      kind: 'prometheus',
      product: 'desk',
      address: 'http://p:9090',
      intervalMs: 15_000,
    });
    return { board, clock };
  }
});

import { describe, expect, it } from 'vitest';
import { deliver } from './delivery.ts';
import type { InfluxClient, SendOutcome } from './influx-client.ts';
import { LINES_PER_REQUEST, RequestSize } from './request-size.ts';

const LINES = Array.from({ length: 40 }, (_, i) => `m value=${i}`);

describe('a delivery to InfluxDB', () => {
  it('finds the lines that are refused, and delivers the others', async () => {
    const taken = new Set<string>();
    const bad = new Set([LINES[7], LINES[8], LINES[31]]);
    const { client } = clientThat((lines) => {
      for (const line of lines) if (!bad.has(line)) taken.add(line);
      const dropped = lines.filter((line) => bad.has(line)).length;
      return dropped === 0 ? { kind: 'taken' } : conflict(dropped);
    });
    const delivery = await deliver(client, LINES, signal(), new RequestSize());
    expect(delivery).toEqual({
      kind: 'done',
      refused: [...bad].map((point) => ({ point, reason: expect.stringMatching(/field type conflict/) })),
    });
    expect(taken.size).toBe(LINES.length - bad.size);
  });

  it('asks once about lines of which InfluxDB says that it dropped them all', async () => {
    const { client, requests } = clientThat((lines) => conflict(lines.length));
    const delivery = await deliver(client, LINES, signal(), new RequestSize());
    expect(delivery).toMatchObject({ kind: 'done', refused: { length: LINES.length } });
    expect(requests()).toBe(1);
  });

  it('asks few times about one measurement of which all is refused among others, however many points it has', async () => {
    const { client, requests } = clientThat((lines) => {
      const dropped = lines.filter((line) => line.startsWith('bad,')).length;
      return dropped === 0 ? { kind: 'taken' } : conflict(dropped);
    });
    const lines = Array.from(
      { length: 1_000 },
      (_, i) => `${['good', 'bad', 'fine'][i % 3]},s=1 value=${i} ${i}`,
    );
    const delivery = await deliver(client, lines, signal(), new RequestSize());
    const refused = lines.filter((line) => line.startsWith('bad,'));
    expect(delivery).toEqual({
      kind: 'done',
      refused: refused.map((point) => ({ point, reason: expect.any(String) })),
    });
    expect(requests()).toBeLessThan(40);
  });

  it('asks about each line where InfluxDB does not say how many it dropped', async () => {
    const { client } = clientThat(() => ({ kind: 'too-large', own: true }));
    expect(await deliver(client, LINES, signal(), new RequestSize())).toEqual({
      kind: 'done',
      refused: LINES.map((point) => ({ point, reason: 'larger than InfluxDB takes' })),
    });
  });

  it('sets nothing aside that is too large for somebody in between alone', async () => {
    const { client } = clientThat(() => ({ kind: 'too-large' }));
    expect(await deliver(client, LINES, signal(), new RequestSize())).toMatchObject({
      kind: 'away',
      reason: expect.stringMatching(/not even one point/),
    });
  });

  it('that took too long makes the next ones smaller, and those that do not make them larger again', async () => {
    let takes = 0;
    const { client } = clientThat((lines) =>
      lines.length > takes ? { kind: 'away', reason: 'timeout', slow: true } : { kind: 'taken' },
    );
    const size = new RequestSize();
    const sizes = async (times: number) => {
      const seen: number[] = [];
      for (let i = 0; i < times; i += 1) {
        await deliver(client, Array(size.lines).fill('m value=1'), signal(), size);
        seen.push(size.lines);
      }
      return seen;
    };
    expect(await sizes(14)).toEqual([2500, 1250, 625, 312, 156, 78, 39, 19, 9, 4, 2, 1, 1, 1]);
    takes = LINES_PER_REQUEST;
    expect(await sizes(7)).toEqual([2, 3, 4, 5, 7, 9, 12]);
    expect((await sizes(40)).at(-1)).toBe(LINES_PER_REQUEST);
    // One that is refused for what it holds was answered in time, too.
    size.tookTooLong();
    const refusing = clientThat((lines) => conflict(lines.length)).client;
    await deliver(refusing, Array(size.lines).fill('m value=1'), signal(), size);
    expect(size.lines).toBe(LINES_PER_REQUEST * 0.625);
    for (let i = 0; i < 3; i += 1) size.tookNotLong(LINES_PER_REQUEST);
    expect(size.lines).toBe(LINES_PER_REQUEST);
    size.tookTooLong();
    await deliver(client, LINES, signal(), size);
    expect(size.lines).toBe(LINES_PER_REQUEST / 2);
  });

  it('is not done when InfluxDB goes away in the middle', async () => {
    const { client, requests } = clientThat((lines) =>
      lines.length > 10 ? conflict(1) : { kind: 'away', reason: 'gone' },
    );
    expect(await deliver(client, LINES, signal(), new RequestSize())).toEqual({
      kind: 'away',
      reason: 'gone',
    });
    expect(requests()).toBe(3);
  });
});

function conflict(dropped: number): SendOutcome {
  const reason = `partial write: field type conflict: input field "value" on measurement "m" is type float, already exists as type string dropped=${dropped}`;
  return { kind: 'refused', reason };
}

function clientThat(answer: (lines: readonly string[]) => SendOutcome) {
  let requests = 0;
  const send: InfluxClient['send'] = async (body) => {
    requests += 1;
    return answer(body.split('\n'));
  };
  return { client: { send }, requests: () => requests };
}

function signal(): AbortSignal {
  return new AbortController().signal;
}

import { describe, expect, it } from 'vitest';
import type { Send } from './sender-message.ts';
import { figureOf, sendInTurn, type Taker } from './takers.ts';

const WORK = {
  kind: 'sum',
  temporality: 'cumulative',
  startedAt: 0,
  connections: 2,
  requests: 5,
} as const;

function taker(name: string, isOurs = false): Taker {
  return { name, url: name, format: isOurs ? 'otlp' : 'lines', contentType: 'text/plain', isOurs, rates: [] };
}

/** A sender to whom it takes a second each time, and which remembers to whom it sent. */
function senderTo(isTaken: (name: string, time: number) => boolean) {
  const sent: string[] = [];
  return {
    sent,
    prepare: async () => 0,
    send: async ({ url }: Send['send']) => {
      sent.push(url);
      if (!isTaken(url, sent.filter((one) => one === url).length)) throw new Error(`${url} answered 500`);
      return 1_000;
    },
  };
}

async function send(sender: ReturnType<typeof senderTo>, takers: readonly Taker[]): Promise<void> {
  await sendInTurn(sender, takers, WORK, { rounds: 2, pointsOf: 100 }, () => {});
}

describe('those who take the points', () => {
  it('are sent to in turn, and the first round is not measured', async () => {
    const [ours, peer] = [taker('Gateline', true), taker('InfluxDB')];
    const sender = senderTo(() => true);
    await send(sender, [ours, peer]);
    expect(sender.sent).toEqual(['Gateline', 'InfluxDB', 'Gateline', 'InfluxDB', 'Gateline', 'InfluxDB']);
    expect(ours.rates).toEqual([1_000, 1_000]);
    expect(figureOf('InfluxDB', peer)).toEqual({ peer: 'InfluxDB', value: 1_000 });
    expect(figureOf('VictoriaMetrics', undefined)).toEqual({
      peer: 'VictoriaMetrics',
      absent: 'not installed',
    });
  });

  it('lose their figure when they refuse something, and the others do not', async () => {
    const [ours, peer] = [taker('Gateline', true), taker('InfluxDB')];
    const sender = senderTo((name, time) => name === 'Gateline' || time < 2);
    await send(sender, [ours, peer]);
    expect(sender.sent.filter((name) => name === 'InfluxDB')).toHaveLength(2);
    expect(ours.rates).toHaveLength(2);
    expect(peer.failed).toBe('InfluxDB answered 500');
    expect(figureOf('InfluxDB', peer)).toEqual({ peer: 'InfluxDB', absent: 'failed' });
  });

  it('end the run when it is Gateline that refuses', async () => {
    const sender = senderTo((name) => name !== 'Gateline');
    await expect(send(sender, [taker('Gateline', true)])).rejects.toThrow('Gateline answered 500');
  });
});

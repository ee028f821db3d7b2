import { describe, expect, it } from 'vitest';
import { bodyId } from './body-id.ts';

const body = Buffer.from('an export of some metrics');

describe('the identity of a body', () => {
  it('is the same in every process and every version: what was written stays known', () => {
    expect(bodyId('metrics', body)).toBe('8ac4e8464ba872580f9551ab2d5b7b7e');
    expect(bodyId('metrics', Uint8Array.from(body))).toBe(bodyId('metrics', body));
    expect(bodyId('metrics', new Uint8Array())).toMatch(/^[0-9a-f]{32}$/);
  });

  it('changes with every bit, and with the length', () => {
    const ids = new Set([bodyId('metrics', body)]);
    for (let bit = 0; bit < body.length * 8; bit += 1) {
      const other = Buffer.from(body);
      other[bit >> 3] = (other[bit >> 3] as number) ^ (1 << (bit & 7));
      ids.add(bodyId('metrics', other));
    }
    for (let zeros = 1; zeros <= 32; zeros += 1)
      ids.add(bodyId('metrics', Buffer.concat([body, Buffer.alloc(zeros)])));
    expect(ids.size).toBe(1 + body.length * 8 + 32);
  });

  it('is another one as another signal', () => {
    const ids = (['metrics', 'traces', 'logs'] as const).map((signal) => bodyId(signal, body));
    expect(new Set(ids).size).toBe(3);
  });
});

import { describe, expect, it } from 'vitest';
import { announcement } from './announcement.ts';
import type { Story } from './story.ts';

const story: Story = {
  version: 1,
  today: '2026-11-23',
  zone: 'Europe/Berlin',
  seed: 'demo',
  past: [{ from: 0, until: 1 }],
};

const announced = (now: string) =>
  announcement({
    story,
    folder: { path: '/srv/demo', roadmap: '/srv/demo/roadmap.yaml' },
    gateline: {
      address: { host: '127.0.0.1', port: 4600 },
      otlpAddress: { host: '127.0.0.1', port: 4318 },
    },
    service: { address: 'http://127.0.0.1:40123', pid: 77 },
    now: Date.parse(now),
  });

describe('what a demo says when it is ready', () => {
  it('is where everything is, what to look at, and how to stop', () => {
    const text = announced('2026-11-23T12:00:00Z');
    expect(text.split('\n')[1]).toBe('Gateline is on http://localhost:4600');
    for (const said of [
      `process ${process.pid}, pages and API on http://localhost:4600, OTLP on http://127.0.0.1:4318`,
      'process 77, metrics on http://127.0.0.1:40123/metrics',
      '/srv/demo/roadmap.yaml',
      'http://localhost:4600/ticket-routing/versions/v3',
      'http://localhost:4600/wall/office',
      'Ctrl-C stops all of it',
    ]) {
      expect(text).toContain(said);
    }
    expect(text).not.toContain('This story is of');
  });

  it('is also how old the story is, once its quarter is over in its zone', () => {
    expect(announced('2026-12-31T22:59:59Z')).not.toContain('This story is of');
    expect(announced('2026-12-31T23:00:00Z')).toContain('This story is of 2026-Q4, when it began: --fresh');
  });
});

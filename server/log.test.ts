import { describe, expect, it } from 'vitest';
import { newToken } from './http/auth/token.ts';
import { createLog } from './log.ts';
import { createRedaction } from './redaction.ts';

describe('the log', () => {
  it('writes JSON lines', () => {
    const { log, lines } = listening({ readable: false });
    log.info({ source: 'prod' }, 'works again');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 30, msg: 'works again', source: 'prod' });
  });

  it('writes one readable line on a terminal', () => {
    const { log, lines } = listening({ readable: true });
    log.warn({ source: 'prod', reason: 'no answer' }, 'fails');
    expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d warn {2}fails source=prod reason="no answer"\n$/);
  });

  it('shows the trace of an error to a terminal only when asked for', () => {
    const quiet = listening({ readable: true });
    quiet.log.error({ err: new Error('broken') }, 'a request failed');
    expect(quiet.lines[0]).toMatch(/a request failed: broken\n$/);
    const verbose = listening({ readable: true, level: 'debug' });
    verbose.log.error({ err: new Error('broken') }, 'a request failed');
    expect(verbose.lines[0]).toContain('log.test.ts');
  });

  it.each([true, false])('keeps secrets to itself, readable: %s', (readable) => {
    const { log, lines, learn } = listening({ readable });
    const { token } = newToken();
    learn('correct horse battery');
    log.info(
      { token, headers: { cookie: 'gateline_session=abc', authorization: `Bearer ${token}` } },
      `got ${token}`,
    );
    log.error({ err: new Error(`cannot sign in with correct horse battery at http://me:pw@host/`) }, 'fails');
    const all = lines.join('');
    for (const secret of [token.slice(12), 'gateline_session', 'correct horse', 'me:pw'])
      expect(all).not.toContain(secret);
  });

  function listening({ readable, level = 'info' }: { readable: boolean; level?: 'info' | 'debug' }) {
    const lines: string[] = [];
    const { redact, learn } = createRedaction();
    const log = createLog({ level, redact, readable, sink: { write: (line) => lines.push(line) } });
    return { log, lines, learn };
  }
});

import { describe, expect, it } from 'vitest';
import { freePort, ServerProcess } from './server-process.ts';

const SLEEP = ['-e', 'setInterval(() => {}, 1_000)'];

describe('a server of the bench', () => {
  it('that was killed has ended: nobody waits for it', async () => {
    const server = new ServerProcess(process.execPath, ['-e', 'process.kill(process.pid, "SIGKILL")']);
    await expect(server.ready(`http://127.0.0.1:${await freePort()}/`)).rejects.toThrow('does not answer at');
    await server.end();
  });

  it('that cannot be started says where it does not answer', async () => {
    const server = new ServerProcess('/no/such/program', []);
    await expect(server.ready(`http://127.0.0.1:${await freePort()}/`)).rejects.toThrow(
      '/no/such/program does not answer at',
    );
    await server.end();
  });

  it('ends when it is told to', async () => {
    const server = new ServerProcess(process.execPath, SLEEP);
    expect(server.rss()).not.toBe(0);
    await server.end();
    await server.end();
  });
});

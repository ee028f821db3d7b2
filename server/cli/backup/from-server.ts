import { formatBytes } from '../../../core/text/byte-text.ts';
import { showProgress } from '../progress.ts';
import type { Terminal } from '../terminal.ts';
import { downloadBackup } from './download.ts';

/**
 * Has a running server copy its store into a file of ours.
 *
 * @param server its address, without a slash at its end
 * @throws GatelineError `server-unreachable`, or what the server says
 */
export async function backupFromServer(
  server: string,
  file: string,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  terminal.err(`Asking the server ${server} for a copy of its store…\n`);
  using progress = showProgress(terminal, 'Receiving the copy');
  await downloadBackup({
    server,
    token: terminal.environment.GATELINE_TOKEN || undefined,
    file,
    signal,
    onProgress: (bytes, total) => progress.show(total === 0 ? 0 : bytes / total, formatBytes(bytes)),
  });
}

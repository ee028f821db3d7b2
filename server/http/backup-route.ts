import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Express, Request, Response } from 'express';
import { GatelineError } from '../../core/errors.ts';
import type { Gatekeeper } from './auth/gatekeeper.ts';
import { BACKUP_PATH } from './contract/api.ts';

/** A copy of the store that was made for one request. */
export interface MadeBackup extends AsyncDisposable {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Where copies come from. */
export interface BackupMaker {
  /** @throws GatelineError */
  make(): Promise<MadeBackup>;
}

/**
 * `POST /api/v1/backup`: the store's file as it is now, with its digest (RFC 9530), for the role admin. It is a change on the server, though
 * a passing one: a copy is made there first.
 */
export function mountBackup(app: Express, backups: BackupMaker | undefined, gatekeeper: Gatekeeper): void {
  app.post(BACKUP_PATH, async (request, response) => {
    gatekeeper.admit(request, 'admin');
    if (backups === undefined) {
      throw new GatelineError(
        'not-found',
        'This server keeps its measurements in memory; there is nothing to back up.',
      );
    }
    await using backup = await backups.make();
    await send(backup, response);
  });
  app.all(BACKUP_PATH, (request: Request, response: Response) => {
    response.set('Allow', 'POST');
    throw new GatelineError('method-not-allowed', `${request.method} is not possible here; POST is.`);
  });
}

async function send({ path, bytes, sha256 }: MadeBackup, response: Response): Promise<void> {
  response.set({
    'Content-Type': 'application/vnd.duckdb',
    'Content-Length': String(bytes),
    'Content-Disposition': 'attachment; filename="gateline-backup.duckdb"',
    'Repr-Digest': `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`,
    'Cache-Control': 'no-store',
  });
  // A caller who went away is none of our errors; a file that cannot be read any more cuts the connection, and the digest tells.
  await pipeline(createReadStream(path), response).catch(() => response.destroy());
}

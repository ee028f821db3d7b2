import { resolve } from 'node:path';
import { GatelineError } from '../../core/errors.ts';
import { AlertmanagerApi } from '../alertmanager/api.ts';
import { type AlertmanagerSource, alertmanagerUrls } from '../alertmanager/schema.ts';
import { listFiles } from '../evaluations/folder/list-files.ts';
import type { EvaluationsSource } from '../evaluations/folder/schema.ts';
import { Connection } from '../http/connection.ts';
import { shownUrl } from '../http/failure.ts';
import { LOOK } from './limits.ts';
import type { LookDeps } from './look-deps.ts';
import type { Shown } from './shown.ts';

/** Asks the members of an Alertmanager for its alerts; `undefined` where only its webhook is used. */
export async function lookAtAlertmanager(
  source: AlertmanagerSource,
  { secrets, signal }: LookDeps,
): Promise<Shown | undefined> {
  const urls = alertmanagerUrls(source);
  if (urls.length === 0) return undefined;
  const limits = {
    timeoutMs: Math.min(source.timeout, LOOK.timeoutMs),
    maxBytes: Math.min(source.max_body, LOOK.maxBytes),
    maxRedirects: source.max_redirects,
  };
  const credentials = await new Connection(source, secrets).credentials();
  const asked = await Promise.all(
    urls.map(async (url) => {
      const trouble = await troubleOf(() =>
        new AlertmanagerApi(url, limits).alerts(source.match, { credentials, signal }),
      );
      return { address: shownUrl(url), ...trouble };
    }),
  );
  return { asked, leftOut: 0, targets: [], names: [] };
}

/** Looks for the files of a watched folder. */
export async function lookAtFolder(source: EvaluationsSource, { folder }: LookDeps): Promise<Shown> {
  const trouble = await troubleOf(() => listFiles(resolve(folder, source.folder), source.path, 1));
  return { asked: [{ address: source.folder, ...trouble }], leftOut: 0, targets: [], names: [] };
}

async function troubleOf(look: () => Promise<unknown>): Promise<{ readonly trouble?: string }> {
  try {
    await look();
    return {};
  } catch (error) {
    if (!(error instanceof GatelineError)) throw error;
    return { trouble: error.message };
  }
}

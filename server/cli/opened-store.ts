import type { Config } from '../config.ts';
import { type LedgerStoreOfKind, openLedgerStore } from '../open-store.ts';
import { createRedaction } from '../redaction.ts';
import { wallClock } from '../runtime/wall-clock.ts';
import { secretsOf } from '../source-secrets.ts';

/**
 * The store of a configuration, opened by a command instead of a server.
 *
 * @throws GatelineError `store-locked` when a server has it, `store-unavailable`, `store-schema-newer`, `config-invalid`
 */
export async function openStoreOf(config: Config): Promise<LedgerStoreOfKind> {
  return await openLedgerStore({
    ...config,
    clock: wallClock,
    secrets: secretsOf(config, createRedaction()),
  });
}

import { access } from 'node:fs/promises';
import { GatelineError } from '../../../core/errors.ts';
import type { Roadmap } from '../../../core/roadmap/roadmap.ts';
import type { Config } from '../../config.ts';
import { storeFile } from '../../open-store.ts';
import type { KnownOfProduct } from '../../roadmap-file/data-knowledge.ts';
import { RoadmapFiles } from '../../roadmap-file/roadmap-files.ts';
import { wallClock } from '../../runtime/wall-clock.ts';
import { openStoreOf } from '../opened-store.ts';
import { ownAddress } from '../own-address.ts';
import { configIfThere } from '../roadmaps-of.ts';
import { ServerClient } from '../server-client.ts';
import type { Terminal } from '../terminal.ts';
import { knownOfServer } from './known-of-server.ts';
import { knownOfStore } from './known-of-store.ts';

/** Where what there is of data can be asked. */
export interface DataSource {
  /** What there is of a roadmap's data; `undefined` where nobody knows. Never throws for a source that nobody named. */
  known(roadmap: Roadmap): Promise<KnownOfProduct | undefined>;
  close(): Promise<void>;
}

const NOBODY: DataSource = { known: async () => undefined, close: async () => {} };

/**
 * Who knows of the data: the server that was named; else the store of the configuration beside us, or the server that has it open; else
 * nobody. A store is not made where there is none.
 *
 * @param server as it was named
 * @throws GatelineError `bad-request` for what is no address
 */
export async function openDataSource(server: string | undefined, terminal: Terminal): Promise<DataSource> {
  const { environment } = terminal;
  const named = server ?? environment.GATELINE_SERVER;
  if (named !== undefined && named !== '')
    return serverSource(new ServerClient(named, environment.GATELINE_TOKEN));
  // What is wrong with the configuration is told as such.
  const config = await configIfThere({}, terminal).catch(() => undefined);
  if (config === undefined) return NOBODY;
  const running = () =>
    unasked(serverSource(new ServerClient(ownAddress(config), environment.GATELINE_TOKEN)));
  if (config.store.kind !== 'duckdb' || !(await isThere(storeFile('duckdb', config.data)))) return running();
  return storeSource(config).catch(running);
}

function serverSource(server: ServerClient): DataSource {
  return { known: ({ product }) => knownOfServer(server, product), close: async () => {} };
}

async function storeSource(config: Config): Promise<DataSource> {
  const store = await openStoreOf(config);
  const configured = (await RoadmapFiles.check(config.roadmaps)).map(({ product }) => product);
  return {
    // Of a product that is none of its own, and of which it has nothing, a store knows nothing.
    known: async (roadmap) =>
      configured.includes(roadmap.product) || (await store.series(roadmap.product)).length > 0
        ? knownOfStore(store, roadmap, wallClock.now())
        : undefined,
    close: () => store.close(),
  };
}

/** Nobody named it: where it does not answer, nothing is known. */
function unasked(source: DataSource): DataSource {
  return {
    ...source,
    known: (roadmap) =>
      source.known(roadmap).catch((error: unknown) => {
        if (error instanceof GatelineError) return undefined;
        throw error;
      }),
  };
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

import { Gauge, type Registry } from 'prom-client';
import type { MeasurementStore, StoreUsage } from '../../../core/ports.ts';

/** What the store's metrics are read from. */
export interface StoreWorld {
  readonly store: MeasurementStore;
  /** Bytes that are free on the disk of the data folder; `undefined` where nobody can say. */
  readonly freeBytes: () => number | undefined;
}

interface Amount {
  readonly name: string;
  readonly help: string;
  readonly of: (usage: StoreUsage) => number | undefined;
}

const AMOUNTS: readonly Amount[] = [
  {
    name: 'gateline_store_bytes',
    help: 'What the store takes on the disk of this machine, with everything that goes with it.',
    of: ({ bytes }) => bytes,
  },
  {
    name: 'gateline_store_spool_points',
    help: 'With InfluxDB: points that are acknowledged and not there yet.',
    of: ({ spool }) => spool?.points,
  },
  {
    name: 'gateline_store_spool_bytes',
    help: 'With InfluxDB: what those points take on the disk of this machine.',
    of: ({ spool }) => spool?.bytes,
  },
  {
    name: 'gateline_store_spool_limit_bytes',
    help: 'With InfluxDB: at so many bytes in the spool senders are asked to come back.',
    of: ({ spool }) => spool?.limitBytes,
  },
  {
    name: 'gateline_store_set_aside_points',
    help: 'With InfluxDB: points that it refuses for good and that are kept on this machine.',
    of: ({ setAside }) => setAside?.points,
  },
  {
    name: 'gateline_store_set_aside_bytes',
    help: 'With InfluxDB: what those points take on the disk of this machine.',
    of: ({ setAside }) => setAside?.bytes,
  },
  {
    name: 'gateline_store_set_aside_dropped_points',
    help: 'With InfluxDB: older points that it refused and that are not kept any more.',
    of: ({ setAside }) => setAside?.dropped,
  },
];

/** How large the store is, by kind, and what is on its way. A store that cannot say leaves them out, and the rest stays. */
export function registerStoreMetrics(registry: Registry, { store, freeBytes }: StoreWorld): void {
  const registers = [registry];
  const usage = shared(() => store.usage().catch(() => undefined));
  for (const { name, help, of } of AMOUNTS) {
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        const told = await usage();
        this.remove();
        const amount = told === undefined ? undefined : of(told);
        if (amount !== undefined) this.set(amount);
      },
    });
  }
  new Gauge({
    name: 'gateline_store_rows',
    help: 'How much is kept, by kind of data.',
    labelNames: ['kind'],
    registers,
    async collect() {
      const told = await usage();
      this.reset();
      for (const { kind, rows } of told?.kinds ?? []) if (rows !== undefined) this.set({ kind }, rows);
    },
  });
  new Gauge({
    name: 'gateline_store_free_bytes',
    help: 'What is free on the disk of the data folder; writes end before it is nothing.',
    registers,
    collect() {
      const free = freeBytes();
      this.remove();
      if (free !== undefined) this.set(free);
    },
  });
}

/** One answer for all who ask while it is on its way. */
function shared<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined;
  return () => {
    asked ??= ask().finally(() => {
      asked = undefined;
    });
    return asked;
  };
}

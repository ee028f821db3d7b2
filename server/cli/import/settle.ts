import { setTimeout as sleep } from 'node:timers/promises';
import type { MeasurementStore } from '../../../core/ports.ts';
import { wallClock } from '../../runtime/wall-clock.ts';
import type { Progress } from '../progress.ts';

const LOOK_EVERY_MS = 250;
/** InfluxDB may take a while; when nothing arrives for so long, the server will see to the rest. */
const GIVE_UP_MS = 30_000;

/** Waits until what was taken in is where it belongs, and rolls it up. @throws the signal's reason */
export async function settle(
  store: MeasurementStore,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  await arrived(store, progress, signal);
  progress.show(0.99, 'rolling up');
  await store.maintain(wallClock.now(), signal);
  signal.throwIfAborted();
  progress.show(1, 'done');
}

/** What is committed lies in the spool of a store whose numbers are elsewhere. */
async function arrived(store: MeasurementStore, progress: Progress, signal: AbortSignal): Promise<void> {
  let [waiting, since] = [Number.POSITIVE_INFINITY, performance.now()];
  for (;;) {
    const { spool } = await store.usage();
    if (spool === undefined || spool.points === 0) return;
    if (spool.points < waiting) [waiting, since] = [spool.points, performance.now()];
    else if (performance.now() - since > GIVE_UP_MS) return;
    progress.show(0.99, `${spool.points.toLocaleString('en')} points are on their way`);
    await sleep(LOOK_EVERY_MS, undefined, { signal });
  }
}

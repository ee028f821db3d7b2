/** Runs one part of the bench and tells its parent how it goes: the process of bench/run-part.ts. Run with: name, folder, extent. */
import type { PartMessage } from './part-message.ts';
import { findPart } from './registry.ts';

const [name = '', folder = '', extent = 'full'] = process.argv.slice(2);

function tell(message: PartMessage): void {
  process.send?.(message);
}

/** Without a parent nobody would hear the answer: a bench that was killed leaves no process behind. */
const abandoned = () => process.exit(1);
process.once('disconnect', abandoned);
const result = await findPart(name).run({
  quick: extent === 'quick',
  folder,
  progress: (what) => tell({ progress: what }),
});
tell({ result });
process.removeListener('disconnect', abandoned);
process.disconnect();

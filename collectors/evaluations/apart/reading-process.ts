import type { EvaluationRun } from '../../../core/measure/evaluation.ts';
import { readEvaluationFiles } from '../read-evaluation-files.ts';
import { fileChunks } from '../text/file-chunks.ts';
import { PieceQueue } from './piece-queue.ts';
import type { FromReader, ToReader } from './protocol.ts';

// The program of the process that EvaluationReader starts: it reads one file after the other, and ends with whoever started it.

/** Items that are sent at once. */
const PIECE = 2_000;

let incoming = new PieceQueue();

process.on('message', (message: ToReader) => {
  switch (message.kind) {
    case 'read':
      incoming = new PieceQueue();
      void answer(message, incoming);
      break;
    case 'piece':
      incoming.push(message.bytes);
      break;
    case 'whole':
      incoming.end();
      break;
  }
});
process.once('disconnect', () => process.exit());

async function answer(
  { name, path, defaults, limits }: ToReader & { readonly kind: 'read' },
  pieces: PieceQueue,
): Promise<void> {
  try {
    const chunks = path === undefined ? pieces : fileChunks(path);
    const { runs, problems } = await readEvaluationFiles([{ name, chunks }], defaults, limits);
    for (const run of runs) await sendRun(run);
    await send({ kind: 'end', problems });
  } catch (error) {
    await send({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
}

async function sendRun({ items, ...run }: EvaluationRun): Promise<void> {
  await send({ kind: 'run', run });
  for (let from = 0; from < items.length; from += PIECE) {
    await send({ kind: 'items', items: items.slice(from, from + PIECE) });
  }
}

/** Resolves when the message is on its way: what is not heard does not gather here. */
function send(message: FromReader): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(message, undefined, undefined, () => resolve());
  });
}

import { Worker } from 'node:worker_threads';
import type { Root } from 'mdast';

/**
 * {@link parseMarkdown} in a thread of its own, which is ended when it takes too long: emphasis within emphasis, or one paragraph of ten
 * thousand lines, cost the square of their length.
 *
 * @returns `undefined` when the time was up
 */
export async function parseWithin(text: string, limitMs: number): Promise<Root | undefined> {
  const worker = new Worker(new URL('./parse-worker.ts', import.meta.url), { workerData: text });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<Root | undefined>((resolve, reject) => {
      timer = setTimeout(() => resolve(undefined), limitMs);
      worker.once('message', resolve);
      worker.once('error', reject);
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}

/** Words that people put around a signal's name and that say nothing. */
const FILLERS = new Set(['the', 'a', 'an', 'our', 'its', 'of']);

/** A name in any spelling as lower_snake_case: `p99 Latency` is `p99_latency`, `cost / request` is `cost_per_request`. */
export function foldSignalName(text: string): string {
  return text
    .toLowerCase()
    .replaceAll('/', ' per ')
    .split(/[\s_-]+/)
    .filter((word) => word !== '' && !FILLERS.has(word))
    .join('_');
}

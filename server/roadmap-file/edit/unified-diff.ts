/** Lines that are shown around a change, as `diff -u` does. */
const CONTEXT = 3;

/**
 * The difference of two texts as one hunk that `patch -p1` and `git apply` take; `''` when they are the same.
 *
 * @param path of the file, with slashes, as it stands in the repository
 */
export function unifiedDiff(before: string, after: string, path: string): string {
  if (before === after) return '';
  const [old, now] = [linesOf(before), linesOf(after)];
  let head = 0;
  while (head < Math.min(old.length, now.length) && old[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < Math.min(old.length, now.length) - head && old.at(-1 - tail) === now.at(-1 - tail)) tail += 1;
  const from = Math.max(0, head - CONTEXT);
  const kept = Math.min(CONTEXT, tail);
  const hunk = [
    ...old.slice(from, head).map((line) => written(' ', line)),
    ...old.slice(head, old.length - tail).map((line) => written('-', line)),
    ...now.slice(head, now.length - tail).map((line) => written('+', line)),
    ...old.slice(old.length - tail, old.length - tail + kept).map((line) => written(' ', line)),
  ];
  const range = (lines: readonly string[]) => {
    const length = lines.length - tail + kept - from;
    return `${length === 0 ? from : from + 1},${length}`;
  };
  return `--- a/${path}\n+++ b/${path}\n@@ -${range(old)} +${range(now)} @@\n${hunk.join('')}`;
}

/** Each line with its end; the last one may have none. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function written(sign: string, line: string): string {
  return line.endsWith('\n') ? sign + line : `${sign}${line}\n\\ No newline at end of file\n`;
}

import { readOpenMetricsFile } from '../../../collectors/backfill/open-metrics-file.ts';
import { ExpositionReader, type SeriesIdentity } from '../../../collectors/exposition/exposition-reader.ts';
import { MemorySorter } from '../../../collectors/testing/memory-sorter.ts';
import { GatelineError } from '../../../core/errors.ts';
import { promised, promisedWords } from '../promises.ts';
import type { FuzzTarget } from '../target.ts';

const SEEDS = [
  '# TYPE requests counter\n# HELP requests All.\nrequests_total{version="v1"} 12 1795000000.123\nrequests_total{version="v1"} 15 1795000015\nrequests_total{version="v2"} 1 1795000000 # {trace="abc"} 0.5 1795000000.1\n# EOF\n',
  'took_seconds_bucket{le="0.5"} 1 1795000000\ntook_seconds_bucket{le="0.5"} 2 1795000060\ntook_seconds_bucket{le="+Inf"} 3 1795000000\ntook_seconds_count 3 1795000000\ntook_seconds_sum 4.5 1795000000\n# EOF\n',
  '# TYPE lag_seconds gauge\nlag_seconds{a="größe 🚦"} NaN 1795000000\nlag_seconds{a="\\\\\\"\\n"} +Inf 1795000001\n# TYPE info info\ninfo{version="1"} 1 1795000000\n# EOF\n',
  'unwanted 1 1795000000\nunwanted 2 1795000001\n# EOF\n',
];

const WORDS = [
  '# TYPE ',
  '# EOF\n',
  '# EOF',
  '\n',
  '\r\n',
  ' 1795000000',
  ' 1e12',
  ' -1',
  '_bucket{le="',
  '{',
  '}',
  '="',
];

/** Letters of UTF-8 and lines are cut through by pieces of this many bytes. */
const PIECE = 61;

/** A file of history: what is taken of it is the same in whatever pieces its bytes come, and in parts cut between its lines. */
export const historyFileTarget: FuzzTarget = {
  name: 'history-file',
  seeds: SEEDS,
  words: WORDS,
  take: async (input) => {
    const whole = await read([input]);
    const pieces = Array.from({ length: Math.ceil(input.length / PIECE) }, (_, i) =>
      input.subarray(i * PIECE, (i + 1) * PIECE),
    );
    promised((await read(pieces)).says === whole.says, 'a file in pieces is the same file');
    if (!whole.isTaken) return 'refused';
    const text = Buffer.from(input).toString('utf8');
    const cut = text.indexOf('\n', text.length / 2) + 1;
    const parts = [text.slice(0, cut), text.slice(cut)].filter((part) => part !== '');
    promised(samplesOf(parts) === samplesOf([text]), 'a file in parts has the same samples');
    return 'taken';
  },
};

/** What is taken of a file, or why it is refused, as a text. */
async function read(
  chunks: readonly Uint8Array[],
): Promise<{ readonly isTaken: boolean; readonly says: string }> {
  const sorter = new MemorySorter();
  try {
    const wants = (metric: string) => metric !== 'unwanted';
    const file = await readOpenMetricsFile(piecewise(chunks), sorter, { name: 'history.om', wants });
    const times = sorter.samples.map(({ at }) => at);
    promised(file.samples === times.length && file.samples <= file.lines, 'samples are counted');
    promised(
      file.span?.from === (times.length > 0 ? Math.min(...times) : undefined) &&
        file.span?.to === (times.length > 0 ? Math.max(...times) : undefined),
      'the span is that of the samples',
    );
    promised(times.every(Number.isFinite), 'samples have a time');
    const samples = sorter.samples.map(({ series, at, value, line }) => [series, at, String(value), line]);
    return { isTaken: true, says: JSON.stringify([file, samples]) };
  } catch (error) {
    if (!(error instanceof GatelineError) || error.code !== 'exposition-invalid') throw error;
    for (const line of error.message.split('\n')) {
      promisedWords(line);
      const isPlaced = /^history\.om:\d+: .|^and \d+ more\.$|^Nothing of history\.om was taken in\.$/.test(
        line,
      );
      promised(isPlaced, `it says where: ${line}`);
    }
    return { isTaken: false, says: error.message };
  }
}

async function* piecewise(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

function samplesOf(parts: readonly string[]): string {
  const reader = new ExpositionReader<SeriesIdentity>({
    format: 'openmetrics',
    maxSamples: Number.MAX_SAFE_INTEGER,
    inParts: true,
    resolve: (identity) => identity,
  });
  const rows = parts.flatMap((part) => {
    const { samples } = reader.read(part, true);
    return Array.from({ length: samples.size }, (_, i) => {
      const { name, labels, type, role } = samples.series[i] as SeriesIdentity;
      return [name, Object.entries(labels), type, role, samples.timeMs(i), String(samples.value(i))];
    });
  });
  return JSON.stringify(rows);
}

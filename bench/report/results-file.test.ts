import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { atMost } from '../bars.ts';
import type { PartResult } from '../part.ts';
import { writeResult } from './results-file.ts';

const machine = { cpu: 'Some CPU', cores: 2, memoryGiB: 8, system: 'Linux 6', node: '24.1.0' };
const at = new Date('2026-11-23T05:00:00Z');

describe('the file of results', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gateline-results-'));
    file = join(folder, 'results.md');
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  const result = (ours: number): PartResult => ({
    rows: [
      {
        what: 'the quarter',
        unit: 'ms',
        ours,
        peers: [
          { peer: 'VictoriaMetrics', value: 80 },
          { peer: 'InfluxDB', absent: 'not installed' },
        ],
        bar: atMost(ours, 50, 'ms'),
      },
    ],
    notes: ['Asked 9 times.'],
    versions: { DuckDB: '1.5.6' },
  });

  it('holds the machine, every peer with its ratio, and whether each bar is met', () => {
    writeResult(file, 'store', 'full', result(10), machine, at);
    const text = readFileSync(file, 'utf8');
    expect(text).toContain(
      '| the quarter | 10 ms | 80 ms (8.0 ×) | not installed | at most 50 ms | met: 20 % of it |',
    );
    expect(text).toContain(
      '2026-11-23 05:00 UTC. Some CPU, 2 cores, 8 GiB of memory, Linux 6; Node 24.1.0, DuckDB 1.5.6.',
    );
    expect(text).toContain('- Asked 9 times.');
  });

  it('judges no bar by a short run', () => {
    writeResult(file, 'store', 'quick', result(10), machine, at);
    writeResult(file, 'otlp', 'quick', result(60), machine, at);
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('| at most 50 ms | rough: 20 % of it |');
    expect(text).toContain('| at most 50 ms | rough: 120 % of it: missed by 20 % |');
    expect(text).not.toMatch(/met:|MISSED/);
  });

  it('replaces what a part said before, and keeps the others and the whole runs', () => {
    writeResult(file, 'store', 'full', result(10), machine, at);
    writeResult(file, 'otlp', 'full', result(20), machine, at);
    writeResult(file, 'store', 'quick', result(30), machine, at);
    writeResult(file, 'store', 'full', result(60), machine, at);
    const text = readFileSync(file, 'utf8');
    expect(text.match(/^\| the quarter \| \d+/gm)).toEqual([
      '| the quarter | 20',
      '| the quarter | 60',
      '| the quarter | 30',
    ]);
    expect(text).toContain(
      '| 60 ms | 80 ms (1.3 ×) | not installed | at most 50 ms | MISSED: 120 % of it: missed by 20 % |',
    );
  });
});

import { describe, expect, it } from 'vitest';
import { checkTable } from './table.ts';
import { criterionOf, reportOf } from './testing/reports.ts';

const ACTUAL = {
  signal: 'accuracy',
  item: 'v2',
  evidence: 'evaluation',
  environment: 'production',
  value: 0.9312,
  boundsKind: 'interval',
  n: 3200,
  from: 0,
  to: 0,
  coverage: 1,
  builds: [],
} as const;

describe('the outcome of a check for people', () => {
  it('is a table whose columns stand under each other, each verdict told by shape and word', () => {
    const report = reportOf({
      build: '2.4.0',
      state: 'fail',
      sentence: 'v2 fails on p99 latency.',
      criteria: [
        criterionOf({ actual: { ...ACTUAL, builds: [] }, target: 0.92 }),
        criterionOf({ text: 'latency_p99 < 2s', state: 'fail', sentence: 'v2 fails on p99 latency.' }),
        criterionOf({
          text: 'helpful_rate >= 70%',
          state: 'no-data',
          advisory: true,
          sentence: 'Nobody rates.',
        }),
        criterionOf({
          state: 'fail',
          waiver: { by: 'x', why: 'y', until: '2026-12-31' },
          sentence: 'Waived.',
        }),
        criterionOf({ text: 'cost < $1', state: 'no-data' }, { notJudged: 'only a server has seen it' }),
      ],
    });
    expect(checkTable(report, { color: false })).toBe(`✖ v2 (build 2.4.0) fails its gate

  verdict       criterion                       actual  target  n
  ✔ pass        accuracy >= 85%                 93.1 %  ≥ 92 %  3,200
  ✖ fail        latency_p99 < 2s                –       ≥ 85 %  –
  ◌ no data     helpful_rate >= 70% (advisory)  –       ≥ 85 %  –
  ⚑ waived      accuracy >= 85%                 –       ≥ 85 %  –
  – not judged  cost < $1                       –       ≥ 85 %  –

v2 fails on p99 latency.
Nobody rates.
Waived.
Not judged, because only a server has seen it: cost < $1.

desk, roadmap abcdef012345, judged 2026-11-23T12:00:00Z by
  https://gateline.example.com
`);
  });

  it('says the same in colour', () => {
    const colored = checkTable(reportOf(), { color: true });
    expect(colored).toContain('\u001b[33m◐ unproven\u001b[0m');
    const colors = new RegExp(`${'\u001b'}\\[\\d+m`, 'g');
    expect(colored.replaceAll(colors, '')).toBe(checkTable(reportOf(), { color: false }));
  });

  it('never calls a gate passed of which only a part was judged', () => {
    const criteria = [
      criterionOf({}),
      criterionOf({ state: 'no-data' }, { notJudged: 'only a server has seen it' }),
    ];
    const text = checkTable(reportOf({ state: 'pass', criteria }), { color: false });
    expect(text).toMatch(/^✔ v2 passes the 1 of its 2 criteria that were judged\n/);
    expect(text).not.toContain('passes its gate');
  });

  it.each([
    [true, "Not proven, and allowed: recorded in the server's event log."],
    [false, 'Not proven, and allowed: nothing records it but this output.'],
  ])('says that it was allowed; recorded: %s', (recorded, sentence) => {
    const text = checkTable(reportOf({ allowed: true, recorded }), { color: false });
    expect(text).toMatch(/^◐ v2 is not proven, which was allowed\n/);
    expect(text).toContain(sentence);
  });
});

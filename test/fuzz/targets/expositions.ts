import { ExpositionReader, type SeriesIdentity } from '../../../collectors/exposition/exposition-reader.ts';
import { parseExposition } from '../../../collectors/exposition/parse.ts';
import type { ExpositionFormat } from '../../../collectors/exposition/types.ts';
import { IntakeUnderTest, T0 } from '../../../collectors/testing/intake-under-test.ts';
import { clearRefusal, promised } from '../promises.ts';
import type { FuzzOutcome, FuzzTarget } from '../target.ts';

const TEXT = [
  '# HELP requests_total Requests, "all" of them\\n.\n# TYPE requests_total counter\nrequests_total{version="v1",path="a\\\\b\\"c\\nd"} 12\nrequests_total{version="v2"} 3.5e2 1795000000000\n',
  '# TYPE took_seconds histogram\ntook_seconds_bucket{le="0.5"} 1\ntook_seconds_bucket{le="+Inf"} 3\ntook_seconds_sum 4.5\ntook_seconds_count 3\nprocess_start_time_seconds 1794999000\n',
  '# TYPE lag_seconds gauge\nlag_seconds NaN\nlag_seconds{a="b"} -Inf\n{"my.metric","a.b"="x"} 1\n# TYPE "my.metric" counter\n',
  '# TYPE s summary\ns{quantile="0.5"} 1\ns_sum 3\ns_count 2\n# TYPE b gauge\nb{name="x"} 2\nrequests_total_created 1795000000\n',
];

const OPENMETRICS = [
  '# TYPE requests counter\n# HELP requests All.\nrequests_total{version="v1"} 12 1795000000.123 # {trace="abc"} 0.5 1795000000.1\nrequests_created{version="v1"} 1794999000\n# EOF\n',
  '# TYPE took_seconds histogram\n# UNIT took_seconds seconds\ntook_seconds_bucket{le="0.5"} 1 # {id="x"} 0.4\ntook_seconds_bucket{le="+Inf"} 3\ntook_seconds_count 3\ntook_seconds_sum 4.5\ntook_seconds_created 1794999000\n# EOF\n',
  '# TYPE g gaugehistogram\ng_bucket{le="1"} 1\ng_bucket{le="+Inf"} 2\ng_gcount 2\ng_gsum 3\n# TYPE st stateset\nst{st="a"} 1\nst{st="b"} 0\n# TYPE i info\ni_info{version="1"} 1\n# EOF\n',
  '# TYPE lag_seconds gauge\nlag_seconds 1 1795000000\nlag_seconds 2 1795000001\n# TYPE u unknown\nu{a="\\\\\\"\\n"} +Inf\n# EOF\n',
];

const WORDS = [
  '# TYPE ',
  '# HELP ',
  '# UNIT ',
  '# EOF\n',
  ' counter\n',
  ' histogram\n',
  '_bucket{le="',
  '_total',
  '_created ',
  '{',
  '}',
  '="',
  '",',
  ' # {',
  '\n',
  '\r\n',
  '\n\n',
  ' 1 1795000000000\n',
];

const mapping = {
  metrics: [
    { metric: 'requests_total', measure: 'requests' },
    { metric: 'took_seconds', measure: 'request_duration' },
    { metric: 'took_seconds_count', measure: 'calls' },
    { metric: 'lag_seconds', measure: 'pipeline_lag' },
    { metric: 'my.metric', measure: 'fallbacks' },
  ],
  breakers: [{ metric: 'b', name: { label: 'name' }, values: { 0: 'closed', 2: 'open' } }],
} as const;

/** The lenient reader: it keeps what it can read, says which lines it cannot, and reads the same body the same way again. */
function lenient(format: ExpositionFormat, seeds: readonly string[]): FuzzTarget {
  return {
    name: `exposition-${format}`,
    seeds,
    words: WORDS,
    take: (input) => {
      const body = Buffer.from(input).toString('utf8');
      try {
        return readTwice(body, format);
      } catch (error) {
        return clearRefusal(error, ['exposition-invalid', 'limit-exceeded'], /exposition/i);
      }
    },
  };
}

function readTwice(body: string, format: ExpositionFormat): FuzzOutcome {
  const reader = new ExpositionReader<SeriesIdentity>({ format, maxSamples: 1_000, resolve: (one) => one });
  const once = rows(reader, body);
  promised(JSON.stringify(rows(reader, body)) === JSON.stringify(once), 'the same body reads the same');
  const lines = body.split('\n').length;
  for (const { line, reason } of once.problems) {
    promised(line >= 1 && line <= lines && reason !== '', `a problem is on a line: ${line} of ${lines}`);
  }
  if (once.samples.length === 0) return once.problems.length > 0 ? 'refused' : 'taken';
  return once.problems.length > 0 ? 'in part' : 'taken';
}

function rows(reader: ExpositionReader<SeriesIdentity>, body: string) {
  const { samples, problems } = reader.read(body);
  return {
    samples: Array.from({ length: samples.size }, (_, i) => {
      const { name, labels, type, role } = samples.series[i] as SeriesIdentity;
      return [name, Object.entries(labels), type, role, String(samples.value(i)), String(samples.timeMs(i))];
    }),
    problems: problems.named,
  };
}

/** The strict parser: what it accepts the lenient one reads the same way, without a complaint. */
const strict: FuzzTarget = {
  name: 'exposition-strict',
  seeds: OPENMETRICS,
  words: WORDS,
  take: (input) => {
    const body = Buffer.from(input).toString('utf8');
    try {
      const accepted = parseExposition(body, { format: 'openmetrics', strict: true, maxSamples: 1_000 });
      const read = parseExposition(body, { format: 'openmetrics', delimited: true });
      promised(read.sampleCount === accepted.sampleCount, 'strict and lenient have the same samples');
      promised(read.problemCount === 0, `what is right has no problem: ${JSON.stringify(read.problems)}`);
      return 'taken';
    } catch (error) {
      return clearRefusal(
        error,
        ['exposition-invalid', 'limit-exceeded'],
        /^Line \d+ of the exposition: .+\.$|^The exposition has more than/,
      );
    }
  },
};

/** One target of a source, read again and again: whatever it says, nothing reaches the store that a store would refuse. */
function intakeTarget(): FuzzTarget {
  let under = new IntakeUnderTest(mapping as never);
  let at = T0;
  let fed = 0;
  return {
    name: 'exposition-intake',
    seeds: [...TEXT, ...OPENMETRICS],
    words: WORDS,
    take: async (input) => {
      const body = Buffer.from(input).toString('utf8');
      at += 15_000;
      fed += 1;
      if (fed % 500 === 0) {
        // Memory does not grow with what was ever said.
        under = new IntakeUnderTest(mapping as never);
      } else if (fed % 50 === 0) under.restart();
      const format = body.endsWith('# EOF\n') ? 'openmetrics' : 'text';
      const before = under.monitor.counts.rejected ?? 0;
      try {
        await under.feed(at, body, { format });
      } catch (error) {
        return clearRefusal(error, ['exposition-invalid', 'limit-exceeded'], /exposition/i);
      }
      return (under.monitor.counts.rejected ?? 0) > before ? 'in part' : 'taken';
    },
  };
}

export const expositionTargets: readonly FuzzTarget[] = [
  lenient('text', TEXT),
  lenient('openmetrics', OPENMETRICS),
  strict,
  intakeTarget(),
];

import { describe, expect, it } from 'vitest';
import { parseExposition } from './parse.ts';
import type { ExpositionFormat } from './types.ts';

function text(body: string) {
  return parseExposition(body, { format: 'text' });
}

function openMetrics(body: string) {
  return parseExposition(`${body}# EOF\n`, { format: 'openmetrics' });
}

function values(body: string, format: ExpositionFormat = 'text') {
  const { families } = format === 'text' ? text(body) : openMetrics(body);
  return families.flatMap((family) => family.samples.map((sample) => sample.value));
}

describe('a name that runs into something else', () => {
  it.each(['a="x"} 2', 'a"b 2', 'a} 2', 'a,b 2', 'a;b{c="d"} 2'])('(%s) is no series', (line) => {
    const { sampleCount, problems } = parseExposition(`${line}\nb 1\n`, { format: 'text' });
    expect(sampleCount).toBe(1);
    expect(problems).toEqual([{ line: 1, reason: 'something between name and value' }]);
  });
});

describe('a sample line of the text format', () => {
  it.each([
    ['a 1', 'a', {}, 1],
    ['a{} 1', 'a', {}, 1],
    ['a{b="c"} 1.5', 'a', { b: 'c' }, 1.5],
    ['a{b="c",} 1', 'a', { b: 'c' }, 1],
    ['  a { b = "c" , d="e" }\t1  ', 'a', { b: 'c', d: 'e' }, 1],
    ['a{b="c"}-Inf', 'a', { b: 'c' }, Number.NEGATIVE_INFINITY],
    ['a{b="x\\\\y\\"z\\nw"} 1', 'a', { b: 'x\\y"z\nw' }, 1],
    ['a{b="} # ,{"} 1', 'a', { b: '} # ,{' }, 1],
    ['a{b=""} 1', 'a', { b: '' }, 1],
    ['a{b="東京 🚀"} 1', 'a', { b: '東京 🚀' }, 1],
    ['ns:a:b 1', 'ns:a:b', {}, 1],
    ['{"my.metric","a.b"="x"} 1', 'my.metric', { 'a.b': 'x' }, 1],
    ['{"my.metric"} 1', 'my.metric', {}, 1],
    ['{"a.b"="x","my.metric"} 1', 'my.metric', { 'a.b': 'x' }, 1],
    ['{a="x", "my.metric", b="y",} 1', 'my.metric', { a: 'x', b: 'y' }, 1],
    ['a{b="C:\\dir\\new"} 1', 'a', { b: 'C:\\dir\new' }, 1],
    ['a{b="\\d\\\\d\\"\\é"} 1', 'a', { b: '\\d\\d"\\é' }, 1],
    ['a{"a.b"="x",c="d"} 1', 'a', { 'a.b': 'x', c: 'd' }, 1],
    ['a{constructor="x"} 1', 'a', { constructor: 'x' }, 1],
    ['a{__proto__="x"} 1', 'a', { ['__proto__']: 'x' }, 1],
    ['a 1\r', 'a', {}, 1],
    ['a 9007199254740993', 'a', {}, 9007199254740992],
    ['a 123456789012345', 'a', {}, 123456789012345],
    ['a +5', 'a', {}, 5],
    ['a -5', 'a', {}, -5],
    ['a .5', 'a', {}, 0.5],
    ['a 5.', 'a', {}, 5],
    ['a 1.75e+09', 'a', {}, 1.75e9],
    ['a Nan', 'a', {}, Number.NaN],
    ['a +Inf', 'a', {}, Number.POSITIVE_INFINITY],
    ['a infinity', 'a', {}, Number.POSITIVE_INFINITY],
  ])('%j is read', (line, name, labels, value) => {
    const { families, problemCount } = text(`${line}\n`);
    expect(problemCount).toBe(0);
    const [sample] = families[0]?.samples ?? [];
    expect(sample?.name).toBe(name);
    expect(Object.entries(sample?.labels ?? {})).toEqual(Object.entries(labels));
    expect(sample?.value).toBe(value);
  });

  it.each([
    ['a', 'no value'],
    ['a ', 'no value'],
    ['a{b="c"}', 'no value'],
    ['a one', 'not a number'],
    ['a 0x1p-3', 'not a number'],
    ['a 1_000', 'not a number'],
    ['a 1 2.5', 'not a timestamp'],
    ['a 1 2 3', 'something after the value'],
    ['a 1 # {t="x"} 1', 'something after the value'],
    ['a{b="c" 1', 'labels are not separated by commas'],
    ['a{b="c} 1', 'a quote that is not closed'],
    ['a{b="c\\', 'a quote that is not closed'],
    ['a{b=c} 1', 'a label value without quotes'],
    ["a{b='c'} 1", 'a label value without quotes'],
    ['a{b} 1', 'a label without a value'],
    ['a{1="c"} 1', 'not a label name'],
    ['a{b="c",b="d"} 1', 'a label is given twice'],
    ['a{__name__="b"} 1', 'the label name __name__ is reserved'],
    ['{b="c"} 1', 'no metric name'],
    ['{"a","b"} 1', 'a label without a value'],
    ['{"a",b="c","d"} 1', 'a label without a value'],
    ['{b="c",d} 1', 'a label without a value'],
    ['a{"b"} 1', 'a label without a value'],
    ['0a 1', 'not a metric name'],
    ['@a 1', 'not a metric name'],
    ['<html>', 'not a metric name'],
  ])('%j is counted with its line and reason, and the rest is kept', (line, reason) => {
    const { families, problems, sampleCount } = text(`first 1\n${line}\nlast 2\n`);
    expect(problems).toEqual([{ line: 2, reason }]);
    expect(sampleCount).toBe(2);
    const kept = families.flatMap((family) => family.samples.map((sample) => sample.name));
    expect(kept).toEqual(['first', 'last']);
  });

  it('keeps its own time, in milliseconds', () => {
    const [family] = text('a 1 1795401486860\nb 1 -5\n').families;
    expect(family?.samples[0]?.timestampMs).toBe(1795401486860);
  });

  it('that the body breaks off in is not taken: half a number is a wrong one', () => {
    const { sampleCount, problems } = text('a 1\nb 12');
    expect(sampleCount).toBe(1);
    expect(problems).toEqual([{ line: 2, reason: 'the last line does not end in a line feed' }]);
    expect(parseExposition('a 1\nb 12', { format: 'text', delimited: true }).sampleCount).toBe(2);
  });

  it('that comes twice counts once', () => {
    const { sampleCount, problemReasons } = text('a{b="c"} 1\na{b="c"} 2\na{b="c"} 2.5\n');
    expect(sampleCount).toBe(1);
    expect([...problemReasons]).toEqual([['a series is given twice', 2]]);
  });
});

describe('a family', () => {
  it.each([
    ['counter', 'a_total', ['a_total 1']],
    ['counter', 'a', ['a_total 1', 'a 1']],
    ['gauge', 'a', ['a 1']],
    ['histogram', 'a', ['a_bucket{le="1"} 1', 'a_bucket{le="+Inf"} 1', 'a_sum 1', 'a_count 1']],
    ['histogram', 'a_total', ['a_total_bucket{le="+Inf"} 1', 'a_total_count 1']],
    ['summary', 'a', ['a{quantile="0.5"} 1', 'a_sum 1', 'a_count 1']],
    ['untyped', 'a', ['a 1']],
  ])('of type %s called %s has its samples', (type, name, lines) => {
    const { families } = text(`# HELP ${name} Some help.\n# TYPE ${name} ${type}\n${lines.join('\n')}\n`);
    expect(families).toHaveLength(1);
    expect(families[0]).toMatchObject({ name, type: type === 'untyped' ? 'unknown' : type });
    expect(families[0]?.samples).toHaveLength(lines.length);
  });

  it('that nobody declared is unknown', () => {
    expect(text('a_total 1\n').families).toMatchObject([{ name: 'a_total', type: 'unknown' }]);
  });

  it('takes no samples that only begin with its name', () => {
    const { families } = text('# TYPE a counter\na_total 1\na_totals 2\na_count 3\n');
    expect(families.map((family) => family.name)).toEqual(['a', 'a_totals', 'a_count']);
  });

  it('may have no samples', () => {
    expect(text('# TYPE a counter\n').families).toEqual([{ name: 'a', type: 'counter', samples: [] }]);
  });

  it.each([
    ['# TYPE a counter\n# TYPE a counter\n', 2, 'a second TYPE line'],
    ['# TYPE a counter\n# TYPE a gauge\n', 2, 'a second TYPE line'],
    ['# HELP a x\n# HELP a x\n', 2, 'a second HELP line'],
    ['a 1\n# TYPE a counter\n', 2, 'a TYPE line after its samples'],
    ['# TYPE a\n', 1, 'an unknown metric type'],
    ['# TYPE a enum\n', 1, 'an unknown metric type'],
    ['# TYPE a-b counter\n', 1, 'not a metric name'],
    ['# TYPE "a counter\n', 1, 'a quote that is not closed'],
    ['# TYPE a histogram\na_bucket{le="x"} 1\n', 2, 'not a bucket bound'],
    ['# TYPE a histogram\na_bucket 1\n', 2, 'not a bucket bound'],
    ['# TYPE a summary\na{quantile="NaN"} 1\n', 2, 'not a quantile'],
  ])('declared as %j is counted as malformed', (body, line, reason) => {
    expect(text(body).problems).toEqual([{ line, reason }]);
  });

  it.each(['# a comment\n', '#\n', '# HELP\n', '# HELP a\n', '# TYPE\n', '\n\n', '#TYPE a counter\n'])(
    'is not declared by %j, which is no mistake either',
    (body) => {
      expect(text(body)).toMatchObject({ families: [], problemCount: 0 });
    },
  );

  it('may have a quoted name', () => {
    const { families } = text('# TYPE "my.metric" counter\n{"my.metric",a="b"} 1\n');
    expect(families).toMatchObject([{ name: 'my.metric', type: 'counter', samples: [{ value: 1 }] }]);
  });
});

describe('OpenMetrics', () => {
  it('has times in seconds', () => {
    const { families } = openMetrics('# TYPE a gauge\na 1 1795401486.8605\n');
    expect(families[0]?.samples[0]?.timestampMs).toBe(1795401486861);
  });

  it('has units, exemplars, and a start for each counter', () => {
    const body = `# TYPE a_seconds counter
# UNIT a_seconds seconds
a_seconds_total{b="c"} 17 1795401486 # {trace_id="x # y"} 0.5 1795401480.1
a_seconds_created{b="c"} 1795400000.5
`;
    const { families, problemCount } = openMetrics(body);
    expect(problemCount).toBe(0);
    expect(families).toMatchObject([{ name: 'a_seconds', type: 'counter', unit: 'seconds' }]);
    expect(families[0]?.samples.map(({ name, value }) => [name, value])).toEqual([
      ['a_seconds_total', 17],
      ['a_seconds_created', 1795400000.5],
    ]);
  });

  it.each([
    ['a counter', 'counter', 'a.b', ['{"a.b_total",c="d"} 1', '{"a.b_created",c="d"} 1795400000']],
    [
      'a histogram',
      'histogram',
      'a',
      ['a_bucket{le="1.0"} 1', 'a_bucket{le="+Inf"} 1', 'a_sum 1', 'a_count 1', 'a_created 2'],
    ],
    ['a summary', 'summary', 'a', ['a{quantile="0.5"} 1', 'a_sum 1', 'a_count 1', 'a_created 2']],
    ['a histogram of levels', 'gaugehistogram', 'a', ['a_bucket{le="+Inf"} 1', 'a_gsum -1', 'a_gcount 1']],
    ['an info', 'info', 'a', ['a_info{version="1"} 1']],
    ['a set of states', 'stateset', 'a', ['a{a="on"} 1', 'a{a="off"} 0']],
    ['what is unknown', 'unknown', 'a', ['a 1']],
  ])('has the samples of %s in its family, its start among them', (_, type, name, lines) => {
    const quoted = name.includes('.') ? `"${name}"` : name;
    const head = `# TYPE ${quoted} ${type}\n# HELP ${quoted} A \\"quoted\\" \\\\ help.\\n\n# UNIT ${quoted} \n`;
    const { families, problemCount } = openMetrics(`${head}${lines.join('\n')}\n`);
    expect(problemCount).toBe(0);
    expect(families).toMatchObject([{ name, type, samples: lines.map(() => ({})) }]);
  });

  it('has names with every letter that quotes can hold', () => {
    const body = '# TYPE "a \\"b\\" \\\\ 東" gauge\n{"a \\"b\\" \\\\ 東","l.\\"1\\""="x"} 1\n';
    const { families, problemCount } = openMetrics(body);
    expect(problemCount).toBe(0);
    expect(families).toMatchObject([
      { name: 'a "b" \\ 東', samples: [{ labels: { 'l."1"': 'x' }, value: 1 }] },
    ]);
  });

  it.each([
    ['of 128 letters', '東'.repeat(127), undefined],
    ['of 129', '東'.repeat(128), 'exemplar: longer than 128 characters'],
    ['of 128 beyond 16 bits', '🚀'.repeat(127), undefined],
  ])('reads a sample beside an exemplar %s', (_, value, reason) => {
    const { sampleCount, problems } = openMetrics(
      `# TYPE a counter\na_total 1 # {t="${value}"} 0.5 1795401480.1\n`,
    );
    expect([sampleCount, problems[0]?.reason]).toEqual([1, reason]);
  });

  it('keeps a sample whose exemplar is wrong, and counts the exemplar', () => {
    const { sampleCount, problems } = openMetrics('# TYPE a counter\na_total 1 # {b=1} 2\n');
    expect(sampleCount).toBe(1);
    expect(problems).toEqual([{ line: 2, reason: 'exemplar: a label value without quotes' }]);
  });

  it('keeps escapes that it does not know', () => {
    expect(openMetrics('a{b="x\\zy"} 1\n').families[0]?.samples[0]?.labels).toEqual({ b: 'x\\zy' });
  });

  it('that does not end in # EOF was cut off, and nothing of it is used', () => {
    expect(() => parseExposition('a_total 12', { format: 'openmetrics' })).toThrow('does not end in # EOF');
  });

  it('ends at # EOF', () => {
    const { problems } = parseExposition('a 1\n# EOF\nb 2\n', { format: 'openmetrics' });
    expect(problems).toEqual([{ line: 3, reason: 'something after # EOF' }]);
  });
});

describe('strictly', () => {
  it.each([
    ['text', 'a 1\nb\n', 'Line 2 of the exposition: no value.'],
    ['text', 'a{b="\\t"} 1\n', 'Line 1 of the exposition: an unknown escape in a label value.'],
    ['openmetrics', '{b="c","a"} 1\n# EOF\n', 'Line 1 of the exposition: a label without a value.'],
    ['openmetrics', 'a 1 \n# EOF\n', 'Line 1 of the exposition: not a timestamp.'],
    ['openmetrics', '\na 1\n# EOF\n', 'Line 1 of the exposition: a blank line.'],
    ['openmetrics', 'a 1\n', 'Line 1 of the exposition: it does not end in # EOF.'],
    ['openmetrics', 'a{b="c",} 1\n# EOF\n', 'Line 1 of the exposition: a comma after the last label.'],
    [
      'openmetrics',
      '# TYPE a histogram\na_bucket{le="1"} 1\n# EOF\n',
      'Line 3 of the exposition: a histogram without its +Inf bucket.',
    ],
    [
      'openmetrics',
      '# TYPE a gauge\na{b="1"} 1\na{b="2"} 1\na{b="1"} 1\n# EOF\n',
      'Line 4 of the exposition: lines of one metric that do not stand together.',
    ],
  ] as const)('%s %j is an error', (format, body, message) => {
    expect(() => parseExposition(body, { format, strict: true })).toThrow(message);
  });

  it('a right exposition parses', () => {
    const body =
      '# TYPE a histogram\na_bucket{le="1.0"} 1\na_bucket{le="+Inf"} 2\na_sum 3\na_count 2\n# EOF\n';
    expect(parseExposition(body, { format: 'openmetrics', strict: true })).toMatchObject({
      sampleCount: 4,
      families: [{ name: 'a', type: 'histogram' }],
    });
  });
});

describe('limits', () => {
  it.each([true, false])('refuse more samples than allowed (strict: %s)', (strict) => {
    const body = `${Array.from({ length: 11 }, (_, i) => `a{i="${i}"} 1\n`).join('')}# EOF\n`;
    expect(() => parseExposition(body, { format: 'openmetrics', strict, maxSamples: 10 })).toThrow(
      'The exposition has more than 10 samples.',
    );
  });

  it('name the first lines that are wrong and count all of them', () => {
    const { problems, problemCount, sampleCount } = text(`${'?\n'.repeat(1_000)}a 1\n`);
    expect([problems.length, problemCount, sampleCount]).toEqual([20, 1_000, 1]);
    expect(problems.at(-1)?.line).toBe(20);
  });
});

describe('numbers', () => {
  it('are the same whichever way they are read', () => {
    const written = ['7', '7.0', '7e0', '+7', '007', '70e-1', '7 1', '7\t1', '  7'];
    expect(values(written.map((number, i) => `a{i="${i}"} ${number}\n`).join(''))).toEqual(
      written.map(() => 7),
    );
    expect(values('a 7\nb 7.0\nc 7 1 # {} 1\n', 'openmetrics')).toEqual([7, 7, 7]);
  });
});
